import { beforeEach, describe, expect, test } from 'vitest';
import { UpstreamError } from '#domain/errors.ts';
import type { Task } from '#domain/task.ts';
import { concludeCi } from '#lambdas/intake/conclude-ci.ts';
import { awaitCi } from '#lambdas/steps/await-ci/await-ci.ts';
import type { AwaitCiEvent } from '#lambdas/steps/await-ci/schema.ts';
import { applyNextStep } from '#lambdas/steps/decide-next-step/apply-next-step.ts';
import { pollCi } from '#lambdas/steps/poll-ci/poll-ci.ts';
import { testClock } from '#tests/fakes/clock.ts';
import { checksHost, type HostedCheck, type RecordingEngine, recordingEngine } from '#tests/fakes/ports.ts';
import { aChange, aDiagnosis, anExecution, aTask, GREEN, RED, RUN_ID, TASK_ID } from '#tests/fakes/samples.ts';
import { type MemoryTaskStore, memoryTaskStore } from '#tests/fakes/task-store.ts';

const EVENT: AwaitCiEvent = {
  taskId: TASK_ID,
  runId: RUN_ID,
  n: 1,
  round: 0,
  diagnosed: false,
  diagnosedAt: null,
  taskToken: 'token-1',
};
const SHOP = aChange();
const SHIPPING = aChange({ repo: 'acme/shipping', prNumber: 9, headSha: 'b'.repeat(40) });
const ON_SHOP = `acme/shop@${SHOP.headSha}`;
const ON_SHIPPING = `acme/shipping@${SHIPPING.headSha}`;

const AWAY = {
  readChecks: async (): Promise<never> => {
    throw new UpstreamError('GitHub is away.', { code: 'GITHUB_UNREACHABLE' });
  },
  readMergeability: async () => 'unknown' as const,
};

let engine: RecordingEngine;
let store: MemoryTaskStore;
let checks: Record<string, HostedCheck[]>;

function open(task: Partial<Task> = {}): void {
  engine = recordingEngine();
  store = memoryTaskStore(testClock(), [aTask({ status: 'executing', ...task })]);
  checks = {};
  put('execute', { type: 'execution', execution: anExecution({ changes: [SHOP, SHIPPING] }) });
}

function put(step: string, result: Parameters<MemoryTaskStore['putResult']>[1]): void {
  store.putResult({ taskId: TASK_ID, runId: RUN_ID, step }, result);
}

const deps = () => ({ store, engine, repoHost: checksHost(checks) });
const run = (event: Partial<AwaitCiEvent> = {}) => awaitCi({ ...EVENT, ...event }, deps());
const conclude = async () => {
  const wait = await store.readCiWait(TASK_ID);
  return wait && concludeCi(wait, deps());
};
const poll = (n = 1) => pollCi({ taskId: TASK_ID, runId: RUN_ID, n }, deps());
const result = () => store.readResult(TASK_ID, 'ci-1');
const decide = (event: { round: number; diagnosed: boolean }) =>
  applyNextStep({ taskId: TASK_ID, runId: RUN_ID, n: 1, ...event }, { store });

const testRun = (passed: number) => ({ name: 'test', command: 'npm test', passed: true, counts: { passed, failed: 0 } }) as const;

beforeEach(() => open());

describe('await-ci', () => {
  test('the run waits for every commit that the step before pushed, and the task knows them', async () => {
    await run();
    expect(await store.readTask(TASK_ID)).toMatchObject({ status: 'awaiting_ci', step: 'ci-1', changes: [SHOP, SHIPPING] });
    expect(await store.readCiWait(TASK_ID)).toMatchObject({ round: 1, changes: [SHOP, SHIPPING] });
    expect(engine.completed).toEqual([]);
  });

  test('checks that ended before anybody waited are answered at once', async () => {
    checks = { [ON_SHOP]: [{ name: 'test', conclusion: 'success' }], [ON_SHIPPING]: [{ name: 'test', conclusion: 'skipped' }] };
    await run();
    expect(engine.completed).toEqual([{ token: 'token-1', output: { step: 'ci-1', type: 'ci', conclusion: 'success' } }]);
    expect(await store.readResult(TASK_ID, 'ci-1')).toEqual({ type: 'ci', ci: GREEN });
    expect(await store.listUndelivered(10)).toEqual([]);
  });

  test('the test counts of execution are kept with the task', async () => {
    put('execute', { type: 'execution', execution: anExecution({ before: [testRun(4)], after: [testRun(6)] }) });
    await run();
    put('fix-1', { type: 'execution', execution: anExecution({ before: [testRun(6)], after: [testRun(7)] }) });
    await run({ n: 2, round: 1 });
    expect((await store.readTask(TASK_ID))?.tests).toEqual({ before: { passed: 4, failed: 0 }, after: { passed: 7, failed: 0 } });
  });

  test('after a fix only the repository that it touched has a new commit', async () => {
    await run();
    const fixed = aChange({ headSha: 'c'.repeat(40) });
    put('fix-1', { type: 'execution', execution: anExecution({ changes: [fixed] }) });
    await run({ n: 2, round: 1 });
    expect(await store.readCiWait(TASK_ID)).toMatchObject({ round: 2, changes: [fixed, SHIPPING] });
  });

  test('a run that begins here waits for what the task before it left', async () => {
    open({ status: 'submitted', resumeFrom: 'AwaitCi', changes: [SHIPPING] });
    await run();
    expect(await store.readCiWait(TASK_ID)).toMatchObject({ changes: [SHIPPING] });
  });

  test('a repeated request after CI has ended answers the newer token', async () => {
    await run();
    checks = { [ON_SHOP]: [{ name: 'test', conclusion: 'success' }], [ON_SHIPPING]: [{ name: 'test', conclusion: 'success' }] };
    await conclude();
    await run({ taskToken: 'token-2' });
    expect(engine.completed.map(({ token }) => token)).toEqual(['token-1', 'token-2']);
    expect(store.facts(TASK_ID).filter(({ type }) => type === 'ci.concluded')).toHaveLength(1);
  });

  test('a host that does not answer just now leaves the wait open for whoever looks next', async () => {
    await awaitCi(EVENT, { ...deps(), repoHost: AWAY });
    expect(await store.readCiWait(TASK_ID)).toMatchObject({ round: 1 });
  });

  test('a pull request that conflicts with its base branch ends the wait, as CI runs nothing for it', async () => {
    const conflict = async ({ repo }: { repo: string }) => (repo === SHOP.repo ? ('conflict' as const) : ('clean' as const));
    await awaitCi(EVENT, { ...deps(), repoHost: { ...checksHost(checks), readMergeability: conflict } });
    expect(await result()).toEqual({ type: 'ci', ci: { conclusion: 'conflict', failed: [], conflicts: [SHOP.repo] } });
    expect(engine.completed).toHaveLength(1);
    expect(await decide({ round: 0, diagnosed: false })).toMatchObject({ next: 'diagnose' });
  });

  test.each(['clean', 'unknown'] as const)('a pull request whose mergeability is %s waits for its checks', async (answer) => {
    await awaitCi(EVENT, { ...deps(), repoHost: { ...checksHost(checks), readMergeability: async () => answer } });
    expect(await store.readCiWait(TASK_ID)).toMatchObject({ round: 1 });
  });

  test.each([
    ['is not done though it is green', 'success', { conclusion: 'conflict', conflicts: [SHOP.repo, SHIPPING.repo] }],
    ['does not hide what checks say that ran all the same', 'failure', { conclusion: 'failure' }],
  ] as const)('what conflicts with its base branch %s', async (_rule, conclusion, ci) => {
    checks = { [ON_SHOP]: [{ name: 'test', conclusion: 'success' }], [ON_SHIPPING]: [{ name: 'test', conclusion }] };
    await awaitCi(EVENT, { ...deps(), repoHost: { ...checksHost(checks), readMergeability: async () => 'conflict' } });
    expect(await result()).toMatchObject({ ci });
  });

  test('a task that has ended waits for nothing', async () => {
    open({ status: 'cancelled' });
    await expect(run()).rejects.toMatchObject({ code: 'TASK_ENDED' });
    expect(await store.readCiWait(TASK_ID)).toBeUndefined();
  });
});

describe('await-ci after a rerun of the same commit', () => {
  const RERUN = { n: 2, round: 1, diagnosed: true, diagnosedAt: '2026-11-02T09:00:30.700Z' };
  const OLD = '2026-11-02T09:00:10.000Z';
  const NEW = '2026-11-02T09:00:30.000Z';
  beforeEach(() => {
    put('diagnose-1', { type: 'diagnosis', diagnosis: aDiagnosis({ verdict: 'rerun' }), changes: [SHOP] });
    checks = {
      [ON_SHOP]: [{ name: 'test', conclusion: 'failure', startedAt: OLD }],
      [ON_SHIPPING]: [{ name: 'test', conclusion: 'success', startedAt: OLD }],
    };
  });

  test('the failure from before it does not count', async () => {
    await run({});
    await run(RERUN);
    expect(engine.completed.map(({ token }) => token)).toEqual(['token-1']);
  });

  test('a check that started in the same second counts, and a commit that was green stays green', async () => {
    await run({});
    checks[ON_SHOP] = [{ name: 'test', conclusion: 'success', startedAt: NEW }];
    await run({ ...RERUN, taskToken: 'token-2' });
    expect(engine.completed.at(-1)).toEqual({
      token: 'token-2',
      output: { step: 'ci-2', type: 'ci', conclusion: 'success' },
    });
  });

  test('a commit whose check still runs holds the wait open', async () => {
    await run({});
    checks[ON_SHOP] = [{ name: 'test', startedAt: NEW }];
    await run({ ...RERUN, taskToken: 'token-2' });
    expect(engine.completed.map(({ token }) => token)).toEqual(['token-1']);
  });

  test('after a diagnosis that pushed a fix every check of the new commit counts', async () => {
    const fixed = aChange({ headSha: 'c'.repeat(40) });
    put('diagnose-1', { type: 'diagnosis', diagnosis: aDiagnosis({ verdict: 'fixed' }), changes: [fixed] });
    await run({});
    await run(RERUN);
    const wait = await store.readCiWait(TASK_ID);
    expect(wait).toMatchObject({ changes: [fixed, SHIPPING] });
    expect(wait?.since).toBeUndefined();
  });
});

describe('concluding a CI wait', () => {
  beforeEach(() => run());

  test('one commit without an ended check keeps the run waiting', async () => {
    checks = { [ON_SHOP]: [{ name: 'test', conclusion: 'success' }] };
    expect(await conclude()).toBe('waiting');
    checks[ON_SHIPPING] = [{ name: 'test' }];
    expect(await conclude()).toBe('waiting');
    expect(engine.completed).toEqual([]);
  });

  test.each(['failure', 'timed_out', 'cancelled', 'action_required'] as const)(
    'a check that ended as %s fails it',
    async (conclusion) => {
      checks = { [ON_SHOP]: [{ name: 'lint', conclusion }], [ON_SHIPPING]: [{ name: 'test', conclusion: 'success' }] };
      expect(await conclude()).toBe('concluded');
      expect(await store.readResult(TASK_ID, 'ci-1')).toMatchObject({
        ci: { conclusion: 'failure', failed: [{ name: 'lint', repo: 'acme/shop', headSha: SHOP.headSha }] },
      });
    },
  );

  test('many webhooks at once conclude it once', async () => {
    checks = { [ON_SHOP]: [{ name: 'test', conclusion: 'success' }], [ON_SHIPPING]: [{ name: 'test', conclusion: 'success' }] };
    const wait = await store.readCiWait(TASK_ID);
    const results = await Promise.all(Array.from({ length: 20 }, () => concludeCi(wait!, deps())));
    expect(results.filter((result) => result === 'concluded')).toHaveLength(1);
    expect(engine.completed).toHaveLength(1);
  });

  test('a workflow that cannot be reached is told by the sweep', async () => {
    checks = { [ON_SHOP]: [{ name: 'test', conclusion: 'success' }], [ON_SHIPPING]: [{ name: 'test', conclusion: 'success' }] };
    engine.down = true;
    expect(await conclude()).toBe('concluded');
    expect(await store.listUndelivered(10)).toHaveLength(1);
  });
});

describe('poll-ci', () => {
  beforeEach(() => run());

  const cases: [rule: string, seen: Record<string, HostedCheck[]>, conclusion: string][] = [
    ['no check at all is no result', {}, 'none'],
    ['a check that still runs is no result', { [ON_SHOP]: [{ name: 'a' }] }, 'none'],
    [
      'a failure is one though another check still runs',
      { [ON_SHOP]: [{ name: 'a', conclusion: 'failure' }, { name: 'b' }] },
      'failure',
    ],
    [
      'green everywhere is success',
      { [ON_SHOP]: [{ name: 'a', conclusion: 'success' }], [ON_SHIPPING]: [{ name: 'a', conclusion: 'success' }] },
      'success',
    ],
  ];
  test.each(cases)('%s', async (_rule, seen, conclusion) => {
    checks = seen;
    await poll();
    expect(await result()).toMatchObject({ ci: { conclusion } });
    expect(await store.readCiWait(TASK_ID)).toBeUndefined();
  });

  test('a wait that a webhook closed in the meantime keeps its result', async () => {
    checks = { [ON_SHOP]: [{ name: 'a', conclusion: 'success' }], [ON_SHIPPING]: [{ name: 'a', conclusion: 'success' }] };
    await conclude();
    checks = {};
    await poll();
    expect(await result()).toMatchObject({ ci: { conclusion: 'success' } });
  });

  test('a wait that is not the one that ran out stays open', async () => {
    await poll(2);
    expect(await store.readCiWait(TASK_ID)).toMatchObject({ round: 1 });
  });
});

describe('decide-next-step', () => {
  beforeEach(() => open({ status: 'awaiting_ci' }));

  test('a green result completes', async () => {
    put('ci-1', { type: 'ci', ci: GREEN });
    expect(await decide({ round: 0, diagnosed: false })).toMatchObject({ next: 'complete' });
  });

  test('a red result begins a fix round, which is counted', async () => {
    put('ci-1', { type: 'ci', ci: RED });
    expect(await decide({ round: 1, diagnosed: false })).toEqual({ next: 'diagnose' });
    expect((await store.readTask(TASK_ID))?.ciRounds).toBe(2);
  });

  test('a diagnosis is followed, and a repeated decision tells nobody anything', async () => {
    put('ci-1', { type: 'ci', ci: RED });
    put('diagnose-1', { type: 'diagnosis', diagnosis: aDiagnosis(), changes: [SHOP] });
    expect(await decide({ round: 1, diagnosed: true })).toEqual({ next: 'fix' });
    expect(await decide({ round: 1, diagnosed: true })).toEqual({ next: 'fix' });
    expect(store.facts(TASK_ID)).toEqual([]);
    expect((await store.readTask(TASK_ID))?.ciRounds).toBe(1);
  });

  test('a missing result is wrong input', async () => {
    await expect(decide({ round: 0, diagnosed: false })).rejects.toMatchObject({ code: 'RESULT_MISSING' });
  });

  test('nothing is decided for a task that has ended', async () => {
    open({ status: 'cancelled' });
    put('ci-1', { type: 'ci', ci: RED });
    await expect(decide({ round: 0, diagnosed: false })).rejects.toMatchObject({ code: 'TASK_ENDED' });
  });
});
