import { randomBytes } from 'node:crypto';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { openAppWebhook } from '#adapters/github/app-webhook.ts';
import { openSecretVersions } from '#adapters/secrets-manager/open-secret-versions.ts';
import { openSecrets } from '#adapters/secrets-manager/open-secrets.ts';
import { parseEvent } from '#lambdas/intake/parse-event.ts';
import { applyRotation, type RotationDeps } from './apply-rotation.ts';
import { rotationEventSchema } from './schema.ts';
import { readRotationSettings } from './settings.ts';

const SECRET_BYTES = 32;

let deps: RotationDeps | undefined;

/** A step of the rotation that Secrets Manager does. */
export async function handler(event: unknown): Promise<void> {
  deps ??= openDeps();
  await applyRotation(parseEvent(rotationEventSchema, event), deps);
}

function openDeps(): RotationDeps {
  const { STEPWRIGHT_GITHUB_API_URL: apiUrl, STEPWRIGHT_GITHUB_APP_ID: appId } = readRotationSettings(process.env);
  const client = new SecretsManagerClient({});
  const secrets = openSecrets({ client });
  return {
    versions: openSecretVersions({ client, name: 'stepwright/github/webhook-secret' }),
    webhook: openAppWebhook({ apiUrl, appId, privateKey: () => secrets.read('stepwright/github/app-private-key') }),
    newSecret: () => randomBytes(SECRET_BYTES).toString('hex'),
  };
}
