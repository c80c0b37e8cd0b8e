import { z } from 'zod';

export const CHANNELS = ['jira', 'github', 'slack', 'sentry', 'api', 'local'] as const;

/** What people call the channels. */
export const CHANNEL_NAMES: Readonly<Record<(typeof CHANNELS)[number], string>> = {
  jira: 'Jira',
  github: 'GitHub',
  slack: 'Slack',
  sentry: 'Sentry',
  api: 'API',
  local: 'terminal',
};

/** Somebody as a channel knows them; `id` is unique within the channel. */
export const personSchema = z.object({
  channel: z.enum(CHANNELS),
  id: z.string().min(1),
  name: z.string(),
  /** When the channel tells it: the one thing by which two channels' accounts are known to be one person. */
  email: z.string().optional(),
  /** True of an app or a rule: no person acts as it in another channel. */
  automatic: z.boolean().optional(),
});
export type Person = z.infer<typeof personSchema>;

/** True when both accounts belong to one person: the same account, or the same e-mail address. */
export function isSamePerson(a: Person, b: Person): boolean {
  if (a.channel === b.channel && a.id === b.id) return true;
  return Boolean(a.email) && a.email?.toLowerCase() === b.email?.toLowerCase();
}

/** True when one of these e-mail addresses, or on GitHub one of these logins, is the person's. */
export function isListed(
  { channel, id, email }: Person,
  { emails, logins = [] }: { readonly emails: readonly string[]; readonly logins?: readonly string[] | undefined },
): boolean {
  if (channel === 'github' && logins.some((login) => login.toLowerCase() === id.toLowerCase())) return true;
  return email !== undefined && emails.some((one) => one.toLowerCase() === email.toLowerCase());
}

/** False when the two accounts may belong to one person and nothing shows it: two channels, and an e-mail address that is hidden. */
export function canTellApart(a: Person, b: Person): boolean {
  return a.channel === b.channel || Boolean(a.automatic) || Boolean(b.automatic) || (Boolean(a.email) && Boolean(b.email));
}

/** Stepwright acting on its own, for example when a policy approves. */
export const STEPWRIGHT: Person = { channel: 'api', id: 'stepwright', name: 'Stepwright' };
