import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient } from '@aws-sdk/client-sfn';
import { openTaskStore } from '#adapters/dynamodb/open-task-store.ts';
import { openRepoHost } from '#adapters/github/repo-host.ts';
import { openSecrets } from '#adapters/secrets-manager/open-secrets.ts';
import { openWorkflowEngine } from '#adapters/step-functions/workflow-engine.ts';
import { systemClock } from '#adapters/system/clock.ts';
import type { RepoHost } from '#ports/repo-host.ts';
import type { Secrets } from '#ports/secrets.ts';
import type { AgentName } from '#domain/agent.ts';
import type { Agent } from './agent.ts';
import { openErrorReporter } from './error-reporter.ts';
import { openLog } from './log.ts';
import type { OpenedModel } from './run-step.ts';
import { serveAgent } from './serve-agent.ts';
import { type AgentSettings, readAgentSettings, requireSetting } from './settings.ts';

/** What every agent's server.ts builds its own adapters from. */
export interface AgentWiring {
  readonly settings: AgentSettings;
  readonly secrets: Secrets;
  readonly repoHost: RepoHost;
}

/** Serves the agent that `create` makes, wired to the task store, the workflow and the model that the environment names. */
export async function startAgent(name: AgentName, create: (wiring: AgentWiring) => Agent): Promise<void> {
  const log = openLog(name);
  try {
    const settings = readAgentSettings(process.env);
    const secrets = openSecrets({ client: new SecretsManagerClient({}) });
    const store = openTaskStore({ client: new DynamoDBClient({}), table: settings.STEPWRIGHT_TABLE, clock: systemClock });
    const engine = openWorkflowEngine({ client: new SFNClient({}), stateMachineArn: settings.STEPWRIGHT_STATE_MACHINE_ARN });
    const errors = await openErrorReporter(settings.SENTRY_DSN);
    let opened: Promise<OpenedModel> | undefined;
    const model = (): Promise<OpenedModel> => {
      opened ??= openModel(settings, secrets)
        .then((one) => ({ ...one, price: settings.price }))
        .catch((error: unknown) => {
          // The next step tries again: the key may be there by then.
          opened = undefined;
          throw error;
        });
      return opened;
    };
    const agent = create({ settings, secrets, repoHost: openHost(settings, secrets) });
    await serveAgent(agent, { store, engine, model, log, errors, host: settings.HOST, port: settings.PORT });
  } catch (error) {
    log('error', 'the agent cannot start', { error: error instanceof Error ? error.message : String(error) });
    process.exitCode = 1;
  }
}

function openHost(settings: AgentSettings, secrets: Secrets): RepoHost {
  return openRepoHost({
    apiUrl: settings.STEPWRIGHT_GITHUB_API_URL.replace(/\/+$/, ''),
    appId: requireSetting(settings, 'STEPWRIGHT_GITHUB_APP_ID'),
    privateKey: () => secrets.read('stepwright/github/app-private-key'),
  });
}

/** Loads the chosen vendor's SDK only: a cold start does not pay for the others. */
async function openModel(settings: AgentSettings, secrets: Secrets): Promise<OpenedModel> {
  const { model, STEPWRIGHT_MODEL_URL: baseUrl, AWS_REGION: region } = settings;
  const { vendor, id } = model;
  switch (vendor) {
    case 'bedrock': {
      const { openBedrockModel } = await import('#adapters/bedrock/open-model.ts');
      return { modelId: id, model: openBedrockModel({ id, region }) };
    }
    case 'anthropic': {
      const { openAnthropicModel } = await import('#adapters/anthropic/open-model.ts');
      const apiKey = settings.ANTHROPIC_API_KEY ?? (await secrets.read('stepwright/model/anthropic-api-key'));
      return { modelId: id, model: openAnthropicModel({ id, apiKey, baseUrl }) };
    }
    case 'openai': {
      const { openOpenAiModel } = await import('#adapters/openai/open-model.ts');
      return { modelId: id, model: openOpenAiModel({ id, apiKey: await readOpenAiKey(settings, secrets), baseUrl }) };
    }
  }
}

/** A compatible server of one's own needs no key, but its client wants one. */
async function readOpenAiKey(settings: AgentSettings, secrets: Secrets): Promise<string> {
  if (settings.OPENAI_API_KEY) return settings.OPENAI_API_KEY;
  return settings.STEPWRIGHT_MODEL_URL ? 'none' : secrets.read('stepwright/model/openai-api-key');
}
