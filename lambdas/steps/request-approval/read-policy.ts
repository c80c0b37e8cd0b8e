import { z } from 'zod';
import { InputError } from '#domain/errors.ts';

/** Who may decide in this installation; code owners are looked up for each plan. */
export interface PolicySetting {
  /** True when plans are approved without a human. */
  readonly auto: boolean;
  /** True when whoever asked may not approve. */
  readonly notRequester: boolean;
  readonly emails: readonly string[];
  readonly codeOwners: boolean;
}

const NOBODY: PolicySetting = { auto: false, notRequester: false, emails: [], codeOwners: false };
const emailsSchema = z.array(z.email()).min(1);

/**
 * Reads `STEPWRIGHT_APPROVAL_POLICY`: `not-requester`, `anyone`, `code-owners`, `list:a@x.org,b@x.org`, several of them with
 * `+` between, or `auto`. @throws InputError `SETTINGS_INVALID`
 */
export function readPolicy(text = 'not-requester'): PolicySetting {
  const setting = text.trim() === '' ? 'not-requester' : text.trim();
  if (setting === 'auto') return { ...NOBODY, auto: true };
  const parts = setting.split('+').map((part) => readPart(part.trim()));
  if (parts.some((part) => part === undefined)) throw invalid(text);
  return Object.assign({ ...NOBODY }, ...parts);
}

function readPart(part: string): Partial<PolicySetting> | undefined {
  if (part === 'anyone') return {};
  if (part === 'not-requester') return { notRequester: true };
  if (part === 'code-owners') return { codeOwners: true };
  const listed = /^list:(.*)$/
    .exec(part)?.[1]
    ?.split(',')
    .map((email) => email.trim());
  const emails = emailsSchema.safeParse(listed);
  return emails.success ? { emails: emails.data } : undefined;
}

function invalid(text: string): InputError {
  return new InputError(
    `STEPWRIGHT_APPROVAL_POLICY is "${text}"; it has to be auto, or not-requester, anyone, code-owners or list: with e-mail addresses ` +
      'separated by commas, several of them with + between.',
    { code: 'SETTINGS_INVALID' },
  );
}
