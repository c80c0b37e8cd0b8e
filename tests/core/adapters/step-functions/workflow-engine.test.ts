import { CreateStateMachineCommand, DescribeExecutionCommand } from '@aws-sdk/client-sfn';
import { Hono } from 'hono';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openWorkflowEngine } from '#adapters/step-functions/workflow-engine.ts';
import { InputError, LimitError } from '#domain/errors.ts';
import { toFailure } from '#domain/failure.ts';
import { serve } from '#environments/local/http/serve.ts';
import type { RunInput, WorkflowEngine } from '#ports/workflow-engine.ts';
import {
  type Bench,
  machineOf,
  openBench,
  ROLE,
  sfnClient,
  tokenOf,
  waitForToken,
} from '#tests/conformance/step-functions/engine-bench.ts';
import { answering } from './answering.ts';

const RUN: RunInput = {
  taskId: 'task_01',
  runId: 'task_01-run-1',
  kind: 'change',
  resumeFrom: 'Discover',
  approvalTimeoutSeconds: 60,
};
const stateMachineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:stepwright-task';
const executionArn = 'arn:aws:states:us-east-1:000000000000:execution:stepwright-task:task_01-run-1';

let bench: Bench;
let engine: WorkflowEngine;
beforeEach(async () => {
  bench = await openBench();
  const definition = JSON.stringify(machineOf({ A: waitForToken('ask', { HeartbeatSeconds: 10, End: true }) }));
  await bench.client.send(new CreateStateMachineCommand({ name: 'stepwright-task', definition, roleArn: ROLE }));
  engine = openWorkflowEngine({ client: bench.client, stateMachineArn });
});
afterEach(() => bench.close());

async function startAndWait(): Promise<string> {
  await engine.startRun(RUN);
  await bench.settle();
  return tokenOf(bench);
}

describe('runs', () => {
  test('a run is an execution named by its id, with the run as its input', async () => {
    await engine.startRun(RUN);
    const described = await bench.client.send(new DescribeExecutionCommand({ executionArn }));
    expect(JSON.parse(described.input ?? '')).toEqual(RUN);
  });

  test('starting a run again is harmless, while it runs and after it has ended', async () => {
    const token = await startAndWait();
    await engine.startRun({ ...RUN });
    await engine.completeStep(token, {});
    await bench.finish(executionArn);
    await engine.startRun(RUN);
    expect(bench.calls).toHaveLength(1);
  });

  test('another run under the same id is a conflict', async () => {
    await engine.startRun(RUN);
    await expect(engine.startRun({ ...RUN, resumeFrom: 'Execute' })).rejects.toMatchObject({ name: 'ConflictError' });
  });

  test('a stopped run keeps error and cause', async () => {
    await startAndWait();
    await engine.stopRun(RUN.runId, 'Cancelled', 'by Bob');
    expect(await bench.describe(executionArn)).toMatchObject({ status: 'ABORTED', error: 'Cancelled', cause: 'by Bob' });
  });

  test('stopping a run that has ended or never started is harmless', async () => {
    await startAndWait();
    await engine.stopRun(RUN.runId, 'Cancelled', 'by Bob');
    await engine.stopRun(RUN.runId, 'Other', 'by Eve');
    await engine.stopRun('never-started', 'Cancelled', 'by Bob');
    expect(await bench.describe(executionArn)).toMatchObject({ error: 'Cancelled' });
  });
});

describe('tokens', () => {
  test('completing a step delivers its output once', async () => {
    const token = await startAndWait();
    expect(await engine.completeStep(token, { step: 'plan-1' })).toBe('delivered');
    expect(await engine.completeStep(token, { step: 'plan-1' })).toBe('gone');
    expect((await bench.finish(executionArn)).output).toBe('{"step":"plan-1"}');
  });

  test('failing a step hands on the name of the failure, and the failure as its cause', async () => {
    const token = await startAndWait();
    const failure = toFailure(new LimitError('Out of money.', { code: 'BUDGET' }));
    expect(await engine.failStep(token, failure)).toBe('delivered');
    const ended = await bench.finish(executionArn);
    expect(ended.error).toBe('LimitError');
    expect(JSON.parse(ended.cause ?? '')).toEqual(failure);
  });

  test('a heartbeat is delivered while the step waits, and gone once it does not', async () => {
    const token = await startAndWait();
    expect(await engine.heartbeat(token)).toBe('delivered');
    bench.time.pass(10_000);
    await bench.settle();
    expect(await engine.heartbeat(token)).toBe('gone');
    expect(await engine.heartbeat('nonsense')).toBe('gone');
  });

  test('an output that Step Functions refuses is our mistake', async () => {
    const token = await startAndWait();
    await expect(engine.completeStep(token, { big: 'x'.repeat(300_000) })).rejects.toBeInstanceOf(InputError);
  });
});

describe('a state machine that is named by its alias', () => {
  test('is started there, and its executions are stopped by the name of the state machine itself', async () => {
    const asked: unknown[] = [];
    const app = new Hono().post('/', async (c) => {
      asked.push(await c.req.json());
      return c.json({ executionArn, startDate: 0, stopDate: 0 });
    });
    const server = await serve(app);
    try {
      const aliased = openWorkflowEngine({ client: sfnClient(server.url), stateMachineArn: `${stateMachineArn}:live` });
      await aliased.startRun(RUN);
      await aliased.stopRun(RUN.runId, 'Cancelled', 'by hand');
    } finally {
      await server.close();
    }
    expect(asked).toEqual([
      expect.objectContaining({ stateMachineArn: `${stateMachineArn}:live`, name: RUN.runId }),
      expect.objectContaining({ executionArn: executionArn.replace('task_01-run-1', RUN.runId) }),
    ]);
  });
});

const openOn = (url: string): WorkflowEngine => openWorkflowEngine({ client: sfnClient(url), stateMachineArn });

describe('when AWS does not do its part', () => {
  const TOKEN = 'a-token-that-must-not-show';

  test.each([
    ['throttling', 'ThrottlingException', 'concurrency'],
    ['a denial', 'AccessDeniedException', 'auth'],
    ['a fault', 'InternalFailure', 'network'],
  ])('%s is an UpstreamError without the token', async (_rule, code, kind) => {
    const server = await answering(code, `Value '${TOKEN}' is bad`);
    try {
      const calls = [openOn(server.url).heartbeat(TOKEN), openOn(server.url).completeStep(TOKEN, {})];
      for (const call of calls) {
        const error: unknown = await call.catch((thrown: unknown) => thrown);
        expect(error).toMatchObject({ name: 'UpstreamError', kind, retryable: true, cause: undefined });
        expect(String(error)).not.toContain(TOKEN);
      }
      await expect(openOn(server.url).startRun(RUN)).rejects.toMatchObject({ name: 'UpstreamError', kind });
      await expect(openOn(server.url).stopRun('run', 'E', 'C')).rejects.toMatchObject({ name: 'UpstreamError', kind });
    } finally {
      await server.close();
    }
  });

  test('a refused connection is an UpstreamError', async () => {
    const server = await answering('InternalFailure', '');
    await server.close();
    await expect(openOn(server.url).heartbeat(TOKEN)).rejects.toMatchObject({ name: 'UpstreamError', kind: 'network' });
  });
});
