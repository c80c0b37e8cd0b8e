import type { Hono } from 'hono';
import { readOrMakeSecrets } from './make-secrets.ts';
import { secretsManagerApp } from './secrets-manager-app.ts';

export interface LocalSecrets {
  /** Speaks Secrets Manager's protocol. */
  readonly app: Hono;
  /** @throws Error when there is no such secret */
  read(name: string): string;
}

/** Opens the secrets of a data directory, and makes them on the first time; the file is for its owner only. */
export function openLocalSecrets(file: string): LocalSecrets {
  const secrets = readOrMakeSecrets(file);
  return {
    app: secretsManagerApp(secrets),
    read: (name) => {
      const secret = secrets.values[name];
      if (secret === undefined) throw new Error(`there is no secret named ${name}`);
      return secret;
    },
  };
}
