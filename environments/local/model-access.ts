import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type ModelChoice, parseModelChoice } from '#agents/harness/model-choice.ts';
import { InputError } from '#domain/errors.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Where the AWS SDK finds credentials by itself, besides a pair of keys and Bedrock's own token. */
const AWS_SOURCES = [
  'AWS_PROFILE',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
];

/** Only these of the user's variables reach the agents, by the vendor of the model that the user chose. */
const VARIABLES: Readonly<Record<ModelChoice['vendor'], RegExp>> = {
  bedrock: /^AWS_(?!ENDPOINT_URL(?!_BEDROCK_RUNTIME$))/,
  anthropic: /^ANTHROPIC_API_KEY$/,
  openai: /^OPENAI_API_KEY$/,
};
const OF_EVERY_MODEL = /^STEPWRIGHT_MODEL(_URL|_PRICE)?$/;

/** The model of `STEPWRIGHT_MODEL`; undefined is the scripted one. @throws InputError `MODEL_INVALID`, `MODEL_CREDENTIALS_MISSING` */
export function readModel(env: Env): string | undefined {
  const model = env['STEPWRIGHT_MODEL'];
  if (!model) return undefined;
  const { vendor } = parseModelChoice(model);
  const url = env['STEPWRIGHT_MODEL_URL'];
  if (url && !URL.canParse(url)) {
    throw new InputError(`STEPWRIGHT_MODEL_URL is "${url}", which is no URL.`, { code: 'MODEL_INVALID' });
  }
  const missing = missingCredentials(vendor, env);
  if (missing === undefined) return model;
  throw new InputError(`STEPWRIGHT_MODEL is "${model}", but it has no credentials: set ${missing}.`, {
    code: 'MODEL_CREDENTIALS_MISSING',
  });
}

function missingCredentials(vendor: ModelChoice['vendor'], env: Env): string | undefined {
  switch (vendor) {
    case 'bedrock':
      if (hasKeys(env) || hasSource(env)) return undefined;
      return 'AWS_PROFILE, AWS_ACCESS_KEY_ID with AWS_SECRET_ACCESS_KEY, or AWS_BEARER_TOKEN_BEDROCK';
    case 'anthropic':
      return env['ANTHROPIC_API_KEY'] ? undefined : 'ANTHROPIC_API_KEY';
    case 'openai':
      if (env['OPENAI_API_KEY'] || env['STEPWRIGHT_MODEL_URL']) return undefined;
      return 'OPENAI_API_KEY, or STEPWRIGHT_MODEL_URL for a server of your own';
  }
}

function hasKeys(env: Env): boolean {
  return Boolean(env['AWS_BEARER_TOKEN_BEDROCK']) || Boolean(env['AWS_ACCESS_KEY_ID'] && env['AWS_SECRET_ACCESS_KEY']);
}

function hasSource(env: Env): boolean {
  const directory = join(env['HOME'] ?? '/nonexistent', '.aws');
  return AWS_SOURCES.some((name) => env[name]) || ['credentials', 'config'].some((name) => existsSync(join(directory, name)));
}

/**
 * What the agents need for the user's own model. Keys in it replace the local ones; `findsKeys` says that the SDK has to
 * look for credentials itself, which keys of any kind would prevent.
 */
export function toModelEnv(user: Env): { readonly env: Readonly<Record<string, string>>; readonly findsKeys: boolean } {
  const { vendor } = parseModelChoice(user['STEPWRIGHT_MODEL']);
  const isOurs = (name: string): boolean => OF_EVERY_MODEL.test(name) || VARIABLES[vendor].test(name);
  const given = Object.entries(user).filter((entry): entry is [string, string] => isOurs(entry[0]) && Boolean(entry[1]));
  return { env: Object.fromEntries(given), findsKeys: vendor === 'bedrock' && !hasKeys(user) };
}
