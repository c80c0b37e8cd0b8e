import { createPrivateKey } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetSecretValueCommand, ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSecrets } from '#adapters/secrets-manager/open-secrets.ts';
import { type HttpServer, serve } from '#environments/local/http/serve.ts';
import { openLocalSecrets } from '#environments/local/secrets/open-local-secrets.ts';

const NAMES = [
  'stepwright/jira/api-token',
  'stepwright/jira/webhook-secret',
  'stepwright/github/app-private-key',
  'stepwright/github/webhook-secret',
  'stepwright/slack/bot-token',
  'stepwright/slack/signing-secret',
];

let directory: string;
let file: string;
let server: HttpServer;
let client: SecretsManagerClient;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'stepwright-secrets-'));
  file = join(directory, 'data', 'secrets.json');
  server = await serve(openLocalSecrets(file).app);
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  client = new SecretsManagerClient({ endpoint: server.url, region: 'us-east-1', credentials, maxAttempts: 1 });
});

afterAll(async () => {
  client.destroy();
  await server.close();
  rmSync(directory, { recursive: true });
});

describe('secrets of a data directory', () => {
  test('the real client reads every secret through the adapter', async () => {
    const secrets = openSecrets({ client });
    const local = openLocalSecrets(file);
    const values = await Promise.all(NAMES.map((name) => secrets.read(name)));
    expect(values).toEqual(NAMES.map((name) => local.read(name)));
    expect(new Set(values).size).toBe(NAMES.length);
  });

  test('only their owner can read the file, and they stay the same', () => {
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const before = readFileSync(file, 'utf8');
    openLocalSecrets(file);
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  test('another directory has others, and a private key that works', () => {
    const other = openLocalSecrets(join(directory, 'other.json'));
    const mine = openLocalSecrets(file);
    for (const name of NAMES) expect(other.read(name)).not.toBe(mine.read(name));
    const pem = other.read('stepwright/github/app-private-key');
    expect(pem).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
    expect(createPrivateKey(pem).asymmetricKeyType).toBe('rsa');
  });

  test('a secret can be read by its ARN, and its version is the current one', async () => {
    const first = await client.send(new GetSecretValueCommand({ SecretId: 'stepwright/jira/webhook-secret' }));
    const again = await client.send(new GetSecretValueCommand({ SecretId: first.ARN ?? '' }));
    expect(again).toMatchObject({ SecretString: first.SecretString, VersionStages: ['AWSCURRENT'] });
    expect(again.CreatedDate).toBeInstanceOf(Date);
  });

  test('what is not there or not implemented is refused as AWS refuses it', async () => {
    await expect(client.send(new GetSecretValueCommand({ SecretId: 'nope' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await expect(client.send(new ListSecretsCommand({}))).rejects.toMatchObject({ name: 'UnknownOperationException' });
    const unsigned = await fetch(server.url, {
      method: 'POST',
      headers: { 'x-amz-target': 'secretsmanager.GetSecretValue' },
      body: '{}',
    });
    expect(unsigned.status).toBe(403);
  });

  test('a damaged file is an error that names it', () => {
    const damaged = join(directory, 'damaged.json');
    writeFileSync(damaged, '{');
    expect(() => openLocalSecrets(damaged)).toThrow(/damaged\.json is damaged/);
  });
});
