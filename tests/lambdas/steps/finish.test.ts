import { describe, expect, test } from 'vitest';
import { PolicyError } from '#domain/errors.ts';
import { toFailure } from '#domain/failure.ts';
import type { Status } from '#domain/lifecycle.ts';
import { finish } from '#lambdas/steps/finish/finish.ts';
import type { FinishEvent } from '#lambdas/steps/finish/schema.ts';
import { testClock } from '#tests/fakes/clock.ts';
import { recordingAgents } from '#tests/fakes/ports.ts';
import { aChange, aTask, BOB, RUN_ID, TASK_ID } from '#tests/fakes/samples.ts';
import { memoryTaskStore } from '#tests/fakes/task-store.ts';

const STOPS = ['stop discovery', 'stop planning', 'stop execution', 'stop ci-monitor'];

function setUp(status: Status, step = 'plan-1', mayMerge = false) {
  const store = memoryTaskStore(testClock(), [aTask({ status, step })]);
  const agents = recordingAgents();
  const run = (end: Partial<FinishEvent['end']> & Pick<FinishEvent['end'], 'status'>) =>
    finish(
      { taskId: TASK_ID, runId: RUN_ID, end: { outcome: null, error: null, cause: null, ...end } },
      { store, agents, mayMerge },
    );
  return { store, agents, run };
}

describe('finish', () => {
  test('a completed task has its outcome, and nothing runs for it any more', async () => {
    const { run, store, agents } = setUp('awaiting_ci');
    expect(await run({ status: 'completed', outcome: 'All checks are green.' })).toEqual({ status: 'completed' });
    expect(await store.readTask(TASK_ID)).toMatchObject({ status: 'completed', outcome: 'All checks are green.' });
    expect(store.facts(TASK_ID)).toEqual([{ type: 'task.ended', status: 'completed', outcome: 'All checks are green.' }]);
    expect(agents.calls).toEqual(STOPS);
  });

  test('has the pull requests of completed work looked at once more when approved ones are merged', async () => {
    const { run, store } = setUp('awaiting_ci', 'ci-1', true);
    await store.patchTask(TASK_ID, { changes: [aChange()] }, []);
    for (const _ of [1, 2]) await run({ status: 'completed', outcome: 'Green.' });
    const { repo, branch } = aChange();
    expect(store.kept).toMatchObject([{ event: { type: 'branch.checked', repo, branch } }]);
  });

  test('a failed step is told to people in a sentence, and kept as data', async () => {
    const { run, store } = setUp('executing', 'execute');
    const failure = toFailure(
      new PolicyError('The guardrail refused the ticket.', { code: 'GUARDRAIL_BLOCKED', remedy: 'Reword it.' }),
    );
    expect(await run({ status: 'failed', error: 'PolicyError', cause: JSON.stringify(failure) })).toEqual({ status: 'failed' });
    const outcome = 'Execution failed: The guardrail refused the ticket. Reword it.';
    expect(await store.readTask(TASK_ID)).toMatchObject({ status: 'failed', outcome, failure });
    expect(store.facts(TASK_ID)).toEqual([{ type: 'task.ended', status: 'failed', outcome, failure }]);
  });

  test('what the workflow itself gave up on is a failure with the workflow’s own words', async () => {
    const { run, store } = setUp('fixing', 'ci-4');
    await run({ status: 'failed', error: 'CiEscalated', outcome: 'CI is still failing after 3 fix rounds (lint).' });
    expect(await store.readTask(TASK_ID)).toMatchObject({
      outcome: 'CI is still failing after 3 fix rounds (lint).',
      failure: { name: 'CiEscalated', code: 'CI_ESCALATED', kind: 'agent' },
    });
  });

  test('a rejection says who rejected it and why', async () => {
    const { run, store } = setUp('planning');
    const clock = testClock();
    const at = clock.now().toISOString();
    await store.openApproval(
      {
        taskId: TASK_ID,
        runId: RUN_ID,
        n: 1,
        requestedAt: at,
        expiresAt: at,
        requester: BOB,
        policy: { mode: 'auto' },
        shown: { title: '', summary: '', planUrl: '', estimateHours: 1, risk: '', confidence: 1, costSoFarUsd: 0 },
      },
      'token',
    );
    await store.decideApproval(TASK_ID, 1, { verdict: 'rejected', by: BOB, at, reason: 'not now' });
    expect(await run({ status: 'rejected' })).toEqual({ status: 'rejected' });
    expect(await store.readTask(TASK_ID)).toMatchObject({ outcome: 'The plan was rejected by Bob: not now' });
  });

  test('an approval that nobody gave in time is an outcome without a failure', async () => {
    const { run, store } = setUp('awaiting_approval');
    expect(await run({ status: 'timed_out', outcome: 'Nobody decided on the plan in time.' })).toEqual({ status: 'timed_out' });
    expect((await store.readTask(TASK_ID))?.failure).toBeUndefined();
  });

  test.each(['cancelled', 'completed', 'failed', 'rejected', 'timed_out'] as const)(
    'a task that is %s keeps its end, and its sessions are stopped all the same',
    async (status) => {
      const { run, store, agents } = setUp(status);
      expect(await run({ status: 'failed', error: 'PolicyError', cause: 'TASK_ENDED' })).toEqual({ status });
      expect(store.facts(TASK_ID)).toEqual([]);
      expect(agents.calls).toEqual(STOPS);
    },
  );

  test('a session that cannot be stopped makes Step Functions call again, and the end is recorded once', async () => {
    const { run, store, agents } = setUp('awaiting_ci');
    agents.down = true;
    const end = { status: 'completed', outcome: 'All checks are green.' } as const;
    await expect(run(end)).rejects.toMatchObject({ name: 'UpstreamError', code: 'TASK_NOT_STOPPED' });
    agents.down = false;
    expect(await run(end)).toEqual({ status: 'completed' });
    expect(store.facts(TASK_ID)).toHaveLength(1);
  });

  test('an end that the lifecycle does not allow now does not leave the task alive', async () => {
    const { run, store } = setUp('planning');
    expect(await run({ status: 'completed', outcome: 'Done.' })).toEqual({ status: 'failed' });
    expect((await store.readTask(TASK_ID))?.outcome).toContain('ended as completed while the task was planning');
  });
});
