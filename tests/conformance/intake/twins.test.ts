import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '#adapters/system/clock.ts';
import type { Clock } from '#ports/clock.ts';
import type { TaskStore } from '#ports/task-store.ts';
import { jiraDelivery, slackDelivery } from '../../lambdas/webhooks/signed.ts';
import { recorded, type World, wireWorld } from '../../lambdas/webhooks/world.ts';
import { openEmbedded } from '../task-store/embedded-store.ts';

const ROUNDS = 30;

let embedded: Awaited<ReturnType<typeof openEmbedded>>;
let world: World<TaskStore, Clock>;

beforeAll(async () => {
  embedded = await openEmbedded();
  world = wireWorld(embedded.store, systemClock);
});

afterAll(() => embedded.close());

function labelled(key: string): object {
  const body = recorded('jira-issue-created');
  return { ...body, timestamp: Date.now(), issue: { ...Object(body['issue']), key } };
}

async function answers(deliveries: readonly Promise<{ body: string }>[]): Promise<{ status: string; taskId: string }[]> {
  return (await Promise.all(deliveries)).map(({ body }) => JSON.parse(body));
}

const rounds = Array.from({ length: ROUNDS }, (_, round) => round);

describe('deliveries racing each other on the real store', () => {
  test('twins of one delivery are one task, started however often they say', async () => {
    for (const round of rounds) {
      const delivery = jiraDelivery(labelled(`TWIN-${round}`), `twin-${round}`);
      const results = await answers([1, 2, 3].map(() => world.jira(delivery)));
      expect(results.map(({ status }) => status).sort()).toEqual(['accepted', 'duplicate', 'duplicate']);
      expect(new Set(results.map(({ taskId }) => taskId)).size).toBe(1);
    }
    expect(new Set(world.engine.started.map(({ runId }) => runId)).size).toBe(ROUNDS);
  });

  test('labels put twice at once are one task', async () => {
    const before = world.engine.started.length;
    for (const round of rounds) {
      const body = labelled(`LABEL-${round}`);
      const results = await answers(['a', 'b', 'c'].map((twin) => world.jira(jiraDelivery(body, `label-${round}-${twin}`))));
      expect(results.map(({ status }) => status).sort()).toEqual(['accepted', 'live', 'live']);
      expect(new Set(results.map(({ taskId }) => taskId)).size).toBe(1);
    }
    expect(world.engine.started).toHaveLength(before + ROUNDS);
  });

  test('decisions in Slack and Jira at once are one, and everybody is told whose', async () => {
    for (const round of rounds) {
      const key = `RACE-${round}`;
      const [created] = await answers([world.jira(jiraDelivery(labelled(key), `race-${round}`))]);
      const taskId = created?.taskId ?? '';
      await awaitApproval(taskId, `token-${taskId}`);
      await Promise.all([
        world.jira(jiraDelivery(comment(key, '@agent reject too risky'), `comment-${round}`)),
        ...['U1', 'U2'].map((user) =>
          world.slack(
            slackDelivery(
              { command: '/agent', text: `approve ${taskId}`, user_id: user, trigger_id: `${user}.${round}` },
              new Date(),
            ),
          ),
        ),
      ]);
      const decision = (await embedded.store.readApproval(taskId))?.decision;
      const told = world.engine.completed.filter(({ token }) => token === `token-${taskId}`);
      expect(told).toEqual([{ token: `token-${taskId}`, output: { verdict: decision?.verdict } }]);
    }
    expect(await embedded.store.listUndelivered(10)).toEqual([]);
  });
});

async function awaitApproval(taskId: string, token: string): Promise<void> {
  const { store } = embedded;
  await store.transition({ taskId, on: 'planning.started', facts: [] });
  const task = await store.readTask(taskId);
  if (!task) throw new Error(`no task ${taskId}`);
  const now = Date.now();
  const approval = {
    taskId,
    runId: task.runId,
    n: 1,
    requestedAt: new Date(now).toISOString(),
    expiresAt: new Date(now + 60_000).toISOString(),
    requester: task.requester,
    policy: { mode: 'not-requester' },
    shown: { title: '', summary: '', planUrl: '', estimateHours: 1, risk: 'low', confidence: 1, costSoFarUsd: 0 },
  } as const;
  await store.openApproval(approval, token);
}

function comment(key: string, body: string): object {
  const author = { accountId: 'omar', displayName: 'Omar', emailAddress: 'omar@example.com', accountType: 'atlassian' };
  return { timestamp: Date.now(), webhookEvent: 'comment_created', comment: { id: '1', author, body }, issue: { key } };
}
