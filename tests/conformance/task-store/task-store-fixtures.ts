import type { Approval, Decision, Question } from '#domain/approval.ts';
import type { DeliveryRef } from '#domain/channel-event.ts';
import { runIdOf } from '#domain/ids.ts';
import type { Person } from '#domain/person.ts';
import type { StepResult } from '#domain/step-result.ts';
import { type Change, DEFAULT_LIMITS, type Task } from '#domain/task.ts';
import type { TaskFact } from '#domain/task-event.ts';
import { NO_USAGE } from '#domain/usage.ts';
import { systemClock } from '#adapters/system/clock.ts';
import type { CiWait, TaskStore } from '#ports/task-store.ts';

export const ADA: Person = { channel: 'jira', id: 'ada', name: 'Ada', email: 'ada@example.org' };
export const GRACE: Person = { channel: 'slack', id: 'U2', name: 'Grace' };

/** A task nobody made yet, about a ticket nobody has a task for. */
export function newTask(parts: Partial<Task> = {}): Task {
  const ulid = systemClock.newId();
  const id = `task_${ulid}`;
  const at = systemClock.now().toISOString();
  return {
    id,
    kind: 'change',
    status: 'submitted',
    version: 1,
    subject: { channel: 'jira', key: `SHOP-${ulid}` },
    ticket: {
      key: `SHOP-${ulid}`,
      url: 'https://jira.example.org/browse/SHOP-1',
      summary: 'Round the weight up',
      description: 'Parcels of 1.2 kg are charged as 1 kg. Größe: 大 🚚',
      labels: ['AI'],
      priority: 'Medium',
    },
    requester: ADA,
    runId: runIdOf(id, 1),
    resumeFrom: 'Discover',
    changes: [],
    threads: {},
    ciRounds: 0,
    usage: NO_USAGE,
    limits: DEFAULT_LIMITS,
    createdAt: at,
    updatedAt: at,
    ...parts,
  };
}

export function newDelivery(): DeliveryRef {
  return { channel: 'jira', id: systemClock.newId() };
}

export function submitted(task: Task): TaskFact {
  return { type: 'task.submitted', by: task.requester, subject: task.subject.key, title: task.ticket.summary };
}

/** Stores a fresh task and moves it on by these events. */
export async function storedTask(
  store: TaskStore,
  events: readonly Parameters<TaskStore['transition']>[0]['on'][] = [],
  parts: Partial<Task> = {},
): Promise<Task> {
  let task = newTask(parts);
  const created = await store.createTask({ task, delivery: newDelivery(), facts: [submitted(task)] });
  if (created.type !== 'created') throw new Error(`the fixture was not created: ${created.type}`);
  for (const on of events) {
    const moved = await store.transition({ taskId: task.id, on, facts: [] });
    if (moved.type !== 'applied') throw new Error(`the fixture was not moved by ${on}`);
    task = moved.task;
  }
  return task;
}

export const PLANNING = ['discovery.started', 'planning.started'] as const;
export const EXECUTING = [...PLANNING, 'execution.started'] as const;

export function progressed(message: string): TaskFact {
  return { type: 'agent.progressed', step: 'execute', agent: 'execution', message };
}

export function ended(status: 'completed' | 'failed' | 'cancelled' | 'timed_out' | 'rejected'): TaskFact {
  return { type: 'task.ended', status, outcome: 'It is over.' };
}

export function newChange(parts: Partial<Change> = {}): Change {
  const sha = systemClock.newId();
  return {
    repo: 'acme/shipping',
    branch: `stepwright/${sha}`,
    baseBranch: 'main',
    prNumber: 7,
    prUrl: 'https://github.example.org/acme/shipping/pull/7',
    headSha: sha,
    ...parts,
  };
}

export function newApproval(task: Task, n = 1): Approval {
  return {
    taskId: task.id,
    runId: task.runId,
    n,
    requestedAt: '2026-11-21T10:00:00.000Z',
    expiresAt: '2026-11-22T10:00:00.000Z',
    requester: task.requester,
    policy: { mode: 'not-requester' },
    shown: { title: 'Round up', summary: '', planUrl: 'u', estimateHours: 1.5, risk: 'low', confidence: 0.8, costSoFarUsd: 0.12 },
  };
}

export function newDecision(parts: Partial<Decision> = {}): Decision {
  return { verdict: 'approved', by: GRACE, at: '2026-11-21T11:00:00.000Z', reason: '', ...parts };
}

export function newQuestion(task: Task, n = 1): Question {
  return {
    taskId: task.id,
    runId: task.runId,
    n,
    text: 'Which currency?',
    askedAt: '2026-11-21T10:00:00.000Z',
    expiresAt: '2026-11-22T10:00:00.000Z',
  };
}

export function newCiWait(task: Task, changes: readonly Change[], round = 1): CiWait {
  return { taskId: task.id, runId: task.runId, round, changes };
}

export const GREEN = { type: 'ci', ci: { conclusion: 'success', failed: [] } } as const satisfies StepResult;

export function asked(question: string): StepResult {
  return { type: 'question', question };
}
