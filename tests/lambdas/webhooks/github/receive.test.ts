import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { keptDeliverySchema } from '#domain/kept-delivery.ts';
import { toEvent } from '#lambdas/webhooks/github/to-event.ts';
import { aChange, aTask, TASK_ID } from '#tests/fakes/samples.ts';
import { githubDelivery, hmac, proxyEvent } from '../signed.ts';
import { aWorld, bodyOf, recorded, type World } from '../world.ts';

const SHA = 'ec26c3e57ca3a959ca5aad62de7213c562f8c821';
const CHANGE = aChange({ repo: 'example/shipping', headSha: SHA });
const SETTINGS = { label: 'AI', handle: '@agent', mayMerge: false };
const AT = `${CHANGE.repo}@${SHA}`;

async function waitingWorld(conclusion?: 'success' | 'failure'): Promise<World> {
  const world = aWorld([aTask({ status: 'executing', changes: [CHANGE] })], {
    [AT]: [{ name: 'test', ...(conclusion ? { conclusion } : {}) }],
  });
  await world.store.openCiWait({ taskId: TASK_ID, runId: `${TASK_ID}-run-1`, round: 1, changes: [CHANGE] }, 'ci-token');
  return world;
}

const completed = recorded('github-check-suite-completed');

describe('the end of CI', () => {
  test('wakes the task that waits for the commit', async () => {
    const world = await waitingWorld('success');
    const answer = bodyOf(await world.github(githubDelivery('check_suite', completed)));
    expect(answer).toEqual({ status: 'accepted', taskId: TASK_ID, reason: 'CI is concluded' });
    expect(world.engine.completed).toEqual([{ token: 'ci-token', output: { step: 'ci-1', type: 'ci', conclusion: 'success' } }]);
  });

  test('told twice wakes it once', async () => {
    const world = await waitingWorld('failure');
    await Promise.all([1, 2, 3].map(() => world.github(githubDelivery('check_suite', completed))));
    expect(world.engine.completed).toHaveLength(1);
  });

  test('of one check while another runs lets the task wait on', async () => {
    const world = await waitingWorld();
    expect(bodyOf(await world.github(githubDelivery('check_suite', completed)))).toMatchObject({ reason: 'CI is waiting' });
    expect(world.engine.completed).toEqual([]);
  });

  test('of a commit nobody waits for is ignored', async () => {
    expect(bodyOf(await aWorld().github(githubDelivery('check_suite', completed)))).toEqual({
      status: 'ignored',
      reason: `no task waits for example/shipping@${SHA.slice(0, 12)}`,
    });
  });

  const repository = { full_name: 'example/shipping' };
  test.each([
    ['check_run', { action: 'completed', check_run: { head_sha: SHA }, repository }, true],
    ['check_run', { action: 'created', check_run: { head_sha: SHA }, repository }, false],
    ['check_suite', { action: 'requested', check_suite: { head_sha: SHA }, repository }, false],
    ['workflow_run', { action: 'completed', workflow_run: { head_sha: SHA }, repository }, true],
    ['workflow_run', { action: 'in_progress', workflow_run: { head_sha: SHA }, repository }, false],
    ['status', { state: 'success', sha: SHA, repository }, true],
    ['status', { state: 'error', sha: SHA, repository }, true],
    ['status', { state: 'pending', sha: SHA, repository }, false],
  ])('%s %j tells it: %s', (name, body, tells) => {
    expect(toEvent(name, body, SETTINGS).type).toBe(tells ? 'ci' : 'ignored');
  });
});

const require = createRequire(import.meta.url);
const loaded: unknown = require('@octokit/webhooks-examples');
const examples = z.array(z.object({ name: z.string(), examples: z.array(z.unknown()).min(1) })).parse(loaded);

describe('GitHub’s own examples', () => {
  const world = aWorld();

  test.each(examples.map(({ name, examples: all }) => [name, all] as const))(
    'of %s are all taken or ignored with a reason',
    async (name, all) => {
      for (const example of all) {
        const answer = await world.github(githubDelivery(name, example));
        expect(answer.statusCode).toBe(200);
        expect(bodyOf(answer)).toEqual({
          status: expect.stringMatching(/^(accepted|duplicate|ignored)$/),
          reason: expect.stringMatching(/./),
        });
      }
    },
  );

  test('ask for nothing but what they say: closed pull requests, pushes to the default branch', async () => {
    const world = aWorld();
    for (const { name, examples: all } of examples)
      for (const [index, example] of all.entries()) await world.github(githubDelivery(name, example, `${name}-${index}`));
    expect(world.store.kept.length).toBeGreaterThan(0);
    expect(new Set(world.store.kept.map(({ event }) => event.type))).toEqual(new Set(['pull-request.closed', 'branch.moved']));
    for (const kept of world.store.kept) expect(keptDeliverySchema.safeParse(kept).success).toBe(true);
    expect(world.engine.started).toEqual([]);
  });

  test('tell the end of CI where they should', () => {
    const told = examples
      .flatMap(({ name, examples: all }) => all.map((example) => toEvent(name, example, SETTINGS)))
      .filter(({ type }) => type === 'ci');
    expect(told.length).toBeGreaterThan(5);
  });
});

const text = JSON.stringify(completed);
const event = (body: string | Buffer, signature: string): ReturnType<typeof proxyEvent> =>
  proxyEvent(body, { 'X-GitHub-Event': 'check_suite', 'X-GitHub-Delivery': 'x', 'X-Hub-Signature-256': signature }, true);
const good = (body: string | Buffer): string => `sha256=${hmac('github-secret', body)}`;
const binary = Buffer.from([0x7b, 0xff, 0x7d]);

describe('a bad delivery', () => {
  test.each([
    ['without a signature', proxyEvent(text, { 'X-GitHub-Event': 'check_suite' }), 401],
    ['with the old SHA-1 signature only', proxyEvent(text, { 'X-Hub-Signature': 'sha1=abc' }), 401],
    ['signed with another secret', event(text, `sha256=${hmac('no', text)}`), 401],
    ['signed for another body', event(`${text}\n`, good(text)), 401],
    ['that is empty', event('', good('')), 401],
    ['that is not UTF-8', event(binary, good(binary)), 401],
    ['that is a form', event('payload=%7B%7D', good('payload=%7B%7D')), 400],
    ['without its commit', event('{"action":"completed"}', good('{"action":"completed"}')), 400],
  ])('%s is refused', async (_rule, delivery, status) => {
    const world = await waitingWorld('success');
    expect((await world.github(delivery)).statusCode).toBe(status);
    expect(world.engine.completed).toEqual([]);
  });
});
