import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, request as send, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { openTaskStore } from '#adapters/dynamodb/open-task-store.ts';
import { systemClock } from '#adapters/system/clock.ts';
import { openClient, openEmbedded, TABLE } from './embedded-store.ts';
import { newDelivery, newTask, progressed, storedTask, submitted } from './task-store-fixtures.ts';

test('a SIGKILL of the database loses no write that was acknowledged', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'stepwright-kill-'));
  const exit = Promise.withResolvers<string>();
  const first = await openEmbedded({ dataDir, onExit: exit.resolve });
  const acknowledged: string[] = [];
  const write = async (): Promise<void> => {
    for (;;) {
      const task = newTask();
      await first.store.createTask({ task, delivery: newDelivery(), facts: [submitted(task)] });
      await first.store.transition({ taskId: task.id, on: 'discovery.started', facts: [progressed('begun')] });
      acknowledged.push(task.id);
      if (acknowledged.length === 150)
        process.kill(Number(readFileSync(join(dataDir, 'dynamodb.pid'), 'utf8').split(' ')[0]), 'SIGKILL');
    }
  };
  const writers = await Promise.allSettled(Array.from({ length: 6 }, write));
  expect(await exit.promise).toContain('has ended');
  for (const writer of writers) expect(writer).toMatchObject({ status: 'rejected', reason: { code: 'STORE_UNAVAILABLE' } });
  await first.close();

  const second = await openEmbedded({ dataDir });
  expect(acknowledged.length).toBeGreaterThanOrEqual(150);
  for (const id of acknowledged) {
    expect(await second.store.readTask(id)).toMatchObject({ status: 'discovering', version: 2 });
    expect((await second.store.listEvents(id, { limit: 5 })).items).toHaveLength(2);
  }
  await second.close();
  await rm(dataDir, { recursive: true });
});

test('answers that get lost on the way are asked for again, and nothing is done twice', async () => {
  const embedded = await openEmbedded();
  const losing = await startLosingProxy(embedded.dynamodb.url);
  const client = openClient(losing.url, { maxAttempts: 4 });
  const store = openTaskStore({ client, table: TABLE, clock: systemClock });
  const { id, runId } = await storedTask(store);
  for (let round = 0; round < 10; round += 1) {
    await store.addUsage(id, { turns: 1, inputTokens: 2, outputTokens: 3, costUsd: 0.5, workSeconds: 0.25 });
  }
  expect((await store.readTask(id))?.usage).toEqual({
    turns: 10,
    inputTokens: 20,
    outputTokens: 30,
    costUsd: 5,
    workSeconds: 2.5,
  });
  expect(await store.claimNotice(id, 'E', 'slack')).toBe(true);
  expect(await store.claimStep({ taskId: id, runId, step: 'discover' }, 'token')).toEqual({ type: 'claimed' });
  await store.transition({ taskId: id, on: 'discovery.started', facts: [progressed('once')] });
  await store.appendEvents(id, [progressed('alone')]);
  await store.appendEvents(id, [progressed('both'), progressed('of two')]);
  expect((await store.listEvents(id, { limit: 20 })).items).toHaveLength(5);
  expect(losing.lost()).toBeGreaterThan(15);
  client.destroy();
  await losing.close();
  await embedded.close();
});

/** Forwards every request, but cuts the connection instead of giving every second answer. */
async function startLosingProxy(target: string) {
  let lost = 0;
  let lose = false;
  const forward = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const onward = send(target, { method: 'POST', headers: incoming.headers });
    onward.end(await buffer(incoming));
    const [answer] = await once(onward, 'response');
    const answered = await buffer(answer);
    lose = !lose;
    if (!lose) {
      response.writeHead(answer.statusCode, answer.headers).end(answered);
      return;
    }
    lost += 1;
    response.destroy();
  };
  const server = createServer((incoming, response) => {
    forward(incoming, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    lost: () => lost,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
