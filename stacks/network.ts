import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group/index.js';
import { VpcEndpoint } from '@cdktf/provider-aws/lib/vpc-endpoint/index.js';
import { VpcSecurityGroupEgressRule } from '@cdktf/provider-aws/lib/vpc-security-group-egress-rule/index.js';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule/index.js';
import type { Construct } from 'constructs';
import { AGENT_NAMES } from '../environments/agents.ts';
import type { Environment } from '../environments/schema.ts';
import { DnsFirewall } from './constructs/dns-firewall.ts';
import { Vpc } from './constructs/vpc.ts';
import { nameOf } from './naming.ts';
import { StepwrightStack } from './stepwright-stack.ts';

/** Where in a VPC Lambdas and agents run. */
export interface Place {
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
}

/** AWS services that are reached without leaving the VPC: those that see secrets, prompts and results. Each costs by zone and hour. */
const PRIVATE_SERVICES = ['bedrock-agentcore', 'bedrock-runtime', 'secretsmanager', 'states'] as const;
/** These cost nothing. */
const GATEWAY_SERVICES = ['dynamodb', 's3'] as const;

/** Names that the code itself looks up, beside the vendors' of the environment. */
const OWN_NAMES = ['*.amazonaws.com', 'github.com', '*.githubusercontent.com', 'slack.com', '*.slack.com'] as const;
const MODEL_NAMES: Readonly<Record<string, string>> = { anthropic: 'api.anthropic.com', openai: 'api.openai.com' };

/** A VPC for Lambdas and agents, from which they reach what they are allowed to, over TLS only. */
export class NetworkStack extends StepwrightStack {
  readonly place: Place;

  constructor(scope: Construct, environment: Environment, network: NonNullable<Environment['network']>) {
    super(scope, environment, 'network');
    const name = nameOf(environment, 'network');
    const { cidr, zones, dnsFirewall: mode } = network;
    const vpc = new Vpc(this, 'vpc', { name, cidr, zones });
    const group = this.#addGroup('workloads', vpc.id, 'Lambdas and agents: out over TLS, nothing in.');
    const tls = { ipProtocol: 'tcp', fromPort: 443, toPort: 443 };
    new VpcSecurityGroupEgressRule(this, 'workloads-out', { securityGroupId: group.id, cidrIpv4: '0.0.0.0/0', ...tls });
    const endpoints = this.#addGroup('endpoints', vpc.id, 'Endpoints of AWS services: in over TLS from Lambdas and agents.');
    const from = { securityGroupId: endpoints.id, referencedSecurityGroupId: group.id };
    new VpcSecurityGroupIngressRule(this, 'endpoints-in', { ...from, ...tls });
    this.#addEndpoints(vpc, endpoints.id);
    const { logRetentionDays } = environment;
    new DnsFirewall(this, 'dns', { name, vpcId: vpc.id, allowed: namesOf(environment), mode, logRetentionDays });
    this.place = { subnetIds: vpc.subnetIds, securityGroupIds: [group.id] };
  }

  #addGroup(part: string, vpcId: string, description: string): SecurityGroup {
    return new SecurityGroup(this, part, { name: nameOf(this.environment, part), vpcId, description });
  }

  #addEndpoints({ id: vpcId, subnetIds, privateRoutesId }: Vpc, securityGroupId: string): void {
    const serviceName = (service: string): string => `com.amazonaws.${this.environment.region}.${service}`;
    for (const service of GATEWAY_SERVICES) {
      const routes = { vpcEndpointType: 'Gateway', routeTableIds: [privateRoutesId] };
      new VpcEndpoint(this, service, { vpcId, serviceName: serviceName(service), ...routes });
    }
    for (const service of PRIVATE_SERVICES) {
      new VpcEndpoint(this, service, {
        vpcId,
        serviceName: serviceName(service),
        vpcEndpointType: 'Interface',
        subnetIds: [...subnetIds],
        securityGroupIds: [securityGroupId],
        privateDnsEnabled: true,
      });
    }
  }
}

/** What may be looked up: our vendors, one's own package registries, and what the environment adds for the repositories' own tools. */
function namesOf(environment: Environment): readonly string[] {
  const { jira, github, sentry, errorsDsn, network, agents, packageHosts = [] } = environment;
  const urls = [jira.url, github.apiUrl, ...(sentry ? [sentry.url] : []), ...(errorsDsn ? [errorsDsn] : [])];
  const vendors = [...urls, ...packageHosts.map((host) => `https://${host}`)].map((url) => new URL(url).hostname);
  const models = AGENT_NAMES.flatMap((agent) => MODEL_NAMES[agents[agent].model.split(':')[0] ?? ''] ?? []);
  const names = new Set([...OWN_NAMES, ...vendors, ...models, ...(network?.allowedDomains ?? [])]);
  return [...names].toSorted((one, other) => one.localeCompare(other, 'en'));
}
