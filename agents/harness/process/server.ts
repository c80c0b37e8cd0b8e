import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { openSecrets } from '#adapters/secrets-manager/open-secrets.ts';
import { openErrorReporter } from '#adapters/sentry/open-error-reporter.ts';
import type { AgentName } from '#domain/agent.ts';
import type { ErrorReporter } from '#ports/error-reporter.ts';
import type { Secrets } from '#ports/secrets.ts';
import { type Log, openLog } from '../log.ts';
import type { OpenedModel } from '../run-step.ts';
import { type Service, serve } from '../serve-agent.ts';
import { type AgentSettings, readAgentSettings } from '../settings.ts';

/** What every agent has, whatever it does. */
export interface Wiring {
  readonly settings: AgentSettings;
  readonly secrets: Secrets;
  /** Opened on first use and then kept. */
  readonly model: () => Promise<OpenedModel>;
  readonly log: Log;
  readonly errors: ErrorReporter;
}

/** Serves what `open` makes of the environment's settings; what is wrong with them is logged and ends the process. */
export async function start(name: AgentName, open: (wiring: Wiring) => Service): Promise<void> {
  const log = openLog(name);
  try {
    const settings = readAgentSettings(process.env);
    const secrets = openSecrets({ client: new SecretsManagerClient({}) });
    const errors = await openErrorReporter(settings.SENTRY_DSN);
    const wiring = { settings, secrets, model: openOnce(settings, secrets), log, errors };
    await serve(open(wiring), { log, errors, host: settings.HOST, port: settings.PORT });
  } catch (error) {
    log('error', 'the agent cannot start', { error: error instanceof Error ? error.message : String(error) });
    process.exitCode = 1;
  }
}

function openOnce(settings: AgentSettings, secrets: Secrets): () => Promise<OpenedModel> {
  let opened: Promise<OpenedModel> | undefined;
  return () => {
    opened ??= openModel(settings, secrets)
      .then((one) => ({ ...one, price: settings.price }))
      .catch((error: unknown) => {
        // The next call tries again: the key may be there by then.
        opened = undefined;
        throw error;
      });
    return opened;
  };
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
