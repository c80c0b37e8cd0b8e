import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { UpstreamError } from '#domain/errors.ts';
import type { Secrets } from '#ports/secrets.ts';

export interface SecretsOptions {
  readonly client: Pick<SecretsManagerClient, 'send'>;
  /** How long a value is kept, in milliseconds; five minutes unless told. */
  readonly ttl?: number;
  /** Milliseconds on a clock that never goes back. */
  readonly now?: () => number;
}

interface Cached {
  readonly value: Promise<string>;
  readonly until: number;
}

const FIVE_MINUTES = 5 * 60 * 1_000;

/** Reads secrets from Secrets Manager, each at most once per `ttl`; a failed read is not kept. */
export function openSecrets({ client, ttl = FIVE_MINUTES, now = () => performance.now() }: SecretsOptions): Secrets {
  const cache = new Map<string, Cached>();
  return {
    read: (name) => {
      const cached = cache.get(name);
      if (cached && cached.until > now()) return cached.value;
      const value = readSecret(client, name).catch((error: unknown) => {
        cache.delete(name);
        throw error;
      });
      cache.set(name, { value, until: now() + ttl });
      return value;
    },
  };
}

async function readSecret(client: SecretsOptions['client'], name: string): Promise<string> {
  const answer = await client.send(new GetSecretValueCommand({ SecretId: name })).catch((cause: unknown) => {
    throw unavailable(name, cause);
  });
  if (!answer.SecretString) throw unavailable(name, new Error('it has no text'));
  return answer.SecretString;
}

function unavailable(name: string, cause: unknown): UpstreamError {
  const missing = cause instanceof Error && cause.name === 'ResourceNotFoundException';
  return new UpstreamError(`The secret ${name} cannot be read.`, {
    code: 'SECRET_UNAVAILABLE',
    kind: missing ? 'config' : 'network',
    remedy: missing ? `Create ${name} in Secrets Manager.` : 'Try again in a few minutes.',
    cause,
  });
}
