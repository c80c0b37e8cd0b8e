import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import {
  CreateStateMachineCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SendTaskSuccessCommand,
  type SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { INVOKE_TOKEN, invoke, machineOf, ROLE, sfnClient } from './engine-bench.ts';

const EXECUTIONS = 30;
const SCRIPT = fileURLToPath(import.meta.resolve('./engine-process.ts'));

let folder: string;
let child: ChildProcess | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sfn-kill-'));
});
afterEach(() => {
  child?.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

const who = '{% $states.context.Execution.Name %}';
const called = (state: string) => ({ who, state });
const ASK = {
  Type: 'Task',
  Resource: INVOKE_TOKEN,
  Arguments: { FunctionName: 'ask', Payload: { ...called('Ask'), token: '{% $states.context.Task.Token %}' } },
};
const MACHINE = machineOf({
  A: invoke('f', called('A'), { Next: 'B' }),
  B: { Type: 'Pass', Assign: { x: 1 }, Next: 'C' },
  C: invoke('f', called('C'), { Next: 'Ask' }),
  Ask: { ...ASK, Next: 'Both' },
  Both: {
    Type: 'Parallel',
    Branches: ['D', 'E'].map((name) => ({ StartAt: name, States: { [name]: invoke('f', called(name)) } })),
    Next: 'F',
  },
  F: invoke('f', called('F'), { Output: '{% $x + $states.context.State.RetryCount %}', End: true }),
});

async function startEngine(): Promise<SFNClient> {
  const flags = ['--disable-warning=ExperimentalWarning', SCRIPT, join(folder, 'sfn.sqlite'), join(folder, 'log')];
  child = spawn(process.execPath, flags, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [url] = await once(child.stdout ?? child, 'data');
  return sfnClient(String(url).trim());
}

async function kill(): Promise<void> {
  const dying = child;
  if (dying === undefined) return;
  const gone = once(dying, 'exit');
  dying.kill('SIGKILL');
  await gone;
}

interface Line {
  readonly called?: { readonly who: string; readonly state: string; readonly token?: string };
  readonly ended?: string;
}

function readLog(): Line[] {
  return readFileSync(join(folder, 'log'), 'utf8')
    .split('\n')
    .filter((line) => line.endsWith('}'))
    .map((line): Line => JSON.parse(line));
}

/** Answers every token handed over so far; those that were answered before say so. */
async function answerAll(client: SFNClient, answered: Set<string>): Promise<void> {
  for (const { called: one } of readLog()) {
    if (one?.token === undefined || answered.has(one.token)) continue;
    await client.send(new SendTaskSuccessCommand({ taskToken: one.token, output: '{}' })).then(
      () => answered.add(one.token ?? ''),
      (error: unknown) => {
        if (error instanceof Error && error.name === 'TaskTimedOut') answered.add(one.token ?? '');
      },
    );
  }
}

test('killed again and again, every execution succeeds, and every step counts once', { timeout: 60_000 }, async () => {
  let client = await startEngine();
  const { stateMachineArn } = await client.send(
    new CreateStateMachineCommand({ name: 'm', definition: JSON.stringify(MACHINE), roleArn: ROLE }),
  );
  const names = Array.from({ length: EXECUTIONS }, (_, n) => `run-${n}`);
  await Promise.all(names.map((name) => client.send(new StartExecutionCommand({ stateMachineArn, name }))));
  const answered = new Set<string>();
  const kills = [5, 20, 40, 60, 90];
  for (const milliseconds of kills) {
    await sleep(milliseconds);
    await kill();
    client.destroy();
    client = await startEngine();
    await answerAll(client, answered);
  }
  const succeeded = async (): Promise<number> => {
    await answerAll(client, answered);
    const listed = await client.send(new ListExecutionsCommand({ stateMachineArn, statusFilter: 'SUCCEEDED' }));
    return listed.executions?.length ?? 0;
  };
  await expect.poll(succeeded, { timeout: 30_000, interval: 100 }).toBe(EXECUTIONS);
  await expect.poll(() => new Set(readLog().map(({ ended }) => ended)).size - 1).toBe(EXECUTIONS);
  const calls = readLog().flatMap(({ called: one }) => (one === undefined ? [] : [`${one.who} ${one.state}`]));
  for (const name of names) {
    for (const state of ['A', 'C', 'Ask', 'D', 'E', 'F']) {
      const times = calls.filter((call) => call === `${name} ${state}`).length;
      expect(times).toBeGreaterThanOrEqual(1);
      expect(times).toBeLessThanOrEqual(1 + kills.length);
    }
    const executionArn = `arn:aws:states:us-east-1:000000000000:execution:m:${name}`;
    const { events = [] } = await client.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1_000 }));
    const count = (type: string): number => events.filter((event) => event.type === type).length;
    expect([count('TaskScheduled'), count('TaskSucceeded'), count('TaskStateExited'), count('ExecutionSucceeded')]).toEqual([
      6, 6, 6, 1,
    ]);
  }
  client.destroy();
});
