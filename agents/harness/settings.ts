import { z } from 'zod';
import { parseBranchTemplate } from '#domain/branch-template.ts';
import { MAX_WORK_SECONDS } from '#domain/decide-limit.ts';
import { InputError } from '#domain/errors.ts';
import { allowedLoginsSchema } from '#domain/heard.ts';
import { type Price, toPrice } from '#domain/price.ts';
import { TRIAGE_SETTINGS } from '#domain/triage-rules.ts';
import { type ModelChoice, parseModelChoice } from './model-choice.ts';

const text = z.string().min(1);

const settingsSchema = z.object({
  /** AgentCore's contract. */
  PORT: z.coerce.number().int().min(0).max(65_535).default(8_080),
  HOST: text.default('0.0.0.0'),
  AWS_REGION: text,
  STEPWRIGHT_TABLE: text,
  STEPWRIGHT_STATE_MACHINE_ARN: text.default(''),
  STEPWRIGHT_MODEL: text.optional(),
  STEPWRIGHT_MODEL_URL: z.url().optional(),
  /** US dollars per million tokens: in/out, or in/out/cache read/cache write. */
  STEPWRIGHT_MODEL_PRICE: z
    .string()
    .regex(/^\d+(\.\d+)?\/\d+(\.\d+)?((\/\d+(\.\d+)?){2})?$/, 'dollars per million tokens as in/out, for example 3/15')
    .optional(),
  /** How long the agents of one task may work together. */
  STEPWRIGHT_MAX_WORK_MINUTES: z.coerce
    .number()
    .int()
    .min(1)
    .max(MAX_WORK_SECONDS / 60)
    .default(MAX_WORK_SECONDS / 60),
  /** How branches are named; as most branches of a repository are when absent. */
  STEPWRIGHT_BRANCH_TEMPLATE: text
    .transform((template, context) => {
      try {
        return parseBranchTemplate(template);
      } catch (error) {
        context.addIssue(error instanceof InputError ? error.message : String(error));
        return z.NEVER;
      }
    })
    .optional(),
  ANTHROPIC_API_KEY: text.optional(),
  OPENAI_API_KEY: text.optional(),
  STEPWRIGHT_GITHUB_API_URL: z.url().default('https://api.github.com'),
  STEPWRIGHT_GITHUB_APP_ID: text.optional(),
  STEPWRIGHT_GITHUB_ALLOWED: allowedLoginsSchema,
  STEPWRIGHT_SLACK_API_URL: z.url().default('https://slack.com/api/'),
  STEPWRIGHT_JIRA_URL: z.url().optional(),
  STEPWRIGHT_JIRA_EMAIL: text.optional(),
  STEPWRIGHT_JIRA_PROJECT: text.optional(),
  STEPWRIGHT_JIRA_BUG_TYPE: text.default('Bug'),
  STEPWRIGHT_LABEL: text.default('AI'),
  STEPWRIGHT_SENTRY_URL: z.url().default('https://sentry.io'),
  STEPWRIGHT_SENTRY_ORG: text.optional(),
  ...TRIAGE_SETTINGS,
  /** Of the chat: its workload identity and GitHub's OAuth provider in AgentCore Identity, and where a sign-in's browser ends. */
  STEPWRIGHT_CHAT_IDENTITY: text.optional(),
  STEPWRIGHT_CHAT_GITHUB_PROVIDER: text.optional(),
  STEPWRIGHT_CHAT_RETURN_URL: z.url().optional(),
  /** AgentCore's Code Interpreter in which planning looks into a ticket's long files; it is not offered without. */
  STEPWRIGHT_CODE_INTERPRETER: text.optional(),
  STEPWRIGHT_WORKSPACE_DIR: text.default('/tmp/stepwright'),
  /** What package managers in a sandbox may reach besides the public registries: `host` or `host:port`, separated by commas. */
  STEPWRIGHT_PACKAGE_HOSTS: z
    .string()
    .default('')
    .transform((hosts) =>
      hosts
        .split(',')
        .map((host) => host.trim())
        .filter(Boolean),
    ),
  /** `required` refuses to run repository code where this machine has no namespaces; `preferred` runs it within limits and says so. */
  STEPWRIGHT_SANDBOX: z.enum(['required', 'preferred']).default('preferred'),
  /** The bucket for transcripts of steps; none are kept without it. */
  STEPWRIGHT_TRACES_BUCKET: text.optional(),
  SENTRY_DSN: z.url().optional(),
});

/** What an agent reads from its environment; `model` and `price` are parsed from STEPWRIGHT_MODEL and STEPWRIGHT_MODEL_PRICE. */
export type AgentSettings = z.infer<typeof settingsSchema> & { readonly model: ModelChoice; readonly price: Price | undefined };

/** Reads an agent's settings; an empty variable counts as absent. @throws InputError `SETTINGS_INVALID`, `MODEL_INVALID` */
export function readAgentSettings(env: Readonly<Record<string, string | undefined>>): AgentSettings {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = settingsSchema.safeParse(given);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
    throw new InputError(`The environment variables are not right: ${problems}.`, { code: 'SETTINGS_INVALID' });
  }
  const [input, output, ...ofCache] = parsed.data.STEPWRIGHT_MODEL_PRICE?.split('/').map(Number) ?? [];
  const price = input === undefined || output === undefined ? undefined : toPrice(input, output, ...ofCache);
  return { ...parsed.data, model: parseModelChoice(parsed.data.STEPWRIGHT_MODEL), price };
}

/** A setting that only some agents need. @throws InputError `SETTINGS_INVALID` when it is absent */
export function requireSetting<K extends keyof AgentSettings>(settings: AgentSettings, name: K): NonNullable<AgentSettings[K]> {
  const value = settings[name];
  if (value !== undefined && value !== null) return value;
  throw new InputError(`The environment variable ${name} is missing.`, { code: 'SETTINGS_INVALID' });
}
