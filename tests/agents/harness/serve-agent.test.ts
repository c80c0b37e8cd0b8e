import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Agent } from '#agents/harness/agent.ts';
import { sessionIdOf } from '#domain/agent.ts';
import { LimitError, UpstreamError } from '#domain/errors.ts';
import { type TestClock, testClock } from '#tests/fakes/clock.ts';
import { aDiagnosis, aTask, RUN_ID, TASK_ID } from '#tests/fakes/samples.ts';
import { type MemoryTaskStore, memoryTaskStore } from '#tests/fakes/task-store.ts';
import { answeringEngine, QUESTION, serveSteered, steeredAgent } from './served-agent.ts';
import { anInvocation } from './step-context.ts';

const REF = { taskId: TASK_ID, runId: RUN_ID, step: 'discover' };

let clock: TestClock;
let store: MemoryTaskStore;
let engine: ReturnType<typeof answeringEngine>;
let steered: ReturnType<typeof steeredAgent>;
let harness: Awaited<ReturnType<typeof serveSteered>>;

beforeEach(async () => {
  clock = testClock();
  store = memoryTaskStore(clock, [aTask({ status: 'discovering' })]);
  engine = answeringEngine();
  steered = steeredAgent();
  harness = await serveSteered(steered.agent, { store, engine });
});
afterEach(() => harness.served.close());

describe('an invocation', () => {
  test('is accepted at once, worked on in the background, and reported with its result stored', async () => {
    expect(await harness.invoke(anInvocation())).toEqual({ code: 200, body: { status: 'accepted' } });
    await steered.begun(1);
    expect(steered.runs[0]?.context.resumed).toBe(false);
    expect(await harness.ping()).toMatchObject({ status: 'HealthyBusy' });
    const reported = engine.reported();
    steered.runs[0]?.finish(QUESTION);
    await reported;
    expect(engine.completed).toEqual([{ token: 'token-1', output: { step: 'discover', type: 'question' } }]);
    expect(await store.readResult(TASK_ID, 'discover')).toEqual(QUESTION);
    expect(store.facts(TASK_ID).at(-1)).toMatchObject({ type: 'step.finished', step: 'discover', summary: 'asks: Which unit?' });
  });

  test.each([
    ['x-amzn-trace-id', 'Self=1-1-1;Root=1-67891233-abcdef012345678912345678;Parent=53995c3f42cd8ad8;Sampled=1'],
    ['traceparent', '00-67891233abcdef012345678912345678-53995c3f42cd8ad8-01'],
  ])('is logged with the trace that it belongs to, by %s', async (name, value) => {
    await harness.invoke(anInvocation(), { [name]: value });
    await steered.begun(1);
    const reported = engine.reported();
    steered.runs[0]?.finish(QUESTION);
    await reported;
    await harness.served.stopSession(sessionIdOf(TASK_ID, 'discovery'));
    const traceId = '1-67891233-abcdef012345678912345678';
    expect(harness.lines).toMatchObject([
      { message: 'invoked', traceId },
      { message: 'step finished', traceId },
    ]);
  });

  test.each(['Root=1-no', '1-67891233-abcdef012345678912345678', ''])('with the trace %j is in none', async (value) => {
    await harness.invoke(anInvocation(), { 'x-amzn-trace-id': value });
    expect(harness.lines[0]).not.toHaveProperty('traceId');
  });

  test('that ends with a diagnosis tells it together with the result', async () => {
    await harness.invoke(anInvocation({ round: 2 }));
    await steered.begun(1);
    const reported = engine.reported();
    steered.runs[0]?.finish({ type: 'diagnosis', diagnosis: aDiagnosis(), changes: [] });
    await reported;
    expect(store.facts(TASK_ID).slice(-2)).toMatchObject([
      { type: 'step.finished' },
      { type: 'ci.diagnosed', diagnosis: aDiagnosis(), round: 2 },
    ]);
  });

  test('that comes twice runs once', async () => {
    const answers = await Promise.all([harness.invoke(anInvocation()), harness.invoke(anInvocation())]);
    expect(answers.map(({ body }) => body)).toEqual(expect.arrayContaining([{ status: 'accepted' }, { status: 'duplicate' }]));
    await steered.begun(1);
    expect(await harness.invoke(anInvocation())).toMatchObject({ body: { status: 'duplicate' } });
    expect(steered.runs).toHaveLength(1);
  });

  test('of a finished step reports the stored result with the new token and does nothing else', async () => {
    store.putResult(REF, QUESTION);
    expect(await harness.invoke(anInvocation({ taskToken: 'token-2' }))).toMatchObject({ body: { status: 'finished' } });
    expect(engine.completed).toEqual([{ token: 'token-2', output: { step: 'discover', type: 'question' } }]);
    expect(steered.runs).toEqual([]);
  });

  test('with a new token takes the step over: the old work is stopped first, silently, and the new one resumes', async () => {
    await harness.invoke(anInvocation());
    await steered.begun(1);
    await harness.invoke(anInvocation({ taskToken: 'token-2' }));
    await steered.begun(2);
    expect(steered.runs[0]?.context.signal.aborted).toBe(true);
    expect(steered.runs[1]?.context.resumed).toBe(true);
    expect(engine.failed).toEqual([]);
  });

  test('whose claim was made by a process that has died resumes', async () => {
    await store.claimStep(REF, 'token-1');
    expect(await harness.invoke(anInvocation())).toMatchObject({ body: { status: 'accepted' } });
    await steered.begun(1);
    expect(steered.runs[0]?.context.resumed).toBe(true);
  });

  test('of another task works beside it, each in its own session', async () => {
    const other = `task_${'1'.repeat(26)}`;
    store = memoryTaskStore(clock, [aTask({ status: 'discovering' }), aTask({ id: other, status: 'discovering' })]);
    const both = await serveSteered(steered.agent, { store, engine });
    await both.invoke(anInvocation());
    await both.invoke(anInvocation({ taskId: other }));
    await steered.begun(2);
    expect(await both.served.stopSession(sessionIdOf(TASK_ID, 'discovery'))).toBe(true);
    expect(steered.runs.map(({ context }) => context.signal.aborted)).toEqual([true, false]);
    await both.served.close();
  });
});

describe('a bad invocation is refused with a code and claims nothing', () => {
  const session = sessionIdOf(TASK_ID, 'discovery');
  const cases: [string, string, string, number, string][] = [
    ['no JSON', '{', session, 400, 'INVOCATION_INVALID'],
    ['a missing field', JSON.stringify({ taskId: TASK_ID }), session, 400, 'INVOCATION_INVALID'],
    ['another agent', JSON.stringify(anInvocation({ agent: 'planning' })), session, 400, 'WRONG_AGENT'],
    ['another session', JSON.stringify(anInvocation()), 'x'.repeat(40), 400, 'WRONG_SESSION'],
    [
      'an unknown task',
      JSON.stringify(anInvocation({ taskId: `task_${'2'.repeat(26)}` })),
      sessionIdOf(`task_${'2'.repeat(26)}`, 'discovery'),
      400,
      'TASK_NOT_FOUND',
    ],
    ['a body that is too large', 'x'.repeat(70_000), session, 413, 'BODY_TOO_LARGE'],
  ];
  test.each(cases)('%s', async (_, body, header, code, error) => {
    const response = await harness.post(body, header);
    expect(response.status).toBe(code);
    expect(await response.json()).toMatchObject({ error: { code: error } });
    expect(await store.claimStep(REF, 'token-9')).toEqual({ type: 'claimed' });
  });

  test('a task that has ended', async () => {
    await store.transition({ taskId: TASK_ID, on: 'task.cancelled', facts: [] });
    expect(await harness.invoke(anInvocation())).toMatchObject({ code: 400, body: { error: { code: 'TASK_ENDED' } } });
  });

  test('a route there is not', async () => {
    expect((await fetch(`${harness.served.url}/nothing`)).status).toBe(404);
  });
});

describe('a step that fails is reported under the name of its error', () => {
  test.each([
    ['a limit', new LimitError('no money left', { code: 'BUDGET_LIMIT' }), 'LimitError', 0],
    ['a fault elsewhere', new UpstreamError('down', { code: 'MODEL_UNAVAILABLE' }), 'UpstreamError', 0],
    ['a bug of ours, which is also sent to Sentry', new TypeError('x is undefined'), 'UnknownError', 1],
  ])('%s', async (_, error, name, captured) => {
    await harness.invoke(anInvocation());
    await steered.begun(1);
    const reported = engine.reported();
    steered.runs[0]?.fail(error);
    await reported;
    expect(engine.failed).toMatchObject([{ token: 'token-1', failure: { name, message: error.message } }]);
    expect(harness.errors).toHaveLength(captured);
    expect(await store.readResult(TASK_ID, 'discover')).toBeUndefined();
  });
});

test('a fault that may pass is told in the timeline, since the step is tried again', async () => {
  await harness.invoke(anInvocation());
  await steered.begun(1);
  const reported = engine.reported();
  steered.runs[0]?.fail(new UpstreamError('Jira is down', { code: 'JIRA_UNREACHABLE' }));
  await reported;
  expect(store.facts(TASK_ID)).toContainEqual(expect.objectContaining({ message: expect.stringContaining('Jira is down') }));
});

test('what failed is told without the credentials that it quotes', async () => {
  await harness.invoke(anInvocation());
  await steered.begun(1);
  const reported = engine.reported();
  steered.runs[0]?.fail(new UpstreamError(`git: bad token ghs_${'a'.repeat(36)}`, { code: 'GIT_FAILED' }));
  await reported;
  expect(engine.failed).toMatchObject([{ failure: { message: 'git: bad token [secret]' } }]);
});

describe('a step is aborted', () => {
  test('when the workflow no longer waits for it, and says nothing', async () => {
    engine.beat = () => 'gone';
    await harness.invoke(anInvocation({ heartbeatSeconds: 1 }));
    await steered.begun(1);
    await aborted(0);
    expect(steered.runs[0]?.context.signal.reason).toMatchObject({ code: 'STEP_GONE' });
    expect([engine.completed, engine.failed]).toEqual([[], []]);
  });

  test('when its task has ended meanwhile', async () => {
    await harness.invoke(anInvocation({ heartbeatSeconds: 1 }));
    await steered.begun(1);
    await store.transition({ taskId: TASK_ID, on: 'task.cancelled', facts: [] });
    await aborted(0);
    expect(engine.failed).toEqual([]);
  });

  test('but not by one heartbeat that fails', async () => {
    engine.beat = () => {
      engine.beat = () => 'delivered';
      throw new UpstreamError('down', { code: 'WORKFLOW_UNAVAILABLE' });
    };
    await harness.invoke(anInvocation({ heartbeatSeconds: 1 }));
    await steered.begun(1);
    await expect.poll(() => engine.heartbeats, { interval: 20, timeout: 5_000 }).toBeGreaterThan(1);
    expect(steered.runs[0]?.context.signal.aborted).toBe(false);
  });

  test('just before its time limit, and says itself that it was the time', async () => {
    const reported = engine.reported();
    await harness.invoke(anInvocation({ timeoutSeconds: 1 }));
    await reported;
    expect(engine.failed).toMatchObject([{ failure: { name: 'LimitError', code: 'STEP_TIME_LIMIT', kind: 'timeout' } }]);
  });

  test('at its time limit, and says what its agent says was done until then', async () => {
    const agent: Agent = {
      name: 'discovery',
      run: ({ signal }) =>
        new Promise((_, reject) => {
          const told = new LimitError('The time is up. T1 is done.', { code: 'STEP_TIME_LIMIT' });
          signal.addEventListener('abort', () => reject(told));
        }),
    };
    const telling = await serveSteered(agent, { store, engine });
    const reported = engine.reported();
    await telling.invoke(anInvocation({ timeoutSeconds: 1 }));
    await reported;
    expect(engine.failed).toMatchObject([{ failure: { message: 'The time is up. T1 is done.' } }]);
    await telling.served.close();
  });

  test('when its session is stopped, which waits until it has let go', async () => {
    await harness.invoke(anInvocation());
    await steered.begun(1);
    expect(await harness.served.stopSession(sessionIdOf(TASK_ID, 'discovery'))).toBe(true);
    expect(await harness.ping()).toMatchObject({ status: 'Healthy' });
    expect(await harness.served.stopSession(sessionIdOf(TASK_ID, 'discovery'))).toBe(false);
  });

  test('and what its task has on the disk is let go of then, but not when it is only taken over', async () => {
    const released: [string, boolean][] = [];
    const release = async (taskId: string): Promise<void> => {
      released.push([taskId, steered.runs.every(({ context }) => context.signal.aborted)]);
      throw new Error('the disk is full');
    };
    const keeping = await serveSteered({ ...steered.agent, release }, { store, engine });
    await keeping.invoke(anInvocation());
    await keeping.invoke(anInvocation({ taskToken: 'token-2' }));
    await steered.begun(2);
    expect(released).toEqual([]);
    expect(await keeping.served.stopSession(sessionIdOf(TASK_ID, 'discovery'))).toBe(true);
    expect(released).toEqual([[TASK_ID, true]]);
    expect(await keeping.served.stopSession(sessionIdOf(TASK_ID, 'discovery'))).toBe(false);
    for (const id of [sessionIdOf(TASK_ID, 'planning'), '../../x-discovery-session', '']) await keeping.served.stopSession(id);
    expect(released).toHaveLength(2);
    await keeping.served.close();
  });

  test('when another dispatch has taken it over, and its result is not kept', async () => {
    await harness.invoke(anInvocation());
    await steered.begun(1);
    await store.claimStep(REF, 'token-2');
    steered.runs[0]?.finish(QUESTION);
    await expect.poll(() => harness.ping()).toMatchObject({ status: 'Healthy' });
    expect([engine.completed, engine.failed]).toEqual([[], []]);
  });
});

function aborted(run: number): Promise<void> {
  return new Promise((resolve) => steered.runs[run]?.context.signal.addEventListener('abort', () => resolve()));
}
