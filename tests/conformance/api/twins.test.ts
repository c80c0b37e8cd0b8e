import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWebhookStore } from '#adapters/dynamodb/open-webhook-store.ts';
import { systemClock } from '#adapters/system/clock.ts';
import type { Clock } from '#ports/clock.ts';
import type { TaskStore } from '#ports/task-store.ts';
import { ANN_HERE, type ApiWorld, REPO, wireApi } from '../../lambdas/api/api-world.ts';
import { hmac } from '../../lambdas/webhooks/signed.ts';
import { openEmbedded, TABLE } from '../task-store/embedded-store.ts';

const ROUNDS = 100;

let embedded: Awaited<ReturnType<typeof openEmbedded>>;
let world: ApiWorld<TaskStore, Clock>;

beforeAll(async () => {
  embedded = await openEmbedded();
  const webhooks = openWebhookStore({ client: embedded.client, table: TABLE, clock: systemClock });
  world = wireApi({ store: embedded.store, webhooks, clock: systemClock });
});

afterAll(() => embedded.close());

const rounds = Array.from({ length: ROUNDS }, (_, round) => round);
const wanted = (text: string) => ({ repo: REPO, task_description: text });

test('requests under one key at once are one task, and another request under it is none', async () => {
  for (const round of rounds) {
    const headers = { 'Idempotency-Key': `key-${round}` };
    const answers = await Promise.all(
      ['a', 'a', 'b', 'a'].map((text) => world.send('/v1/tasks', ANN_HERE, { body: wanted(text), headers })),
    );
    const created = answers.filter(({ status }) => status === 201);
    const same = answers.filter(({ status }) => status === 200);
    expect([created.length, same.length, answers.filter(({ status }) => status === 409).length]).toEqual(
      answers[2]?.status === 201 ? [1, 0, 3] : [1, 2, 1],
    );
    expect(new Set([...created, ...same].map(({ body }) => body['task_id'])).size).toBe(1);
  }
  expect(new Set(world.engine.started.map(({ runId }) => runId)).size).toBe(ROUNDS);
  const { items } = await embedded.store.listTasks({ requester: ANN_HERE, limit: 100 });
  expect(items).toHaveLength(100);
});

test('one signed request that is sent many times at once is one task', async () => {
  const { body: webhook } = await world.send('/v1/webhooks', ANN_HERE, { method: 'POST', body: {} });
  const ids = new Set<unknown>();
  for (const round of rounds) {
    const body = JSON.stringify(wanted(`nightly ${round}`));
    const timestamp = String(Math.floor(Date.now() / 1_000));
    const headers = {
      'X-Webhook-Id': String(webhook['webhook_id']),
      'X-Webhook-Timestamp': timestamp,
      'X-Webhook-Signature': `sha256=${hmac(String(webhook['secret']), `${timestamp}.${body}`)}`,
    };
    const sent = [1, 2, 3].map(() => world.send('/v1/webhooks/tasks', undefined, { method: 'POST', body, headers }));
    const answers = await Promise.all(sent);
    expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([200, 200, 201]);
    for (const answer of answers) ids.add(answer.body['task_id']);
  }
  expect(ids.size).toBe(ROUNDS);
});
