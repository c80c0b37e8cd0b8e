import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group/index.js';
import { Route53ResolverFirewallConfig } from '@cdktf/provider-aws/lib/route53-resolver-firewall-config/index.js';
import { Route53ResolverFirewallDomainList } from '@cdktf/provider-aws/lib/route53-resolver-firewall-domain-list/index.js';
import { Route53ResolverFirewallRule } from '@cdktf/provider-aws/lib/route53-resolver-firewall-rule/index.js';
import { Route53ResolverFirewallRuleGroup } from '@cdktf/provider-aws/lib/route53-resolver-firewall-rule-group/index.js';
import { Route53ResolverFirewallRuleGroupAssociation } from '@cdktf/provider-aws/lib/route53-resolver-firewall-rule-group-association/index.js';
import { Route53ResolverQueryLogConfig } from '@cdktf/provider-aws/lib/route53-resolver-query-log-config/index.js';
import { Route53ResolverQueryLogConfigAssociation } from '@cdktf/provider-aws/lib/route53-resolver-query-log-config-association/index.js';
import { Construct } from 'constructs';

export interface DnsFirewallProps {
  readonly name: string;
  readonly vpcId: string;
  /** Names that may be looked up; `*.` in front means all below. */
  readonly allowed: readonly string[];
  /** `observe` logs the other names, `enforce` refuses them. */
  readonly mode: 'observe' | 'enforce';
  readonly logRetentionDays: number;
}

/** Which names may be looked up in a VPC; who may be reached follows from it as far as nobody knows addresses by heart. */
export class DnsFirewall extends Construct {
  constructor(scope: Construct, id: string, { name, vpcId, allowed, mode, logRetentionDays }: DnsFirewallProps) {
    super(scope, id);
    const group = new Route53ResolverFirewallRuleGroup(this, 'rules', { name });
    const listOf = (part: string, domains: readonly string[]): string =>
      new Route53ResolverFirewallDomainList(this, part, { name: `${name}-${part}`, domains: [...domains] }).id;
    const rule = { firewallRuleGroupId: group.id };
    new Route53ResolverFirewallRule(this, 'allow', {
      ...rule,
      name: 'allow',
      priority: 1,
      action: 'ALLOW',
      firewallDomainListId: listOf('allowed', allowed),
      // A name that is allowed may be another's alias.
      firewallDomainRedirectionAction: 'TRUST_REDIRECTION_DOMAIN',
    });
    const others = { ...rule, name: 'others', priority: 2, firewallDomainListId: listOf('others', ['*']) };
    new Route53ResolverFirewallRule(this, 'refuse', {
      ...others,
      ...(mode === 'enforce' ? { action: 'BLOCK', blockResponse: 'NXDOMAIN' } : { action: 'ALERT' }),
    });
    new Route53ResolverFirewallRuleGroupAssociation(this, 'use', {
      name,
      firewallRuleGroupId: group.id,
      vpcId,
      // 100 and below is AWS's own.
      priority: 101,
    });
    const firewallFailOpen = mode === 'enforce' ? 'DISABLED' : 'ENABLED';
    new Route53ResolverFirewallConfig(this, 'config', { resourceId: vpcId, firewallFailOpen });
    this.#logQueries(name, vpcId, logRetentionDays);
  }

  /** What was looked up, and what the rules made of it. */
  #logQueries(name: string, vpcId: string, retentionInDays: number): void {
    const logs = new CloudwatchLogGroup(this, 'logs', { name: `/aws/vendedlogs/route53/${name}`, retentionInDays });
    const config = new Route53ResolverQueryLogConfig(this, 'queries', { name, destinationArn: logs.arn });
    const use = { resolverQueryLogConfigId: config.id, resourceId: vpcId };
    new Route53ResolverQueryLogConfigAssociation(this, 'queries-use', use);
  }
}
