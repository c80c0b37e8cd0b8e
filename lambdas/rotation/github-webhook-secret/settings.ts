import { z } from 'zod';
import { InputError } from '#domain/errors.ts';

const settingsSchema = z.object({
  STEPWRIGHT_GITHUB_API_URL: z.url().default('https://api.github.com'),
  STEPWRIGHT_GITHUB_APP_ID: z.string().min(1),
});

/** What this Lambda reads from the environment. @throws InputError `SETTINGS_INVALID` that names the variable to correct */
export function readRotationSettings(env: Readonly<Record<string, string | undefined>>): z.infer<typeof settingsSchema> {
  const parsed = settingsSchema.safeParse(env);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  throw new InputError(`The environment variables are not right: ${problems}.`, { code: 'SETTINGS_INVALID' });
}
