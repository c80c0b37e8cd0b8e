import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { describe, expect, test } from 'vitest';
import { openSecrets } from '#adapters/secrets-manager/open-secrets.ts';

/** A client whose answers are given; counts the calls. */
function clientOf(answer: () => unknown): { client: Pick<SecretsManagerClient, 'send'>; calls: () => number } {
  let calls = 0;
  const send = async (): Promise<unknown> => {
    calls += 1;
    return answer();
  };
  // The SDK's overloads cannot be written down for a fake.
  const client: Pick<SecretsManagerClient, 'send'> = Object.assign(Object.create(null), { send });
  return { client, calls: () => calls };
}

describe('secrets', () => {
  test('a value is read once until it is five minutes old', async () => {
    let now = 0;
    const { client, calls } = clientOf(() => ({ SecretString: `value at ${now}` }));
    const secrets = openSecrets({ client, now: () => now });
    expect(await Promise.all([secrets.read('a'), secrets.read('a')])).toEqual(['value at 0', 'value at 0']);
    now = 299_999;
    expect(await secrets.read('a')).toBe('value at 0');
    expect(calls()).toBe(1);
    now = 300_000;
    expect(await secrets.read('a')).toBe('value at 300000');
    await secrets.read('b');
    expect(calls()).toBe(3);
  });

  test('a failed read is told as SECRET_UNAVAILABLE and not kept', async () => {
    let broken = true;
    const { client } = clientOf(() => {
      if (broken) throw Object.assign(new Error('no'), { name: 'ResourceNotFoundException' });
      return { SecretString: 'now it is there' };
    });
    const secrets = openSecrets({ client });
    await expect(secrets.read('a')).rejects.toMatchObject({
      name: 'UpstreamError',
      code: 'SECRET_UNAVAILABLE',
      remedy: 'Create a in Secrets Manager.',
    });
    broken = false;
    expect(await secrets.read('a')).toBe('now it is there');
  });

  test('an empty secret is none', async () => {
    const { client } = clientOf(() => ({ SecretString: '' }));
    await expect(openSecrets({ client }).read('a')).rejects.toMatchObject({ code: 'SECRET_UNAVAILABLE' });
  });
});
