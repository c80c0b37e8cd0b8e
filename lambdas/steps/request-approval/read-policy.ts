import { z } from 'zod';
import type { ApprovalPolicy } from '#domain/approval.ts';
import { InputError } from '#domain/errors.ts';

const listSchema = z.array(z.email()).min(1);

/** Reads `STEPWRIGHT_APPROVAL_POLICY`: `not-requester`, `auto` or `list:a@x.org,b@x.org`. @throws InputError `SETTINGS_INVALID` */
export function readPolicy(text = 'not-requester'): ApprovalPolicy {
  const setting = text.trim();
  if (setting === '' || setting === 'not-requester') return { mode: 'not-requester' };
  if (setting === 'auto') return { mode: 'auto' };
  const emails = listSchema.safeParse(
    /^list:(.*)$/
      .exec(setting)?.[1]
      ?.split(',')
      .map((email) => email.trim()),
  );
  if (emails.success) return { mode: 'list', emails: emails.data };
  throw new InputError(
    `STEPWRIGHT_APPROVAL_POLICY is "${text}"; it has to be not-requester, auto or list: with e-mail addresses separated by commas.`,
    { code: 'SETTINGS_INVALID' },
  );
}
