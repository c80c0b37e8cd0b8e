import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { systemClock } from '#adapters/system/clock.ts';
import { openCursor } from '#environments/local/dynamodb/cursor.ts';
import { type EventPump, openPump } from '#environments/local/dynamodb/event-pump.ts';
import { type EventImage, toEventImage } from '#environments/local/dynamodb/written-events.ts';
import { type Logger, silentLogger } from '#environments/local/logger.ts';

let dataDir = '';
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'pump-'));
});
afterEach(async () => {
  await rm(dataDir, { recursive: true });
});

function openTestPump(logger: Logger = silentLogger): EventPump {
  return openPump({
    table: 'stepwright',
    cursor: openCursor(join(dataDir, 'cursor')),
    deadLetterFile: join(dataDir, 'dead-letters'),
    logger,
    tries: 3,
    firstPauseMs: 1,
    timeoutMs: 200,
  });
}

function newEvent(task: string, id = systemClock.newId()): EventImage {
  const event = toEventImage({ pk: { S: `TASK#${task}` }, sk: { S: `EVENT#${id}` }, taskId: { S: task } });
  if (!event) throw new Error('not an event');
  return event;
}

const idsOf = (event: DynamoDBStreamEvent): string[] => event.Records.map(({ eventID }) => eventID ?? '');

describe('event pump', () => {
  test('events of a task come one after another in their order, while another task goes on', async () => {
    const pump = openTestPump();
    const release = Promise.withResolvers<void>();
    const seen: string[] = [];
    let inA = 0;
    pump.onEvent(async (event) => {
      const task = event.Records[0]?.dynamodb?.Keys?.['pk']?.S;
      if (task === 'TASK#a') {
        inA += 1;
        expect(inA).toBe(1);
        await release.promise;
        inA -= 1;
      }
      seen.push(...idsOf(event));
    });
    const a = Array.from({ length: 25 }, () => newEvent('a'));
    const b = newEvent('b');
    pump.add(a);
    pump.add([b]);
    await vi.waitFor(() => expect(seen).toEqual([b.id]));
    release.resolve();
    await pump.close();
    expect(seen).toEqual([b, ...a].map(({ id }) => id));
  });

  test('what was written before there was a listener is handed to it', async () => {
    const pump = openTestPump();
    const event = newEvent('a');
    pump.add([event]);
    const seen: string[] = [];
    pump.onEvent(async (batch) => void seen.push(...idsOf(batch)));
    await pump.close();
    expect(seen).toEqual([event.id]);
  });

  test('a failing event is tried again, in its place', async () => {
    const pump = openTestPump();
    const seen: string[] = [];
    let failures = 2;
    pump.onEvent(async (event) => {
      failures -= 1;
      if (failures >= 0) throw new Error('not now');
      seen.push(...idsOf(event));
    });
    const events = [newEvent('a'), newEvent('a')];
    pump.add(events);
    await vi.waitFor(() => expect(seen).toHaveLength(2));
    expect(seen).toEqual(events.map(({ id }) => id));
    await pump.close();
  });

  test('an event that fails for good becomes a dead letter with a log line; its neighbours and other tasks are told', async () => {
    const error = vi.fn<Logger['error']>();
    const pump = openTestPump({ ...silentLogger, error });
    const [before, bad, after, other] = [newEvent('a'), newEvent('a'), newEvent('a'), newEvent('b')];
    const seen: string[] = [];
    pump.onEvent(async (event) => {
      if (idsOf(event).includes(bad.id)) throw new Error('this one is bad');
      seen.push(...idsOf(event));
    });
    pump.add([before, bad, after, other]);
    await vi.waitFor(() => expect(seen).toHaveLength(3));
    await pump.close();
    expect(seen.filter((id) => id !== other.id)).toEqual([before.id, after.id]);
    const letters = (await readFile(join(dataDir, 'dead-letters'), 'utf8')).trim().split('\n');
    expect(letters.map((letter) => JSON.parse(letter))).toMatchObject([
      { id: bad.id, taskKey: 'TASK#a', error: 'Error: this one is bad', image: bad.image },
    ]);
    expect(error).toHaveBeenCalledWith(expect.stringContaining('dead-letter'), expect.objectContaining({ event: bad.id }));
  });

  test('a call that never answers counts as failed and holds up nobody for long', async () => {
    const pump = openTestPump();
    const seen: string[] = [];
    let calls = 0;
    pump.onEvent(async (event) => {
      calls += 1;
      if (calls === 1) await new Promise(() => {});
      seen.push(...idsOf(event));
    });
    const event = newEvent('a');
    pump.add([event]);
    await vi.waitFor(() => expect(seen).toEqual([event.id]));
    await pump.close();
  });

  test('a record looks like the stream of the table', async () => {
    const pump = openTestPump();
    const seen: DynamoDBStreamEvent[] = [];
    pump.onEvent(async (event) => void seen.push(event));
    const { id, image } = newEvent('a');
    pump.add([{ id, taskKey: 'TASK#a', image }]);
    await pump.close();
    expect(seen[0]?.Records).toMatchObject([
      {
        eventName: 'INSERT',
        eventSource: 'aws:dynamodb',
        dynamodb: { StreamViewType: 'NEW_IMAGE', Keys: { pk: { S: 'TASK#a' }, sk: { S: `EVENT#${id}` } }, NewImage: image },
      },
    ]);
  });
});

describe('cursor', () => {
  test('it begins a minute before the last event that was handed over', async () => {
    const pump = openTestPump();
    pump.onEvent(async () => {});
    pump.add([newEvent('a', '01KAJ0A000AAAAAAAAAAAAAAAA')]);
    await pump.close();
    const { from } = openCursor(join(dataDir, 'cursor'));
    expect(from).toBe('01KAJ085D00000000000000000');
  });

  test('it never passes an event that was not handed over', async () => {
    const pump = openTestPump();
    const [stuck, done] = [newEvent('a'), newEvent('b')];
    const seen: string[] = [];
    pump.onEvent(async (event) => {
      if (idsOf(event).includes(stuck.id)) throw new Error('not now');
      seen.push(...idsOf(event));
    });
    pump.add([stuck, done]);
    await vi.waitFor(() => expect(seen).toEqual([done.id]));
    await pump.close();
    expect(await readFile(join(dataDir, 'cursor'), 'utf8')).toBe(stuck.id);
  });

  test.each(['', 'nonsense', '01KAJ0A000'])('a cursor file with %j counts as none', async (text) => {
    await writeFile(join(dataDir, 'cursor'), text);
    expect(openCursor(join(dataDir, 'cursor')).from).toBeUndefined();
  });
});
