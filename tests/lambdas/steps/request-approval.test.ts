import { beforeEach, describe, expect, test } from 'vitest';
import { InputError } from '#domain/errors.ts';
import type { Person } from '#domain/person.ts';
import type { StepResult } from '#domain/step-result.ts';
import type { Task } from '#domain/task.ts';
import { readPolicy } from '#lambdas/steps/request-approval/read-policy.ts';
import { requestApproval } from '#lambdas/steps/request-approval/request-approval.ts';
import type { RequestApprovalEvent } from '#lambdas/steps/request-approval/schema.ts';
import { type TestClock, testClock } from '#tests/fakes/clock.ts';
import { type RecordingEngine, recordingEngine } from '#tests/fakes/ports.ts';
import { aChange, ANN, aPlan, aTask, BOB, RUN_ID, TASK_ID } from '#tests/fakes/samples.ts';
import { type MemoryTaskStore, memoryTaskStore } from '#tests/fakes/task-store.ts';

const EVENT: RequestApprovalEvent = {
  taskId: TASK_ID,
  runId: RUN_ID,
  n: 1,
  planStep: 'plan-1',
  timeoutSeconds: 86_400,
  taskToken: 'token-1',
};
const PLAN_URL = 'https://git.example/acme/shop/pull/7';

describe('request-approval', () => {
  let clock: TestClock;
  let engine: RecordingEngine;
  let store: MemoryTaskStore;
  const open = (task: Partial<Task> = {}): void => {
    store = memoryTaskStore(clock, [aTask({ status: 'planning', ...task })]);
    const result: StepResult = { type: 'plan', plan: aPlan(), planUrl: PLAN_URL, changes: [aChange()] };
    store.putResult({ taskId: TASK_ID, runId: RUN_ID, step: 'plan-1' }, result);
  };
  const people = {
    readPerson: async (id: string): Promise<Person> => ({ channel: 'jira', id, name: 'Ann', email: 'ann@example.com' }),
  };
  const codeowners = new Map<string, string>();
  const repoHost = {
    readFile: async (repo: string, ref: string, path: string) => codeowners.get(`${repo}@${ref} ${path}`),
    listTeamMembers: async (_repo: string, team: string): Promise<readonly string[]> => {
      if (team === 'acme/secret') throw new InputError('There is no such team.', { code: 'TEAM_NOT_FOUND' });
      return team === 'acme/shipping' ? ['dana', 'eli'] : [];
    },
  };
  const run = (event: Partial<RequestApprovalEvent> = {}, policy = 'not-requester'): Promise<void> =>
    requestApproval({ ...EVENT, ...event }, { store, engine, people, repoHost, clock, policy: readPolicy(policy) });

  beforeEach(() => {
    clock = testClock();
    engine = recordingEngine();
    open();
  });

  test('the approver sees the plan, its estimate, risk and confidence, and what it cost so far', async () => {
    open({ usage: { turns: 3, inputTokens: 1, outputTokens: 1, costUsd: 0.42, workSeconds: 1 } });
    await run();
    expect(await store.readApproval(TASK_ID)).toEqual({
      taskId: TASK_ID,
      runId: RUN_ID,
      n: 1,
      requestedAt: '2026-11-02T09:00:00.000Z',
      expiresAt: '2026-11-03T09:00:00.000Z',
      requester: ANN,
      policy: { mode: 'not-requester' },
      shown: {
        title: 'Free shipping over 50',
        summary: 'Adds a threshold to the rates.',
        planUrl: PLAN_URL,
        estimateHours: 2,
        risk: 'low: one module',
        confidence: 0.8,
        costSoFarUsd: 0.42,
      },
    });
  });

  test('a requester whose address the webhook did not tell is known by the address Jira shows', async () => {
    open({ requester: { channel: 'jira', id: 'ann', name: 'Ann' } });
    await run();
    expect(await store.readApproval(TASK_ID)).toMatchObject({ requester: { email: 'ann@example.com' } });
  });

  test('a requester whose account is hidden is asked for nothing, and the plan is shown', async () => {
    open({ requester: { channel: 'jira', id: 'gone', name: 'Gone' } });
    const hidden = {
      readPerson: () => Promise.reject(new InputError('There is no such account.', { code: 'PERSON_NOT_FOUND' })),
    };
    await requestApproval(EVENT, { store, engine, people: hidden, repoHost, clock, policy: readPolicy() });
    expect(await store.readApproval(TASK_ID)).toMatchObject({ requester: { id: 'gone' } });
  });

  test('code owners of the files in the plan are those who may decide, teams by their members', async () => {
    codeowners.set('acme/shop@main CODEOWNERS', '* root@x.org\n/src/ @ida\n/test/ @gus @acme/shipping fay@x.org @acme/secret\n');
    codeowners.set('acme/shop@main docs/CODEOWNERS', '* nobody@x.org');
    await run({}, 'code-owners+list:lead@x.org+not-requester');
    const approval = await store.readApproval(TASK_ID);
    expect(approval?.policy).toEqual({
      mode: 'list',
      emails: ['lead@x.org', 'fay@x.org'],
      logins: ['gus', 'dana', 'eli'],
      notRequester: true,
    });
  });

  test.each([
    ['code-owners', 'not-requester'],
    ['not-requester', 'not-requester'],
    ['anyone', 'anyone'],
  ])('where nobody owns the files, %s means %s', async (setting, mode) => {
    codeowners.clear();
    await run({}, setting);
    expect((await store.readApproval(TASK_ID))?.policy).toEqual({ mode });
  });

  test('the time to decide in is measured from the request, however old the task is', async () => {
    open({ createdAt: '2026-01-01T00:00:00.000Z' });
    clock.pass(3_600);
    await run({ timeoutSeconds: 60 });
    expect(await store.readApproval(TASK_ID)).toMatchObject({ expiresAt: '2026-11-02T10:01:00.000Z' });
  });

  test('the task waits, and nothing is answered', async () => {
    await run();
    expect(await store.readTask(TASK_ID)).toMatchObject({
      status: 'awaiting_approval',
      step: 'approve-1',
    });
    expect(store.facts(TASK_ID).map(({ type }) => type)).toEqual(['approval.requested']);
    expect(engine.completed).toEqual([]);
  });

  test('a repeated request publishes nothing again, and the decision goes to the newer token', async () => {
    await run();
    await run({ taskToken: 'token-2' });
    expect(store.facts(TASK_ID).map(({ type }) => type)).toEqual(['approval.requested']);
    const decision = { verdict: 'approved', by: BOB, at: clock.now().toISOString(), reason: '' } as const;
    const decided = await store.decideApproval(TASK_ID, 1, decision);
    expect(decided).toMatchObject({ type: 'decided', callback: { token: 'token-2' } });
  });

  test('a decision made while the request was being repeated answers the newer token at once', async () => {
    await run();
    await store.decideApproval(TASK_ID, 1, { verdict: 'rejected', by: BOB, at: clock.now().toISOString(), reason: 'no' });
    await run({ taskToken: 'token-2' });
    expect(engine.completed).toEqual([{ token: 'token-2', output: { verdict: 'rejected' } }]);
    expect(await store.listUndelivered(10)).toEqual([]);
  });

  test('with the policy auto the plan is approved at once, and it is on record who did', async () => {
    await run({}, 'auto');
    expect(engine.completed).toEqual([{ token: 'token-1', output: { verdict: 'approved' } }]);
    expect(store.facts(TASK_ID).at(-1)).toMatchObject({
      type: 'approval.decided',
      decision: { verdict: 'approved', by: { id: 'stepwright' } },
    });
    expect(await store.listUndelivered(10)).toEqual([]);
  });

  test('with the policy auto a workflow that cannot be reached is told by the sweep', async () => {
    engine.down = true;
    await run({}, 'auto');
    expect(await store.listUndelivered(10)).toMatchObject([{ token: 'token-1', output: { verdict: 'approved' } }]);
  });

  test('a task that has ended asks nobody', async () => {
    open({ status: 'cancelled' });
    await expect(run()).rejects.toMatchObject({ name: 'PolicyError', code: 'TASK_ENDED' });
    expect(store.facts(TASK_ID)).toEqual([]);
  });

  test('a step that left no plan is wrong input', async () => {
    await expect(run({ planStep: 'plan-2' })).rejects.toMatchObject({ name: 'InputError', code: 'RESULT_MISSING' });
  });
});

describe('STEPWRIGHT_APPROVAL_POLICY', () => {
  const nobody = { auto: false, notRequester: false, emails: [], codeOwners: false };
  test.each([
    [undefined, { ...nobody, notRequester: true }],
    ['', { ...nobody, notRequester: true }],
    ['anyone', nobody],
    ['auto', { ...nobody, auto: true }],
    ['list:a@x.org, b@x.org', { ...nobody, emails: ['a@x.org', 'b@x.org'] }],
    ['code-owners + not-requester', { ...nobody, codeOwners: true, notRequester: true }],
    ['code-owners+list:a@x.org', { ...nobody, codeOwners: true, emails: ['a@x.org'] }],
  ])('%j reads as %j', (text, policy) => {
    expect(readPolicy(text)).toEqual(policy);
  });

  test.each(['anybody', 'list:', 'list:ann', 'auto,list:a@x.org', 'auto+code-owners', 'code-owners+'])(
    '%j is refused',
    (text) => {
      expect(() => readPolicy(text)).toThrowError(expect.objectContaining({ code: 'SETTINGS_INVALID' }));
    },
  );
});
