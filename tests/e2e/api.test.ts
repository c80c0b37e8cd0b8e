import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Environment, removeDirectory, startEnvironment, temporaryDirectory } from './environment.ts';
import { until } from './people.ts';

type Json = Readonly<Record<string, unknown>>;

const guide = readFileSync('docs/how-to/api.md', 'utf8');

/** The example of the guide that has these words. */
function exampleWith(words: string): string {
  const examples = [...guide.matchAll(/```sh\n([\s\S]+?)```/g)].map(([, code = '']) => code);
  const found = examples.filter((code) => code.includes(words));
  expect(found).toHaveLength(1);
  return found.join('');
}

describe('a task that begins and ends with the API, by the examples of its guide', () => {
  const dataDir = temporaryDirectory();
  let environment: Environment;
  let variables: Record<string, string>;

  beforeAll(async () => {
    environment = await startEnvironment(dataDir);
    const { url, tokens } = environment.local.api;
    variables = { API: url, TOKEN: tokens['dana'] ?? '', ROBIN: tokens['robin'] ?? '' };
  });
  afterAll(async () => {
    await environment?.stop();
    removeDirectory(dataDir);
  });

  const run = (example: string): Json => {
    const env = { PATH: process.env['PATH'] ?? '', ...variables };
    return JSON.parse(execFileSync('bash', ['--norc', '-euc', example], { env, encoding: 'utf8' }));
  };
  const as = (token: 'TOKEN' | 'ROBIN', path: string, init: RequestInit = {}) =>
    fetch(`${variables['API']}${path}`, { ...init, headers: { authorization: `Bearer ${variables[token]}` } });
  const read = (): Json => run(exampleWith('"$API/tasks/$TASK" -H'));

  test('one is started by a request that may come twice, and is nobody else’s yet', async () => {
    const first = run(exampleWith('Idempotency-Key'));
    expect(first).toMatchObject({ status: 'submitted', repo: 'acme/shipping', requester: 'Dana' });
    expect(run(exampleWith('Idempotency-Key'))['task_id']).toBe(first['task_id']);
    variables['TASK'] = String(first['task_id']);
    expect((await as('ROBIN', `/tasks/${variables['TASK']}`)).status).toBe(404);
    expect((await fetch(`${variables['API']}/tasks/${variables['TASK']}`)).status).toBe(401);
  });

  test('who asked for it may not approve its plan; somebody else does', async () => {
    await until('the plan', async () => (read()['status'] === 'awaiting_approval' ? true : undefined));
    expect(read()['approval']).toMatchObject({ plan: 1, decision: null });
    const own = await as('TOKEN', `/tasks/${variables['TASK']}/approve`, { method: 'POST' });
    expect([own.status, await own.json()]).toMatchObject([403, { error: { code: 'NOT_ALLOWED' } }]);
    expect(run(exampleWith('/approve'))['message']).toContain('is approved');
  });

  test('it comes to its end, and tells what was done, what it cost and what happened', async () => {
    const task = await until('the end', async () => {
      const now = read();
      return now['ended_at'] === null ? undefined : now;
    });
    expect(task).toMatchObject({
      status: 'completed',
      error: null,
      pr_url: expect.stringContaining('/acme/shipping/pull/'),
      session_id: expect.stringContaining(String(variables['TASK'])),
      build: { passed: true },
      approval: { decision: { verdict: 'approved', by: 'Robin' } },
      log_url: expect.stringContaining(String(variables['TASK'])),
    });
    const { events } = run(exampleWith('/events'));
    const types = Array.isArray(events) ? events.map((event: Json) => event['type']) : [];
    expect([types[0], types.includes('approval.decided'), types.at(-1)]).toEqual(['task.submitted', true, 'task.ended']);
  });

  test('it is in the list of who asked for it, and in nobody else’s', async () => {
    expect(run(exampleWith('status=completed'))).toMatchObject({ tasks: [{ task_id: variables['TASK'] }], next_token: null });
    expect(await (await as('ROBIN', '/tasks')).json()).toEqual({ tasks: [], next_token: null });
  });

  test('another system starts one in her name, which she stops', async () => {
    const webhook = run(exampleWith('"$API/webhooks" -H'));
    variables['WEBHOOK'] = String(webhook['webhook_id']);
    variables['SECRET'] = String(webhook['secret']);
    const task = run(exampleWith('X-Webhook-Id'));
    expect(task).toMatchObject({ requester: 'Dana', title: 'Update the dependencies' });
    const stopped = await as('TOKEN', `/tasks/${String(task['task_id'])}`, { method: 'DELETE' });
    expect([stopped.status, await stopped.json()]).toMatchObject([200, { task: { status: 'cancelled' } }]);
  });
});
