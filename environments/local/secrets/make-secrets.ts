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

/** In the shapes the vendors give theirs. */
function makeValues(): Record<string, string> {
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
  };
}

/** Reads the file; makes it when it is missing, whole or not at all. @throws InputError that names the file when it is damaged */
export function readOrMakeSecrets(file: string): StoredSecrets {
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true });
    const made: StoredSecrets = { createdAt: new Date().toISOString(), values: makeValues() };
    const temporary = `${file}.${process.pid}`;
    writeFileSync(temporary, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600 });
    renameSync(temporary, file);
  }
  chmodSync(file, 0o600);
  try {
    return secretsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new InputError(`${file} is damaged: remove the data directory to begin anew.`, { code: 'DATA_DAMAGED', cause });
  }
}
