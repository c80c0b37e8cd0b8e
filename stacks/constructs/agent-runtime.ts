import {
  BedrockagentcoreAgentRuntime,
  type BedrockagentcoreAgentRuntimeAgentRuntimeArtifact,
  type BedrockagentcoreAgentRuntimeNetworkConfiguration,
} from '@cdktf/provider-aws/lib/bedrockagentcore-agent-runtime/index.js';
import { BedrockagentcoreAgentRuntimeEndpoint } from '@cdktf/provider-aws/lib/bedrockagentcore-agent-runtime-endpoint/index.js';
import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group/index.js';
import { CloudwatchLogMetricFilter } from '@cdktf/provider-aws/lib/cloudwatch-log-metric-filter/index.js';
import { Construct } from 'constructs';
import type { Environment } from '../../environments/schema.ts';
import { agentErrorMetric, arnOf, LIVE, nameOf } from '../naming.ts';
import type { Place } from '../network.ts';
import type { Statement } from './policy.ts';
import { ServiceRole } from './service-role.ts';
import type { TokenIssuer } from './user-pool.ts';

/** Where an agent's program lies. */
export type AgentCode =
  | { readonly type: 'zip'; readonly bucket: string; readonly bucketArn: string; readonly key: string }
  | { readonly type: 'container'; readonly image: string; readonly repositoryArn: string };

export interface AgentRuntimeProps {
  readonly environment: Environment;
  readonly agent: string;
  readonly code: AgentCode;
  readonly idleSeconds: number;
  readonly lifetimeSeconds: number;
  readonly variables: Readonly<Record<string, string>>;
  readonly statements: readonly Statement[];
  readonly place: Place | undefined;
  /** Takes the tokens of these users instead of signed requests, and hands them on to the program. */
  readonly users?: TokenIssuer;
}

/** An agent on AgentCore: its runtime with time limits, an endpoint, a role of its own and its log group. */
export class AgentRuntime extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: AgentRuntimeProps) {
    super(scope, id);
    const { environment, agent, code } = props;
    const name = nameOf(environment, `agent-${agent}`);
    // Names of runtimes have no hyphens.
    const runtimeName = name.replaceAll('-', '_');
    const role = new ServiceRole(this, 'role', {
      name,
      service: 'bedrock-agentcore.amazonaws.com',
      accountId: environment.accountId,
      statements: [...toLogStatements(environment, runtimeName), ...toCodeStatements(code), ...props.statements],
    });
    const runtime = new BedrockagentcoreAgentRuntime(this, 'runtime', {
      agentRuntimeName: runtimeName,
      roleArn: role.arn,
      agentRuntimeArtifact: [toArtifact(code)],
      networkConfiguration: [toNetwork(props.place)],
      protocolConfiguration: [{ serverProtocol: 'HTTP' }],
      lifecycleConfiguration: [{ idleRuntimeSessionTimeout: props.idleSeconds, maxLifetime: props.lifetimeSeconds }],
      environmentVariables: { ...props.variables },
      ...(props.users ? toInbound(props.users) : {}),
      dependsOn: [role.policy],
    });
    new BedrockagentcoreAgentRuntimeEndpoint(this, 'endpoint', {
      name: LIVE,
      agentRuntimeId: runtime.agentRuntimeId,
      agentRuntimeVersion: runtime.agentRuntimeVersion,
    });
    const logs = new CloudwatchLogGroup(this, 'logs', {
      name: `/aws/bedrock-agentcore/runtimes/${runtime.agentRuntimeId}-${LIVE}`,
      retentionInDays: environment.logRetentionDays,
    });
    new CloudwatchLogMetricFilter(this, 'errors', {
      name: `${name}-errors`,
      logGroupName: logs.name,
      pattern: '{ $.level = "error" }',
      metricTransformation: { ...agentErrorMetric(environment), value: '1' },
    });
    this.arn = runtime.agentRuntimeArn;
  }
}

function toInbound({ discoveryUrl, clientId }: TokenIssuer) {
  return {
    authorizerConfiguration: [{ customJwtAuthorizer: [{ discoveryUrl, allowedClients: [clientId] }] }],
    requestHeaderConfiguration: [{ requestHeaderAllowlist: ['Authorization'] }],
  };
}

function toArtifact(code: AgentCode): BedrockagentcoreAgentRuntimeAgentRuntimeArtifact {
  if (code.type === 'container') return { containerConfiguration: [{ containerUri: code.image }] };
  const source = { s3: [{ bucket: code.bucket, prefix: code.key }] };
  return { codeConfiguration: [{ entryPoint: ['index.mjs'], runtime: 'NODE_22', code: [source] }] };
}

function toNetwork(place: Place | undefined): BedrockagentcoreAgentRuntimeNetworkConfiguration {
  if (!place) return { networkMode: 'PUBLIC' };
  const { subnetIds, securityGroupIds } = place;
  return { networkMode: 'VPC', networkModeConfig: [{ subnets: [...subnetIds], securityGroups: [...securityGroupIds] }] };
}

/** A runtime's id is its name and something that is known only later. */
function toLogStatements(environment: Environment, runtimeName: string): readonly Statement[] {
  const group = arnOf(environment, 'logs', `log-group:/aws/bedrock-agentcore/runtimes/${runtimeName}-*`);
  return [{ actions: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'], resources: [group] }];
}

function toCodeStatements(code: AgentCode): readonly Statement[] {
  if (code.type === 'zip') return [{ actions: ['s3:GetObject'], resources: [`${code.bucketArn}/${code.key}`] }];
  return [
    { actions: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'], resources: [code.repositoryArn] },
    { actions: ['ecr:GetAuthorizationToken'], resources: ['*'] },
  ];
}
