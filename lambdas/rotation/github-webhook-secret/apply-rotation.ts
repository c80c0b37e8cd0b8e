import { ConflictError } from '#domain/errors.ts';
import type { AppWebhook } from '#ports/app-webhook.ts';
import type { SecretVersions } from '#ports/secret-versions.ts';
import type { RotationEvent } from './schema.ts';
import { parseSigningSecrets, toRotated } from './signing-secrets.ts';

export interface RotationDeps {
  readonly versions: SecretVersions;
  readonly webhook: AppWebhook;
  /** A new signing secret. */
  readonly newSecret: () => string;
}

/** Does one step of a rotation; each may be repeated. @throws ConflictError `ROTATION_UNKNOWN`, UpstreamError */
export async function applyRotation(event: RotationEvent, { versions, webhook, newSecret }: RotationDeps): Promise<void> {
  const { Step, ClientRequestToken: version } = event;
  const stages = await versions.readStages(version);
  if (stages.includes('AWSCURRENT')) return;
  if (!stages.includes('AWSPENDING')) throw unknownRotation(version);
  switch (Step) {
    case 'createSecret':
      if ((await versions.readPending(version)) !== undefined) return;
      return versions.storePending(version, toRotated(await versions.readCurrent(), newSecret()));
    case 'setSecret':
      return webhook.setSecret(parseSigningSecrets(await readPending(version, versions)).inUse);
    case 'testSecret':
      // GitHub tells nobody which secret it has; that it took ours is all there is to know.
      return;
    case 'finishSecret':
      await readPending(version, versions);
      return versions.makeCurrent(version);
  }
}

async function readPending(version: string, versions: SecretVersions): Promise<string> {
  const value = await versions.readPending(version);
  if (value === undefined) throw unknownRotation(version);
  return value;
}

function unknownRotation(version: string): ConflictError {
  return new ConflictError(`There is no rotation ${version} of this secret.`, { code: 'ROTATION_UNKNOWN' });
}
