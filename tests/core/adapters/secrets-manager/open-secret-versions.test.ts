import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { Hono } from 'hono';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { openSecretVersions } from '#adapters/secrets-manager/open-secret-versions.ts';
import { type HttpServer, serve } from '#environments/local/http/serve.ts';
import type { SecretVersions } from '#ports/secret-versions.ts';

const askedSchema = z.looseObject({ VersionId: z.string().optional(), VersionStage: z.string().optional() });

let server: HttpServer;
let versions: SecretVersions;
let asked: (readonly [operation: string, input: object])[];
/** Versions by their stages, and values by version. */
let stages: Record<string, string[]>;
let values: Record<string, string>;

beforeEach(async () => {
  asked = [];
  stages = { v1: ['AWSCURRENT'], v2: ['AWSPENDING'] };
  values = { v1: 'one' };
  const app = new Hono().post('/', async (c) => {
    const operation = c.req.header('x-amz-target')?.split('.').at(-1) ?? '';
    const input = askedSchema.parse(await c.req.json());
    asked.push([operation, input]);
    if (operation === 'DescribeSecret') return c.json({ VersionIdsToStages: stages });
    if (operation !== 'GetSecretValue') return c.json({});
    const version = input.VersionId ?? Object.keys(stages).find((one) => stages[one]?.includes(input.VersionStage ?? ''));
    const SecretString = values[version ?? ''];
    return SecretString === undefined ? c.json({ __type: 'ResourceNotFoundException' }, 400) : c.json({ SecretString });
  });
  server = await serve(app);
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new SecretsManagerClient({ endpoint: server.url, region: 'us-east-1', credentials, maxAttempts: 1 });
  versions = openSecretVersions({ client, name: 'a/secret' });
});
afterEach(() => server.close());

test('a version has the stages that Secrets Manager tells, and an unknown one has none', async () => {
  expect([await versions.readStages('v2'), await versions.readStages('v9')]).toEqual([['AWSPENDING'], []]);
});

test('the value in use is read, and one that waits once it is stored', async () => {
  expect([await versions.readCurrent(), await versions.readPending('v2')]).toEqual(['one', undefined]);
  values['v2'] = 'two';
  expect(await versions.readPending('v2')).toBe('two');
});

test('a value is stored under the rotation’s version, to wait', async () => {
  await versions.storePending('v2', 'two');
  const input = { SecretId: 'a/secret', ClientRequestToken: 'v2', SecretString: 'two', VersionStages: ['AWSPENDING'] };
  expect(asked).toEqual([['PutSecretValue', input]]);
});

test('a version comes into use in place of the one before, and once only', async () => {
  await versions.makeCurrent('v2');
  const input = { SecretId: 'a/secret', VersionStage: 'AWSCURRENT', MoveToVersionId: 'v2', RemoveFromVersionId: 'v1' };
  expect(asked.at(-1)).toEqual(['UpdateSecretVersionStage', input]);
  stages = { v2: ['AWSCURRENT'] };
  await versions.makeCurrent('v2');
  expect(asked.filter(([operation]) => operation === 'UpdateSecretVersionStage')).toHaveLength(1);
});
