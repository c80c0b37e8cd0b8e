import type { CiResult, Diagnosis } from '#domain/ci.ts';
import type { Execution } from '#domain/execution.ts';
import type { Person } from '#domain/person.ts';
import type { Plan, PlanTask } from '#domain/plan.ts';
import { type Change, DEFAULT_LIMITS, type Task } from '#domain/task.ts';
import { NO_USAGE } from '#domain/usage.ts';

export const TASK_ID = 'task_01JC0000000000000000000000';
export const RUN_ID = `${TASK_ID}-run-1`;

export const ANN: Person = { channel: 'jira', id: 'ann', name: 'Ann', email: 'ann@example.org' };
export const BOB: Person = { channel: 'slack', id: 'U2', name: 'Bob', email: 'bob@example.org' };

/** A pull request of one repository; two samples differ by their repository. */
export function aChange(change: Partial<Change> = {}): Change {
  const repo = change.repo ?? 'acme/shop';
  return {
    repo,
    branch: `stepwright/${TASK_ID}/free-shipping`,
    baseBranch: 'main',
    prNumber: 7,
    prUrl: `https://git.example/${repo}/pull/7`,
    headSha: 'a'.repeat(40),
    ...change,
  };
}

export function aTask(task: Partial<Task> = {}): Task {
  return {
    id: TASK_ID,
    kind: 'change',
    status: 'submitted',
    version: 1,
    subject: { channel: 'jira', key: 'SHOP-1' },
    ticket: {
      key: 'SHOP-1',
      url: 'https://jira.example/browse/SHOP-1',
      summary: 'Free shipping over 50',
      description: 'Orders over 50 ship free.',
      labels: ['AI'],
      priority: 'Medium',
    },
    requester: ANN,
    runId: RUN_ID,
    resumeFrom: 'Discover',
    changes: [],
    threads: {},
    ciRounds: 0,
    usage: NO_USAGE,
    limits: DEFAULT_LIMITS,
    createdAt: '2026-11-02T09:00:00.000Z',
    updatedAt: '2026-11-02T09:00:00.000Z',
    ...task,
  };
}

export function aPlanTask(task: Partial<PlanTask> = {}): PlanTask {
  return {
    id: 'T1',
    repo: 'acme/shop',
    title: 'Test the threshold',
    detail: '',
    kind: 'test',
    files: ['test/rates.test.js'],
    dependsOn: [],
    estimateHours: 1,
    ...task,
  };
}

export function aPlan(plan: Partial<Plan> = {}): Plan {
  return {
    title: 'Free shipping over 50',
    summary: 'Adds a threshold to the rates.',
    scope: { in: ['rates'], out: [] },
    architecture: { components: [], dataFlow: '', errorHandling: '', security: '' },
    tests: [],
    tasks: [aPlanTask(), aPlanTask({ id: 'T2', kind: 'code', dependsOn: ['T1'] })],
    crossRepoSteps: [],
    estimateHours: 2,
    risk: { level: 'low', reason: 'one module' },
    rollback: 'Revert the pull request.',
    confidence: 0.8,
    ...plan,
  };
}

export function anExecution(execution: Partial<Execution> = {}): Execution {
  return { changes: [aChange()], summary: 'Done.', decisions: [], tasks: [], before: [], after: [], ...execution };
}

export function aDiagnosis(diagnosis: Partial<Diagnosis> = {}): Diagnosis {
  return {
    verdict: 'brief',
    summary: 'The linter found an unused name.',
    cause: 'ours',
    brief: 'Remove it.',
    evidence: '',
    ...diagnosis,
  };
}

export const GREEN: CiResult = { conclusion: 'success', failed: [] };
export const NO_CI: CiResult = { conclusion: 'none', failed: [] };
export const RED: CiResult = {
  conclusion: 'failure',
  failed: [{ name: 'lint', conclusion: 'failure', url: 'https://ci.example/lint', repo: 'acme/shop', headSha: 'a'.repeat(40) }],
};
