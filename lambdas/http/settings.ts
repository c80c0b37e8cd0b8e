import { z } from 'zod';
import { AGENT_NAMES } from '#domain/agent.ts';
import type { CommandPolicy } from '#domain/decide-command.ts';
import { AUTO_MERGES } from '#domain/decide-follow-up.ts';
import { InputError } from '#domain/errors.ts';
import { allowedLoginsSchema } from '#domain/heard.ts';
import { DEFAULT_LIMITS } from '#domain/task.ts';
import { TRIAGE_SETTINGS } from '#domain/triage-rules.ts';

const text = z.string().min(1);

const arnsSchema = z.partialRecord(z.enum(AGENT_NAMES), text);

const settingsSchema = z.object({
  STEPWRIGHT_TABLE: text,
  STEPWRIGHT_STATE_MACHINE_ARN: text.optional(),
  STEPWRIGHT_AGENT_ARNS: text.default('{}').transform((json, context) => {
    try {
      return arnsSchema.parse(JSON.parse(json));
    } catch {
      context.addIssue('expected JSON: {"discovery": "arn:…", …}');
      return z.NEVER;
    }
  }),
  STEPWRIGHT_LABEL: text.regex(/^\S+$/, 'a label has no spaces').default('AI'),
  STEPWRIGHT_HANDLE: text.regex(/^\S+$/, 'a handle has no spaces').default('@agent'),
  STEPWRIGHT_APPROVAL_TIMEOUT_SECONDS: z.coerce.number().int().min(1).max(1_209_600).default(86_400),
  /** After which part of the time to decide or to answer people are reminded, and a plan is escalated; 0: never. */
  STEPWRIGHT_REMIND_AFTER_PERCENT: z.coerce.number().min(0).max(99).default(50),
  STEPWRIGHT_ESCALATE_AFTER_PERCENT: z.coerce.number().min(0).max(99).default(75),
  /** Who may answer, instruct, cancel and retry. */
  STEPWRIGHT_COMMAND_POLICY: text.default('anyone').transform((setting, context): CommandPolicy => {
    const [, list = ''] = /^requester(?:\+list:(.+))?$/.exec(setting) ?? [undefined, undefined];
    const emails = list === '' ? [] : list.split(',').map((email) => email.trim());
    if (setting === 'anyone') return { mode: 'anyone' };
    if (setting.startsWith('requester') && emails.every((email) => z.email().safeParse(email).success))
      return { mode: 'involved', emails };
    context.addIssue('expected anyone, requester, or requester+list:a@example.com,b@example.com');
    return z.NEVER;
  }),
  /** What one task may use; product S3. */
  STEPWRIGHT_MAX_TURNS: z.coerce.number().int().min(1).max(500).default(DEFAULT_LIMITS.maxTurns),
  STEPWRIGHT_MAX_BUDGET_USD: z.coerce.number().min(0.01).max(100).default(DEFAULT_LIMITS.maxBudgetUsd),
  STEPWRIGHT_JIRA_URL: z.url().optional(),
  STEPWRIGHT_JIRA_EMAIL: text.optional(),
  STEPWRIGHT_JIRA_ACCOUNT_ID: text.optional(),
  STEPWRIGHT_GITHUB_API_URL: z.url().default('https://api.github.com'),
  STEPWRIGHT_GITHUB_APP_ID: text.optional(),
  STEPWRIGHT_GITHUB_ALLOWED: allowedLoginsSchema,
  /** How a pull request of ours is merged when it is green and approved. */
  STEPWRIGHT_AUTO_MERGE: z.enum(AUTO_MERGES).default('off'),
  ...TRIAGE_SETTINGS,
  STEPWRIGHT_SENTRY_URL: z.url().default('https://sentry.io'),
  STEPWRIGHT_SENTRY_ORG: text.optional(),
  STEPWRIGHT_SLACK_API_URL: z.url().default('https://slack.com/api/'),
  /** Where people find the transcripts of agents; a task's id and a slash are put behind it. */
  STEPWRIGHT_TRACES_URL: z.url().optional(),
  /** A file for the log lines instead of standard output. */
  STEPWRIGHT_LOG_FILE: text.optional(),
});

/** What Lambda handlers read from the environment; an empty variable counts as absent. */
export type Settings = z.infer<typeof settingsSchema>;

/** Reads the settings. @throws InputError `SETTINGS_INVALID` that names the variables to correct */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = settingsSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  throw new InputError(`The environment variables are not right: ${problems}.`, { code: 'SETTINGS_INVALID' });
}

/** A setting that only some uses need. @throws InputError `SETTINGS_INVALID` when it is absent */
export function requireSetting<K extends keyof Settings>(settings: Settings, name: K): NonNullable<Settings[K]> {
  const value = settings[name];
  if (value !== undefined && value !== null) return value;
  throw new InputError(`The environment variable ${name} is missing.`, { code: 'SETTINGS_INVALID' });
}
