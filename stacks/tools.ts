import { readFileSync } from 'node:fs';
import { BedrockagentcoreTokenVaultCmk } from '@cdktf/provider-aws/lib/bedrockagentcore-token-vault-cmk/index.js';
import { BedrockagentcoreWorkloadIdentity } from '@cdktf/provider-aws/lib/bedrockagentcore-workload-identity/index.js';
import type { Construct } from 'constructs';
import { z } from 'zod';
import type { Environment } from '../environments/schema.ts';
import { addFunction, type FunctionContext } from './add-function.ts';
import { toChatIdentity } from './chat-identity.ts';
import { AgentMemory } from './constructs/agent-memory.ts';
import { OauthProvider } from './constructs/credential-providers.ts';
import { type McpServer, type Tool, ToolGateway } from './constructs/tool-gateway.ts';
import { SLACK_TOOLS } from './functions.ts';
import { nameOf, underscoredNameOf } from './naming.ts';
import { StepwrightStack } from './stepwright-stack.ts';

/** The vendors' own MCP servers; Slack has none that works without a person, so its tools are a Lambda. */
const SERVERS: Readonly<Record<string, McpServer>> = {
  github: { endpoint: 'https://api.githubcopilot.com/mcp/', prefix: 'Bearer', jsonKey: 'github_token' },
  atlassian: { endpoint: 'https://mcp.atlassian.com/v1/mcp', prefix: 'Basic', jsonKey: 'atlassian_basic' },
  sentry: { endpoint: 'https://mcp.sentry.dev/mcp', prefix: 'Sentry-Bearer', jsonKey: 'sentry_token' },
};

const toolsSchema: z.ZodType<Tool[]> = z.array(
  z.object({
    name: z.string(),
    description: z.string(),
    properties: z.array(z.object({ name: z.string(), type: z.string(), description: z.string(), required: z.boolean() })),
  }),
);

const SLACK_SCHEMA = new URL('../lambdas/gateway/slack/tools.json', import.meta.url);

/** What AgentCore offers agents beside their runtime: memory, tools, and credentials for them. */
export class ToolsStack extends StepwrightStack {
  constructor(scope: Construct, environment: Environment, context: FunctionContext) {
    super(scope, environment, 'tools');
    const keyArn = context.storage.key.arn;
    const secretArn = context.secrets.arnOf('stepwright/agentcore/credentials');
    new BedrockagentcoreTokenVaultCmk(this, 'vault-key', {
      kmsConfiguration: [{ keyType: 'CustomerManagedKey', kmsKeyArn: keyArn }],
    });
    // The identity of programs that do not run on AgentCore; it gives each runtime and the gateway their own.
    new BedrockagentcoreWorkloadIdentity(this, 'identity', { name: nameOf(environment, 'tools-caller') });
    this.#addOauth(secretArn);
    const chat = toChatIdentity(environment);
    if (chat) {
      const { workload: name, returnUrl } = chat;
      new BedrockagentcoreWorkloadIdentity(this, 'chat', { name, allowedResourceOauth2ReturnUrls: [returnUrl] });
    }
    new AgentMemory(this, 'memory', { name: underscoredNameOf(environment, 'memory'), keyArn });
    const slack = addFunction(this, ['lambdas/gateway/slack', SLACK_TOOLS], context);
    const tools = toolsSchema.parse(JSON.parse(readFileSync(SLACK_SCHEMA, 'utf8')));
    const lambdas = { slack: { functionArn: slack.arn, tools } };
    new ToolGateway(this, 'gateway', { environment, secretArn, servers: SERVERS, lambdas });
  }

  #addOauth(secretArn: string): void {
    const { github, jira } = this.environment;
    const clients = { github: github.oauthClientId, atlassian: jira.oauthClientId } as const;
    for (const vendor of ['github', 'atlassian'] as const) {
      const clientId = clients[vendor];
      if (clientId === undefined) continue;
      const name = nameOf(this.environment, `${vendor}-oauth`);
      new OauthProvider(this, `${vendor}-oauth`, { name, vendor, clientId, secretArn, jsonKey: `${vendor}_oauth_secret` });
    }
  }
}
