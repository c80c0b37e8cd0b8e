import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DescribeTableCommand, DescribeTimeToLiveCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { TABLE_SCHEMA } from '#adapters/dynamodb/table.ts';
import { systemClock } from '#adapters/system/clock.ts';
import { findBinary } from '#environments/local/dynamodb/find-binary.ts';
import { startProxy } from '#environments/local/dynamodb/proxy.ts';
import { startDynamodb } from '#environments/local/dynamodb/start-dynamodb.ts';

let dataDir = '';
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'dynamodb-'));
});
afterEach(async () => {
  await rm(dataDir, { recursive: true });
});

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
const openClient = (endpoint: string) => new DynamoDBClient({ endpoint, region: 'us-east-1', credentials });
const readPid = (): number => Number(readFileSync(join(dataDir, 'dynamodb.pid'), 'utf8').split(' ')[0]);
const isRunning = (pid: number): boolean => existsSync(`/proc/${pid}/exe`) && !/^\d+ \(.*\) Z/.test(readStat(pid));
const idsOf = (event: DynamoDBStreamEvent): string[] => event.Records.map(({ eventID }) => eventID ?? '');

function readStat(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return `${pid} () Z`;
  }
}

async function putEvent(url: string, id = systemClock.newId()): Promise<string> {
  const client = openClient(url);
  await client.send(new PutItemCommand({ TableName: 'stepwright', Item: { pk: { S: 'TASK#t' }, sk: { S: `EVENT#${id}` } } }));
  client.destroy();
  return id;
}

/** The environment in a process of its own, to be killed; prints the url. */
async function startElsewhere() {
  const program = `
    import { startDynamodb } from '#environments/local/dynamodb/start-dynamodb.ts';
    console.log((await startDynamodb({ dataDir: ${JSON.stringify(dataDir)} })).url);
  `;
  const child = spawn(process.execPath, ['--input-type=module-typescript', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [url]: unknown[] = await once(createInterface({ input: child.stdout }), 'line');
  return { child, url: String(url) };
}

describe('startDynamodb', () => {
  test('the table is there with its indexes and its expiry, and nothing runs after close', async () => {
    const dynamodb = await startDynamodb({ dataDir });
    const client = openClient(dynamodb.url);
    const { Table } = await client.send(new DescribeTableCommand({ TableName: 'stepwright' }));
    expect(Table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName).toSorted()).toEqual(
      TABLE_SCHEMA.indexes.map(({ name }) => name).toSorted(),
    );
    const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName: 'stepwright' }));
    expect(TimeToLiveDescription).toMatchObject({ TimeToLiveStatus: 'ENABLED', AttributeName: 'expiresAt' });
    client.destroy();
    const pid = readPid();
    expect(isRunning(pid)).toBe(true);
    await dynamodb.close();
    expect(isRunning(pid)).toBe(false);
  });

  test('an event is handed on, and again after a restart together with what the listener never got', async () => {
    const first = await startDynamodb({ dataDir });
    const seen: string[] = [];
    first.onEvent(async (event) => void seen.push(...idsOf(event)));
    const told = await putEvent(first.url);
    await vi.waitFor(() => expect(seen).toEqual([told]));
    await first.close();
    const second = await startDynamodb({ dataDir });
    const missed = await putEvent(second.url);
    await second.close();
    const third = await startDynamodb({ dataDir });
    const later: string[] = [];
    third.onEvent(async (event) => void later.push(...idsOf(event)));
    await vi.waitFor(() => expect(later).toEqual([told, missed]));
    await third.close();
  });

  test('a SIGKILL of the environment ends the engine, and what was written then is told at the next start', async () => {
    const { child, url } = await startElsewhere();
    const written = await putEvent(url);
    const pid = readPid();
    expect(isRunning(pid)).toBe(true);
    child.kill('SIGKILL');
    await vi.waitFor(() => expect(isRunning(pid)).toBe(false), { timeout: 5_000 });
    const again = await startDynamodb({ dataDir });
    const seen: string[] = [];
    again.onEvent(async (event) => void seen.push(...idsOf(event)));
    await vi.waitFor(() => expect(seen).toEqual([written]));
    await again.close();
  });

  test('an end of the engine is reported once and it is not started again; a close is no such end', async () => {
    const onExit = vi.fn<(message: string) => void>();
    const dynamodb = await startDynamodb({ dataDir, onExit });
    process.kill(readPid(), 'SIGKILL');
    await vi.waitFor(() => expect(onExit).toHaveBeenCalledWith(expect.stringContaining('has ended')));
    expect(isRunning(readPid())).toBe(false);
    await dynamodb.close();
    const closed = vi.fn<(message: string) => void>();
    await (await startDynamodb({ dataDir, onExit: closed })).close();
    expect(closed).not.toHaveBeenCalled();
    expect(onExit).toHaveBeenCalledTimes(1);
  });

  test('a stale engine on the same data is ended first', async () => {
    const stale = spawn(findBinary(), ['serve', '--port', '0', '--db-path', join(dataDir, 'dynamodb.sqlite')], {
      stdio: 'ignore',
    });
    await once(stale, 'spawn');
    writeFileSync(join(dataDir, 'dynamodb.pid'), `${stale.pid} 1\n`);
    const ended = once(stale, 'exit');
    const dynamodb = await startDynamodb({ dataDir });
    expect(await ended).toEqual([null, 'SIGKILL']);
    await dynamodb.close();
  });

  test('a pid file that names another program by now ends nobody', async () => {
    const innocent = spawn('sleep', ['60'], { stdio: 'ignore' });
    await once(innocent, 'spawn');
    writeFileSync(join(dataDir, 'dynamodb.pid'), `${innocent.pid} 1\n`);
    await (await startDynamodb({ dataDir })).close();
    expect(isRunning(innocent.pid ?? 0)).toBe(true);
    innocent.kill();
  });

  test('a second environment on the same data is refused and the first goes on', async () => {
    const first = await startDynamodb({ dataDir });
    await expect(startDynamodb({ dataDir })).rejects.toMatchObject({ name: 'InputError', code: 'DATA_DIR_IN_USE' });
    await putEvent(first.url);
    await first.close();
  });

  test('a data file that is no database is refused with what the engine says', async () => {
    writeFileSync(join(dataDir, 'dynamodb.sqlite'), 'this is a shopping list, not a database'.repeat(100));
    await expect(startDynamodb({ dataDir })).rejects.toMatchObject({ name: 'InputError', code: 'DATA_DIR_UNUSABLE' });
  });

  test('a missing binary is told in one sentence that says what to do', () => {
    expect(() => findBinary('file:///nowhere/at/all.js')).toThrow(
      expect.objectContaining({
        name: 'InputError',
        message: expect.stringMatching(/^[^\n]*npm ci[^\n]*STEPWRIGHT_DYNAMODB_ENDPOINT/),
      }),
    );
  });

  test("one's own endpoint is used in place of the embedded engine", async () => {
    const own = await startDynamodb({ dataDir: join(dataDir, 'own') });
    const dynamodb = await startDynamodb({ dataDir, endpoint: own.url });
    const seen: string[] = [];
    dynamodb.onEvent(async (event) => void seen.push(...idsOf(event)));
    const id = await putEvent(dynamodb.url);
    await vi.waitFor(() => expect(seen).toEqual([id]));
    expect(existsSync(join(dataDir, 'dynamodb.pid'))).toBe(false);
    await dynamodb.close();
    await own.close();
  });
});

describe('proxy', () => {
  test("requests and answers pass byte for byte, an engine that does not answer is DynamoDB's own server error", async () => {
    const received: { url: string | undefined; body: string; mark: unknown }[] = [];
    const engine = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        received.push({ url: request.url, body: Buffer.concat(chunks).toString('hex'), mark: request.headers['x-mark'] });
        response
          .writeHead(418, { 'x-answer': 'yes', 'content-type': 'application/x-amz-json-1.0' })
          .end(Buffer.from([1, 0, 255]));
      });
    });
    engine.listen(0, '127.0.0.1');
    await once(engine, 'listening');
    const address = engine.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const proxy = await startProxy(`http://127.0.0.1:${address.port}`, () => {});
    const body = new Uint8Array([0, 159, 255, 10]);
    const answer = await fetch(`${proxy.url}/a?b=c`, { method: 'POST', body, headers: { 'x-mark': 'm' } });
    expect(answer.status).toBe(418);
    expect(answer.headers.get('x-answer')).toBe('yes');
    expect([...new Uint8Array(await answer.arrayBuffer())]).toEqual([1, 0, 255]);
    expect(received).toEqual([{ url: '/a?b=c', body: '009fff0a', mark: 'm' }]);
    const closed = once(engine, 'close');
    engine.close();
    engine.closeAllConnections();
    await closed;
    const failed = await fetch(proxy.url, { method: 'POST', body: '{}' });
    expect(failed.status).toBe(500);
    expect(await failed.json()).toMatchObject({ __type: expect.stringContaining('InternalServerError') });
    await proxy.close();
  });
});
