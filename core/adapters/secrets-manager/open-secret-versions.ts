import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { UpstreamError } from '#domain/errors.ts';
import type { SecretVersions } from '#ports/secret-versions.ts';

export interface SecretVersionsOptions {
  readonly client: Pick<SecretsManagerClient, 'send'>;
  readonly name: string;
}

const CURRENT = 'AWSCURRENT';
const PENDING = 'AWSPENDING';

/** The versions of a secret in Secrets Manager. */
export function openSecretVersions({ client, name }: SecretVersionsOptions): SecretVersions {
  const SecretId = name;
  const readVersions = async (): Promise<Readonly<Record<string, readonly string[]>>> =>
    (await client.send(new DescribeSecretCommand({ SecretId }))).VersionIdsToStages ?? {};
  return {
    readStages: async (version) => (await readVersions())[version] ?? [],
    readCurrent: async () => {
      const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId, VersionStage: CURRENT }));
      if (SecretString) return SecretString;
      throw new UpstreamError(`The secret ${name} has no text.`, { code: 'SECRET_UNAVAILABLE', kind: 'config' });
    },
    readPending: async (version) => {
      try {
        const stage = { VersionId: version, VersionStage: PENDING };
        return (await client.send(new GetSecretValueCommand({ SecretId, ...stage }))).SecretString;
      } catch (error) {
        if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
        throw error;
      }
    },
    storePending: async (version, value) => {
      const stage = { ClientRequestToken: version, VersionStages: [PENDING] };
      await client.send(new PutSecretValueCommand({ SecretId, SecretString: value, ...stage }));
    },
    makeCurrent: async (version) => {
      const from = Object.entries(await readVersions()).find(([, stages]) => stages.includes(CURRENT))?.[0];
      if (from === version) return;
      const move = { MoveToVersionId: version, ...(from === undefined ? {} : { RemoveFromVersionId: from }) };
      await client.send(new UpdateSecretVersionStageCommand({ SecretId, VersionStage: CURRENT, ...move }));
    },
  };
}
