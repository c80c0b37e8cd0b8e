import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { applyRotation } from '#lambdas/rotation/github-webhook-secret/apply-rotation.ts';
import { parseSigningSecrets } from '#lambdas/rotation/github-webhook-secret/signing-secrets.ts';
import { verifyGithub } from '#lambdas/webhooks/github/verify.ts';

const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;

/** Secrets Manager and GitHub as a rotation sees them, and every value that receivers may still have in their caches. */
function openWorld() {
  const stages = new Map<string, string[]>([['v0', ['AWSCURRENT']]]);
  const values = new Map([['v0', 'by-hand']]);
  const world = { signsWith: 'by-hand', stored: 0, cached: ['by-hand'] };
  const current = (): string => [...stages].find(([, own]) => own.includes('AWSCURRENT'))?.[0] ?? '';
  let count = 0;
  const deps = {
    newSecret: () => `fresh-${++count}`,
    webhook: {
      setSecret: async (secret: string) => {
        world.signsWith = secret;
      },
    },
    versions: {
      readStages: async (version: string) => stages.get(version) ?? [],
      readCurrent: async () => values.get(current()) ?? '',
      readPending: async (version: string) => values.get(version),
      storePending: async (version: string, value: string) => {
        values.set(version, value);
        world.stored++;
      },
      makeCurrent: async (version: string) => {
        world.cached = [values.get(current()) ?? '', values.get(version) ?? ''];
        stages.set(current(), ['AWSPREVIOUS']);
        stages.set(version, ['AWSCURRENT']);
      },
    },
  };
  const step = (Step: (typeof STEPS)[number], ClientRequestToken: string): Promise<void> =>
    applyRotation({ Step, ClientRequestToken }, deps);
  const begin = (version: string): void => {
    stages.set(version, ['AWSPENDING']);
    // Days after the rotation before: nobody still has an older value.
    world.cached = [values.get(current()) ?? ''];
  };
  return { world, values, current, step, begin };
}

/** Whether receivers take what GitHub sends now, whichever value they have. */
async function isTaken({ signsWith, cached }: { signsWith: string; cached: readonly string[] }): Promise<boolean> {
  const body = Buffer.from('{}');
  const headers = { 'x-hub-signature-256': `sha256=${createHmac('sha256', signsWith).update(body).digest('hex')}` };
  const taken = await Promise.allSettled(cached.map((secret) => verifyGithub({ method: 'POST', headers, body }, secret)));
  return taken.every(({ status }) => status === 'fulfilled');
}

describe('rotating the webhook secret', () => {
  test('loses no delivery at any step of any rotation, though receivers keep what they read', async () => {
    const { world, step, begin } = openWorld();
    for (const version of ['v1', 'v2', 'v3', 'v4']) {
      begin(version);
      for (const name of STEPS) {
        await step(name, version);
        expect([version, name, await isTaken(world)]).toEqual([version, name, true]);
      }
    }
    expect(world.signsWith).toBe('fresh-3');
  });

  test('goes on to the same end when every step is done twice', async () => {
    const { world, step, begin, values, current } = openWorld();
    for (const version of ['v1', 'v2']) {
      begin(version);
      for (const name of STEPS) {
        await step(name, version);
        await step(name, version);
      }
    }
    expect([world.stored, values.get(current())]).toEqual([2, 'fresh-2\nfresh-1\nby-hand']);
  });

  test('keeps the next secret, the one in use and the one before, and forgets older ones', async () => {
    const { step, begin, values, current } = openWorld();
    for (const version of ['v1', 'v2', 'v3']) {
      begin(version);
      for (const name of STEPS) await step(name, version);
    }
    expect(values.get(current())).toBe('fresh-3\nfresh-2\nfresh-1');
    expect(parseSigningSecrets('fresh-3\nfresh-2\nfresh-1').inUse).toBe('fresh-2');
  });

  test('refuses a rotation that Secrets Manager did not begin, or whose value was never made', async () => {
    const { step, begin } = openWorld();
    await expect(step('createSecret', 'v9')).rejects.toMatchObject({ code: 'ROTATION_UNKNOWN' });
    begin('v1');
    await expect(step('setSecret', 'v1')).rejects.toMatchObject({ code: 'ROTATION_UNKNOWN' });
  });

  test('needs somebody to have put the first value there', () => {
    expect(() => parseSigningSecrets('\n')).toThrow(expect.objectContaining({ code: 'SECRET_EMPTY' }));
  });
});

test('a signature by another secret is refused, however many there are', async () => {
  expect(await isTaken({ signsWith: 'other', cached: ['a\nb\nc'] })).toBe(false);
});
