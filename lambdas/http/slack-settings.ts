import { z } from 'zod';
import { InputError } from '#domain/errors.ts';

const settingsSchema = z.object({
  STEPWRIGHT_SLACK_CHANNEL: z.string().min(1),
  STEPWRIGHT_SLACK_API_URL: z.url().default('https://slack.com/api/'),
});

/** What Lambdas that only write to Slack read from the environment. */
export type SlackSettings = z.infer<typeof settingsSchema>;

/** @throws InputError `SETTINGS_INVALID` that names the variable to correct */
export function readSlackSettings(env: Readonly<Record<string, string | undefined>>): SlackSettings {
  const parsed = settingsSchema.safeParse(env);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  throw new InputError(`The environment variables are not right: ${problems}.`, { code: 'SETTINGS_INVALID' });
}
