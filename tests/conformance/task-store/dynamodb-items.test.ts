import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openEmbedded, TABLE } from './embedded-store.ts';
import {
  asked,
  ended,
  EXECUTING,
  GREEN,
  newApproval,
  newChange,
  newCiWait,
  newDecision,
  PLANNING,
  storedTask,
} from './task-store-fixtures.ts';

const DAY = 86_400;

describe('what is in the table', () => {
  let embedded: Awaited<ReturnType<typeof openEmbedded>>;
  beforeAll(async () => {
    embedded = await openEmbedded();
  });
  afterAll(async () => {
    await embedded.close();
  });

  async function itemsOf(text: string): Promise<Record<string, unknown>[]> {
    const { Items = [] } = await embedded.client.send(new ScanCommand({ TableName: TABLE, ConsistentRead: true }));
    return Items.map((item) => unmarshall(item)).filter((item) => JSON.stringify(item).includes(text));
  }

  test('a live task does not expire, an ended one does after 90 days, and everything around it expires too', async () => {
    const { store } = embedded;
    const task = await storedTask(store, PLANNING);
    await store.openApproval(newApproval(task), 'token-a');
    await store.decideApproval(task.id, 1, newDecision());
    await store.claimStep({ taskId: task.id, runId: task.runId, step: 'plan-1' }, 'token-s');
    await store.claimNotice(task.id, 'E', 'slack');
    const live = await itemsOf(task.id);
    const lasting = live.filter((item) => item['expiresAt'] === undefined).map((item) => String(item['sk']));
    expect(lasting.toSorted()).toEqual(['LIVE', 'META']);
    await store.transition({ taskId: task.id, on: 'task.cancelled', facts: [ended('cancelled')] });
    const [meta] = (await itemsOf(task.id)).filter((item) => item['sk'] === 'META');
    expect(Number(meta?.['expiresAt']) - Math.floor(Date.now() / 1_000)).toBeGreaterThan(90 * DAY - 60);
    expect(Number(meta?.['expiresAt']) - Math.floor(Date.now() / 1_000)).toBeLessThanOrEqual(90 * DAY);
    expect((await itemsOf(task.id)).filter((item) => item['sk'] === 'LIVE')).toEqual([]);
  });

  test('half an emoji, as a cut text may end with, does not make a write fail', async () => {
    const { store } = embedded;
    const task = await storedTask(store);
    const half = '🎉'.slice(0, 1);
    await store.appendEvents(task.id, [{ type: 'instruction.given', text: `cut ${half}`, by: task.requester }]);
    await store.claimStep({ taskId: task.id, runId: task.runId, step: 'plan-1' }, 'token');
    const ref = { taskId: task.id, runId: task.runId, step: 'plan-1' };
    expect(await store.finishStep(ref, 'token', asked(`cut ${half}`))).toBe(true);
    expect(await store.readResult(task.id, 'plan-1')).toEqual(asked('cut \ufffd'));
  });

  test("an agent's token is kept as a hash only", async () => {
    const { store } = embedded;
    const task = await storedTask(store);
    const ref = { taskId: task.id, runId: task.runId, step: 'discover' };
    await store.claimStep(ref, 'an-agents-token');
    await store.finishStep(ref, 'an-agents-token', asked('?'));
    expect(await itemsOf('an-agents-token')).toEqual([]);
  });

  test('a delivered callback leaves nothing to be listed, and a closed wait nothing to be found by its commit', async () => {
    const { store } = embedded;
    const task = await storedTask(store, EXECUTING);
    const wait = newCiWait(task, [newChange(), newChange({ repo: 'acme/storefront' })]);
    await store.openCiWait(wait, 'token-c');
    const callback = await store.closeCiWait(wait, GREEN);
    if (callback) await store.markDelivered(callback);
    const keys = (await itemsOf(task.id)).map((item) => String(item['pk']) + String(item['sk']));
    expect(keys.filter((key) => /CALLBACK|COMMIT/.test(key))).toEqual([]);
  });
});
