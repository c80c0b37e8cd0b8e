import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openApiPeople } from '#environments/local/api-people.ts';
import { type HttpServer, serve } from '#environments/local/http/serve.ts';
import { openIngress } from '#environments/local/ingress.ts';
import { serveApi } from '#lambdas/api/serve-api.ts';
import { aTask, TASK_ID } from '#tests/fakes/samples.ts';
import { runCli } from '../../cli/main.ts';
import { anApiWorld, type ApiWorld, anIssue, aPull, REPO } from '../lambdas/api/api-world.ts';
import { openPlan } from '../lambdas/webhooks/world.ts';

const DANA = { channel: 'api', id: 'dana', name: 'Dana', email: 'dana@example.com' } as const;

let world: ApiWorld;
let server: HttpServer;

beforeAll(async () => {
  const { tokens, authorise } = openApiPeople({ read: (name) => `token of ${name}` });
  const api = { handler: (event: Parameters<typeof serveApi>[0]) => serveApi(event, world.deps), authorise };
  server = await serve(openIngress({}, api, () => ({ api: { token: tokens.dana, tokens } })));
});
afterAll(() => server.close());
beforeEach(() => {
  world = anApiWorld();
});

async function run(...argv: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const collect = { write: (text: string) => (out += text) };
  const code = await runCli([...argv, '--url', server.url], collect, { write: (text: string) => (err += text) });
  return { code, out, err };
}

const started = (out: string): string => /task_[0-9A-Z]{26}/.exec(out)?.[0] ?? '';

describe('start', () => {
  test('makes a task of what is said, with its limits, once for each key', async () => {
    const argv = ['start', REPO, 'Free', 'shipping', '--turns', '7', '--budget', '2.5', '--key', 'k1'];
    const first = await run(...argv);
    expect([first.code, first.err]).toEqual([0, '']);
    expect(first.out).toContain('submitted  Free shipping');
    const task = await world.store.readTask(started(first.out));
    expect(task).toMatchObject({ requester: { id: 'dana' }, limits: { maxTurns: 7, maxBudgetUsd: 2.5 } });
    expect(started((await run(...argv)).out)).toBe(task?.id);
  });

  test.each([
    [['--issue', '5'], 'change'],
    [['--pr', '7'], 'iterate'],
    [['--pr', '7', '--review'], 'review'],
  ])('with %j makes a task of kind %s', async (options, kind) => {
    world.issues.set(5, anIssue());
    world.pulls.set(7, aPull());
    const { out } = await run('start', REPO, ...options);
    expect(await world.store.readTask(started(out))).toMatchObject({ kind });
  });

  test.each([
    [['start', 'acme/nowhere', 'x'], 1, 'REPO_NOT_ONBOARDED'],
    [['start', REPO, 'x', '--turns', 'many'], 2, 'number'],
    [['start'], 2, 'repo'],
    [['list', '--as', 'nobody'], 2, 'dana, robin'],
    [['list', '--token', 'wrong'], 1, 'UNAUTHORIZED'],
    [['webhook', 'revoke', 'wh_1'], 1, 'WEBHOOK_NOT_FOUND'],
  ])('%j ends with %d and says why', async (argv, code, why) => {
    const answer = await run(...argv);
    expect([answer.code, answer.out]).toEqual([code, '']);
    expect(answer.err).toContain(why);
  });
});

/** Dana's task is the only one. */
function withTask(task: Parameters<typeof aTask>[0]): void {
  world = anApiWorld([aTask({ requester: DANA, ...task })]);
}

describe('a task', () => {
  test.each([
    ['completed', 0],
    ['failed', 3],
  ] as const)('that is %s ends a wait with %d', async (status, code) => {
    withTask({ status, outcome: 'So it ended.' });
    const answer = await run('status', TASK_ID, '--wait');
    expect([answer.code, answer.out]).toEqual([code, expect.stringContaining('So it ended.')]);
  });

  test('is shown as the API shows it to programs', async () => {
    withTask({ status: 'executing' });
    const { out } = await run('status', TASK_ID, '--output', 'json');
    expect(JSON.parse(out)).toMatchObject({ task_id: TASK_ID, status: 'executing' });
  });

  test('is listed, with what happened to it', async () => {
    withTask({ status: 'executing' });
    await world.store.appendEvents(TASK_ID, [
      { type: 'agent.progressed', step: 'execute', agent: 'execution', message: 'Testing' },
    ]);
    expect((await run('list', '--status', 'executing')).out).toContain(TASK_ID);
    expect((await run('list', '--status', 'failed')).out).toBe('No task.\n');
    expect((await run('events', TASK_ID)).out).toMatch(/^\d\d:\d\d:\d\d agent\.progressed execute · execution · Testing\n$/);
  });

  test('is approved by whoever `--as` says, and once', async () => {
    withTask({ status: 'planning' });
    await openPlan(world, 1);
    const answer = await run('approve', TASK_ID, '--plan', '1', '--as', 'robin');
    expect([answer.code, answer.out]).toEqual([0, expect.stringContaining('approved')]);
    const late = await run('approve', TASK_ID);
    expect([late.code, late.err]).toEqual([1, expect.stringContaining('ALREADY_DECIDED')]);
  });

  test.each([
    [['reject', TASK_ID, 'too', 'risky'], 'rejected'],
    [['reject', TASK_ID], 'rejected'],
    [['changes', TASK_ID, 'Keep', 'it'], 'changes_requested'],
  ])('%j decides on its plan', async (argv, verdict) => {
    withTask({ status: 'planning' });
    await openPlan(world, 1);
    expect((await run(...argv)).code).toBe(0);
    expect(world.engine.completed).toMatchObject([{ output: { verdict } }]);
  });

  test('is told something, cancelled and tried again', async () => {
    withTask({ status: 'executing' });
    expect((await run('answer', TASK_ID, 'Yes')).err).toContain('NOTHING_TO_ANSWER');
    expect((await run('nudge', TASK_ID, 'Use', 'a', 'map')).code).toBe(0);
    expect(world.store.facts(TASK_ID)).toMatchObject([{ type: 'instruction.given', text: 'Use a map' }]);
    expect((await run('cancel', TASK_ID)).out).toContain('cancelled');
    expect((await run('retry', TASK_ID, '--budget', '20')).out).toContain('goes on from');
  });
});

test('a webhook is made, listed and revoked; its secret is shown once', async () => {
  const made = await run('webhook', 'create', '--name', 'nightly', '--body-only');
  const id = /wh_[0-9A-Z]{26}/.exec(made.out)?.[0] ?? '';
  expect(made.out).toContain('whsec_');
  const listed = await run('webhook', 'list');
  expect(listed.out).toBe(`${id}  active  nightly\n`);
  expect((await run('webhook', 'revoke', id)).out).toContain('revoked');
});
