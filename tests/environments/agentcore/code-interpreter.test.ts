import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { InvokeCodeInterpreterCommand, StartCodeInterpreterSessionCommand } from '@aws-sdk/client-bedrock-agentcore';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openInterpreter } from '#adapters/agentcore/open-interpreter.ts';
import { clientAt, INTERPRETER, serveInterpreter } from './serve-interpreter.ts';

let served: Awaited<ReturnType<typeof serveInterpreter>>;

beforeAll(async () => {
  served = await serveInterpreter();
});
afterAll(() => served.close());

const open = (files: { name: string; text: string }[] = [], interpreterId = INTERPRETER) =>
  openInterpreter({ client: served.client, interpreterId }).openSession(files);

describe('a program', () => {
  test('reads the files of its session and says what it finds', async () => {
    const session = await open([{ name: '1-rates.csv', text: 'zone,rate\nde,4\nfr,6\n' }]);
    const sum = 'import csv\nprint(sum(int(r["rate"]) for r in csv.DictReader(open("1-rates.csv"))))';
    expect(await session.run(sum)).toEqual({ output: '10\n', failed: false });
    await session.close();
  });

  test('that fails says why', async () => {
    const session = await open();
    const { failed, output } = await session.run('print("so far")\nraise ValueError("bad rate")');
    expect(failed).toBe(true);
    expect(output).toMatch(/so far[\s\S]*ValueError: bad rate/);
    await session.close();
  });

  test('leaves its files to the next one, and no variables', async () => {
    const session = await open();
    await session.run('x = 1\nopen("left.txt", "w").write("here")');
    expect(await session.run('print(open("left.txt").read())')).toMatchObject({ output: 'here\n' });
    expect(await session.run('print(x)')).toMatchObject({ failed: true });
    await session.close();
  });

  test('meets no network, no environment of ours, and no other session', async () => {
    const [one, other] = [await open([{ name: 'secret.txt', text: 'not yours' }]), await open()];
    const look = 'import os, glob\nprint(glob.glob(os.getcwd() + "/../../*/work/*"), [n for n in os.environ if "AWS" in n])';
    expect(await other.run(look)).toMatchObject({ output: '[] []\n' });
    const call = `import urllib.request\nurllib.request.urlopen("${served.url}", timeout=2)`;
    expect(await other.run(call)).toMatchObject({ failed: true });
    await Promise.all([one.close(), other.close()]);
  });
});

test('a closed session is gone with its files, and may be closed again', async () => {
  const session = await open([{ name: 'a.txt', text: 'a' }]);
  const before = readdirSync(served.sessions);
  await session.close();
  expect(before.filter((name) => existsSync(join(served.sessions, name)))).toEqual([]);
  await session.close();
  await expect(session.run('print(1)')).rejects.toMatchObject({ name: 'InputError', code: 'INTERPRETER_MISSING' });
});

test('an aborted program is stopped', async () => {
  const session = await open();
  const controller = new AbortController();
  const running = session.run('import time\ntime.sleep(60)', controller.signal);
  setTimeout(() => controller.abort(), 200);
  await expect(running).rejects.toMatchObject({ name: 'AbortError' });
  await session.close();
});

describe('what is wrong is said', () => {
  test('an interpreter that there is not', async () => {
    await expect(open([], 'none-0000000000')).rejects.toMatchObject({ name: 'InputError', code: 'INTERPRETER_MISSING' });
  });

  test('a file name with a folder; no session stays open for it', async () => {
    const before = readdirSync(served.sessions);
    await expect(open([{ name: '../out.txt', text: '' }])).rejects.toMatchObject({ code: 'INTERPRETER_REFUSED' });
    expect(readdirSync(served.sessions)).toEqual(before);
  });

  test('no server', async () => {
    const opening = openInterpreter({ client: clientAt('http://127.0.0.1:1'), interpreterId: INTERPRETER }).openSession([]);
    await expect(opening).rejects.toMatchObject({ name: 'UpstreamError', code: 'INTERPRETER_UNAVAILABLE' });
  });

  test.each([
    ['executeCommand', { command: 'ls' }],
    ['executeCode', { language: 'javascript', code: '1', clearContext: true }],
    ['executeCode', { language: 'python', code: '1' }],
  ] as const)('what is not implemented here: %s with %j', async (name, given) => {
    const interpreter = { codeInterpreterIdentifier: INTERPRETER };
    const { sessionId } = await served.client.send(new StartCodeInterpreterSessionCommand(interpreter));
    const command = new InvokeCodeInterpreterCommand({ ...interpreter, sessionId, name, arguments: given });
    await expect(served.client.send(command)).rejects.toMatchObject({ name: 'ValidationException' });
  });
});
