import { SecretsmanagerSecret } from '@cdktf/provider-aws/lib/secretsmanager-secret/index.js';
import { SecretsmanagerSecretPolicy } from '@cdktf/provider-aws/lib/secretsmanager-secret-policy/index.js';
import type { Construct } from 'constructs';
import { AGENT_NAMES } from '../environments/agents.ts';
import type { Environment } from '../environments/schema.ts';
import type { DataKey } from './constructs/data-key.ts';
import { toResourcePolicy } from './constructs/policy.ts';
import { StepwrightStack } from './stepwright-stack.ts';

/** The secrets by the names under which the code reads them, and what each is. */
const SECRETS = {
  'stepwright/jira/api-token': 'API token of the agent’s Jira account',
  'stepwright/jira/webhook-secret': 'secret of the Jira webhook',
  'stepwright/github/app-private-key': 'private key of the GitHub App, PEM',
  'stepwright/github/webhook-secret': 'webhook secret of the GitHub App',
  'stepwright/slack/bot-token': 'bot token of the Slack app',
  'stepwright/slack/signing-secret': 'signing secret of the Slack app',
  'stepwright/agentcore/credentials':
    'JSON with what AgentCore shows the vendors for agents; the guide to deployment names its keys',
  'stepwright/sentry/auth-token': 'auth token of the Sentry integration',
  'stepwright/sentry/client-secret': 'client secret of the Sentry integration',
  'stepwright/model/anthropic-api-key': 'API key of Anthropic',
  'stepwright/model/openai-api-key': 'API key of OpenAI',
} as const;

export type SecretName = keyof typeof SECRETS;

/** The key that a model's vendor asks for; Bedrock asks for none. */
const MODEL_KEYS: Readonly<Record<string, SecretName>> = {
  anthropic: 'stepwright/model/anthropic-api-key',
  openai: 'stepwright/model/openai-api-key',
};

/** The secret that a model needs, if it needs one. */
export function modelKeyOf(model: string): SecretName | undefined {
  return MODEL_KEYS[model.split(':')[0] ?? ''];
}

/** An entry in Secrets Manager for every secret, without its value: that is put there by hand and never in Terraform's state. */
export class SecretsStack extends StepwrightStack {
  readonly #arns: ReadonlyMap<SecretName, string>;

  constructor(scope: Construct, environment: Environment, key: DataKey) {
    super(scope, environment, 'secrets');
    const needed = new Set(AGENT_NAMES.map((agent) => modelKeyOf(environment.agents[agent].model)));
    const names = SECRET_NAMES.filter((name) => !name.startsWith('stepwright/model/') || needed.has(name));
    this.#arns = new Map(
      names.map((name) => {
        const id = name.replaceAll('/', '-');
        const secret = new SecretsmanagerSecret(this, id, { name, description: SECRETS[name], kmsKeyId: key.arn });
        return [name, secret.arn];
      }),
    );
    this.#letAgentCoreRead(this.arnOf('stepwright/agentcore/credentials'));
  }

  /** AgentCore reads as itself what it shows to vendors; no role of ours does. */
  #letAgentCoreRead(secretArn: string): void {
    const principal = { Service: 'bedrock-agentcore.amazonaws.com' };
    const condition = { StringEquals: { 'aws:SourceAccount': this.environment.accountId } };
    const statement = { principal, actions: ['secretsmanager:GetSecretValue'] as const, resources: [secretArn], condition };
    new SecretsmanagerSecretPolicy(this, 'agentcore-reads', { secretArn, policy: toResourcePolicy([statement]) });
  }

  /** @throws Error when the environment has no such secret */
  arnOf(name: SecretName): string {
    const arn = this.#arns.get(name);
    if (arn === undefined) throw new Error(`The environment ${this.environment.name} has no secret ${name}.`);
    return arn;
  }
}

const SECRET_NAMES = Object.keys(SECRETS).filter((name): name is SecretName => name in SECRETS);
