import { BedrockagentcoreGateway } from '@cdktf/provider-aws/lib/bedrockagentcore-gateway/index.js';
import {
  BedrockagentcoreGatewayTarget,
  type BedrockagentcoreGatewayTargetTargetConfigurationMcpLambdaToolSchemaInlinePayload as InlineTool,
} from '@cdktf/provider-aws/lib/bedrockagentcore-gateway-target/index.js';
import { Construct } from 'constructs';
import type { Environment } from '../../environments/schema.ts';
import { arnOf, nameOf } from '../naming.ts';
import { ApiKeyProvider } from './credential-providers.ts';
import type { Statement } from './policy.ts';
import { ServiceRole } from './service-role.ts';

/** A vendor's MCP server, and how it wants its key in the header `Authorization`. */
export interface McpServer {
  readonly endpoint: string;
  readonly prefix: string;
  /** Name of the key in the secret. */
  readonly jsonKey: string;
}

/** A Lambda that does tools. */
export interface LambdaTools {
  readonly functionArn: string;
  readonly tools: readonly Tool[];
}

export interface Tool {
  readonly name: string;
  readonly description: string;
  readonly properties: readonly { name: string; type: string; description: string; required: boolean }[];
}

export interface ToolGatewayProps {
  readonly environment: Environment;
  /** The secret with the servers' keys. */
  readonly secretArn: string;
  readonly servers: Readonly<Record<string, McpServer>>;
  readonly lambdas: Readonly<Record<string, LambdaTools>>;
}

/** One MCP endpoint for the tools of several vendors. Who calls it signs with IAM; keys stay with the gateway. */
export class ToolGateway extends Construct {
  readonly #gateway: BedrockagentcoreGateway;

  constructor(scope: Construct, id: string, { environment, secretArn, servers, lambdas }: ToolGatewayProps) {
    super(scope, id);
    const name = nameOf(environment, 'tools');
    const keyed = Object.entries(servers).map(([vendor, server]) => {
      const { jsonKey } = server;
      const key = new ApiKeyProvider(this, `${vendor}-key`, nameOf(environment, `${vendor}-key`), { secretArn, jsonKey });
      return { vendor, server, key };
    });
    const role = new ServiceRole(this, 'role', {
      name,
      service: 'bedrock-agentcore.amazonaws.com',
      accountId: environment.accountId,
      statements: [
        { actions: ['lambda:InvokeFunction'], resources: Object.values(lambdas).map(({ functionArn }) => functionArn) },
        ...toKeyStatements(
          environment,
          name,
          keyed.map(({ key }) => key),
        ),
        { actions: ['secretsmanager:GetSecretValue'], resources: [secretArn] },
      ],
    });
    this.#gateway = new BedrockagentcoreGateway(this, 'gateway', {
      name,
      roleArn: role.arn,
      authorizerType: 'AWS_IAM',
      protocolType: 'MCP',
      dependsOn: [role.policy],
    });
    for (const { vendor, server, key } of keyed) this.#addServer(vendor, server, key);
    for (const [target, tools] of Object.entries(lambdas)) this.#addLambda(target, tools);
  }

  #addServer(name: string, { endpoint, prefix }: McpServer, key: ApiKeyProvider): void {
    const header = { credentialLocation: 'HEADER', credentialParameterName: 'Authorization', credentialPrefix: prefix };
    new BedrockagentcoreGatewayTarget(this, name, {
      gatewayIdentifier: this.#gateway.gatewayId,
      name,
      credentialProviderConfiguration: [{ apiKey: [{ providerArn: key.arn, ...header }] }],
      targetConfiguration: [{ mcp: [{ mcpServer: [{ endpoint }] }] }],
    });
  }

  #addLambda(name: string, { functionArn: lambdaArn, tools }: LambdaTools): void {
    const inlinePayload = tools.map(toInlineTool);
    new BedrockagentcoreGatewayTarget(this, name, {
      gatewayIdentifier: this.#gateway.gatewayId,
      name,
      credentialProviderConfiguration: [{ gatewayIamRole: [{}] }],
      targetConfiguration: [{ mcp: [{ lambda: [{ lambdaArn, toolSchema: [{ inlinePayload }] }] }] }],
    });
  }
}

function toInlineTool({ name, description, properties }: Tool): InlineTool {
  return { name, description, inputSchema: [{ type: 'object', property: [...properties] }] };
}

/** Source: AWS, "Gateway service role permissions": the gateway asks in the name of its own workload identity. */
function toKeyStatements(environment: Environment, gateway: string, keys: readonly ApiKeyProvider[]): readonly Statement[] {
  const arn = (resource: string): string => arnOf(environment, 'bedrock-agentcore', resource);
  const directory = 'workload-identity-directory/default';
  const identity = [arn(directory), arn(`${directory}/workload-identity/${gateway}-*`)];
  const vault = [
    arn('token-vault/default'),
    ...keys.map(({ name }) => arn(`token-vault/default/apikeycredentialprovider/${name}`)),
  ];
  return [
    { actions: ['bedrock-agentcore:GetWorkloadAccessToken'], resources: identity },
    { actions: ['bedrock-agentcore:GetResourceApiKey'], resources: [...identity, ...vault] },
  ];
}
