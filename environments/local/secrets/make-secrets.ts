import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { InputError } from '#domain/errors.ts';

const secretsSchema = z.object({
  /** ISO 8601. */
  createdAt: z.string(),
  values: z.record(z.string(), z.string().min(1)),
});
export type StoredSecrets = z.infer<typeof secretsSchema>;

const random = (bytes: number): string => randomBytes(bytes).toString('hex');

const NAMES = [
  'stepwright/jira/api-token',
  'stepwright/jira/webhook-secret',
  'stepwright/github/app-private-key',
  'stepwright/github/webhook-secret',
  'stepwright/slack/bot-token',
  'stepwright/slack/signing-secret',
  'stepwright/sentry/auth-token',
  'stepwright/sentry/client-secret',
  'local/api/dana',
  'local/api/robin',
] as const;

/** In the shapes the vendors give theirs. */
function makeValues(): Record<(typeof NAMES)[number], string> {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2_048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return {
    'stepwright/jira/api-token': `ATATT3x${random(32)}`,
    'stepwright/jira/webhook-secret': random(32),
    'stepwright/github/app-private-key': privateKey,
    'stepwright/github/webhook-secret': random(32),
    'stepwright/slack/bot-token': `xoxb-${Date.now()}-${random(12)}`,
    'stepwright/slack/signing-secret': random(16),
    'stepwright/sentry/auth-token': `sntrys_${random(32)}`,
    'stepwright/sentry/client-secret': random(32),
    'local/api/dana': `local_${random(32)}`,
    'local/api/robin': `local_${random(32)}`,
  };
}

/**
 * Reads the file; makes it when it is missing, whole or not at all. A file that was made before some secret was needed gets
 * that one and keeps the others. @throws InputError that names the file when it is damaged
 */
export function readOrMakeSecrets(file: string): StoredSecrets {
  if (!existsSync(file)) write(file, { createdAt: new Date().toISOString(), values: makeValues() });
  chmodSync(file, 0o600);
  const stored = read(file);
  if (NAMES.every((name) => stored.values[name] !== undefined)) return stored;
  const completed = { ...stored, values: { ...makeValues(), ...stored.values } };
  write(file, completed);
  return completed;
}

function write(file: string, secrets: StoredSecrets): void {
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  renameSync(temporary, file);
}

function read(file: string): StoredSecrets {
  try {
    return secretsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new InputError(`${file} is damaged: remove the data directory to begin anew.`, { code: 'DATA_DAMAGED', cause });
  }
}
