import type { Task, TestCounts } from '#domain/task.ts';
import type { TaskEvent } from '#domain/task-event.ts';

/** What `--exit` prints as its last line. */
export interface Report {
  readonly taskId: string;
  readonly status: Task['status'];
  readonly pr: { readonly url: string; readonly branch: string; readonly headSha: string } | null;
  readonly tests: { readonly before: TestCounts; readonly after: TestCounts } | null;
  readonly usage: { readonly turns: number; readonly inputTokens: number; readonly outputTokens: number };
  readonly ciRounds: number;
  readonly costUsd: number;
  readonly seconds: number;
  /** In the order in which they finished, waits for people and CI included. */
  readonly steps: readonly { readonly name: string; readonly ms: number }[];
}

export function toReport(task: Task, events: readonly TaskEvent[]): Report {
  const change = task.changes[0];
  const ended = task.endedAt ?? task.updatedAt;
  return {
    taskId: task.id,
    status: task.status,
    pr: change ? { url: change.prUrl, branch: change.branch, headSha: change.headSha } : null,
    tests: task.tests ?? null,
    usage: { turns: task.usage.turns, inputTokens: task.usage.inputTokens, outputTokens: task.usage.outputTokens },
    ciRounds: task.ciRounds,
    costUsd: Math.round(task.usage.costUsd * 1e6) / 1e6,
    seconds: (Date.parse(ended) - Date.parse(task.createdAt)) / 1_000,
    steps: toSteps(events),
  };
}

function toSteps(events: readonly TaskEvent[]): Report['steps'] {
  const begun = new Map<string, number>();
  const steps: { name: string; ms: number }[] = [];
  const end = (name: string, at: string): void => {
    const start = begun.get(name);
    if (start !== undefined) steps.push({ name, ms: Date.parse(at) - start });
    begun.delete(name);
  };
  for (const { at, fact } of events) {
    if (fact.type === 'step.started' && !begun.has(fact.step)) begun.set(fact.step, Date.parse(at));
    if (fact.type === 'step.finished') end(fact.step, at);
    if (fact.type === 'approval.requested') begun.set(`approve-${fact.approval.n}`, Date.parse(at));
    if (fact.type === 'approval.decided') end(`approve-${fact.n}`, at);
    if (fact.type === 'ci.awaited') begun.set(`ci-${fact.round}`, Date.parse(at));
    if (fact.type === 'ci.concluded') end(`ci-${fact.round}`, at);
  }
  return steps;
}
