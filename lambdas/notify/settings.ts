import { z } from 'zod';
import { InputError } from '#domain/errors.ts';

const statusesSchema = z.object({
  started: z.string().default('In Progress'),
  review: z.string().default('In Review'),
  done: z.string().default('Done'),
  returned: z.string().default('To Do'),
});

const settingsSchema = z.object({
  /** Without it nobody is told anything in Slack. */
  STEPWRIGHT_SLACK_CHANNEL: z.string().optional(),
  /** Where it is told that nobody decides on a plan; without it, in the task's thread. */
  STEPWRIGHT_SLACK_ESCALATION_CHANNEL: z.string().optional(),
  /** Where errors and their tickets are told; without it, in the channel above. */
  STEPWRIGHT_SLACK_ERRORS_CHANNEL: z.string().optional(),
  /** JSON: what the ticket's statuses are called, of `started`, `review`, `done` and `returned`. */
  STEPWRIGHT_JIRA_STATUSES: z
    .string()
    .default('{}')
    .transform((json, context) => {
      try {
        return statusesSchema.parse(JSON.parse(json));
      } catch {
        context.addIssue('expected JSON: {"started": "In Progress", "review": "In Review", "done": "Done", "returned": "To Do"}');
        return z.NEVER;
      }
    }),
});

/** What only the notify Lambda reads from the environment; an empty variable counts as absent. */
export type NotifySettings = z.infer<typeof settingsSchema>;

/** @throws InputError `SETTINGS_INVALID` that names the variable to correct */
export function readNotifySettings(env: Readonly<Record<string, string | undefined>>): NotifySettings {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = settingsSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  throw new InputError(`The environment variables are not right: ${problems}.`, { code: 'SETTINGS_INVALID' });
}
