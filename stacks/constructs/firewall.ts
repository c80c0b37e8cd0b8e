import { type Wafv2WebAclRule, Wafv2WebAcl } from '@cdktf/provider-aws/lib/wafv2-web-acl/index.js';
import { Wafv2WebAclAssociation } from '@cdktf/provider-aws/lib/wafv2-web-acl-association/index.js';
import { Construct } from 'constructs';

/**
 * AWS's rule groups, with the rules that only count: they look at bodies, and tickets and comments are full of code,
 * markup and addresses. What a body says is checked by its signature.
 */
const MANAGED: Readonly<Record<string, readonly string[]>> = {
  AWSManagedRulesAmazonIpReputationList: [],
  AWSManagedRulesKnownBadInputsRuleSet: ['JavaDeserializationRCE_BODY', 'Log4JRCE_BODY', 'ReactJSRCE_BODY'],
  AWSManagedRulesCommonRuleSet: [
    'SizeRestrictions_BODY',
    'EC2MetaDataSSRF_BODY',
    'GenericLFI_BODY',
    'GenericRFI_BODY',
    'CrossSiteScripting_BODY',
  ],
};

export interface FirewallProps {
  readonly name: string;
  /** The API's stage. */
  readonly resourceArn: string;
  /** Of one address, in five minutes. */
  readonly requestsPerAddress: number;
}

/** WAF in front of an API: AWS's lists of bad senders and requests, and a limit per address. */
export class Firewall extends Construct {
  constructor(scope: Construct, id: string, { name, resourceArn, requestsPerAddress }: FirewallProps) {
    super(scope, id);
    const rateLimit: Wafv2WebAclRule = {
      name: 'rate-limit',
      priority: 0,
      action: { block: {} },
      statement: { rate_based_statement: { limit: requestsPerAddress, aggregate_key_type: 'IP' } },
      visibilityConfig: toVisibility(`${name}-rate-limit`),
    };
    const managed = Object.entries(MANAGED).map(([group, counted], index) => toManagedRule(group, counted, index + 1));
    const acl = new Wafv2WebAcl(this, 'acl', {
      name,
      scope: 'REGIONAL',
      defaultAction: { allow: {} },
      rule: [rateLimit, ...managed],
      visibilityConfig: toVisibility(name),
    });
    new Wafv2WebAclAssociation(this, 'association', { resourceArn, webAclArn: acl.arn });
  }
}

function toManagedRule(group: string, counted: readonly string[], priority: number): Wafv2WebAclRule {
  const overrides = counted.map((rule) => ({ name: rule, action_to_use: { count: {} } }));
  return {
    name: group,
    priority,
    overrideAction: { none: {} },
    // The construct hands statements on as they are: by Terraform's names.
    statement: { managed_rule_group_statement: { vendor_name: 'AWS', name: group, rule_action_override: overrides } },
    visibilityConfig: toVisibility(group),
  };
}

function toVisibility(metricName: string): Wafv2WebAclRule['visibilityConfig'] {
  return { metricName, cloudwatchMetricsEnabled: true, sampledRequestsEnabled: true };
}
