import { decideNextStep, type NextStep } from '#domain/decide-next-step.ts';
import type { TaskFact } from '#domain/task-event.ts';
import { requireApplied, requireResult } from '#lambdas/intake/live-task.ts';
import type { TaskStore } from '#ports/task-store.ts';
import type { DecideNextStepEvent } from './schema.ts';

export interface NextStepDeps {
  readonly store: Pick<TaskStore, 'readResult' | 'patchTask'>;
}

/** Decides on stored results and records on what. */
export async function applyNextStep(event: DecideNextStepEvent, { store }: NextStepDeps): Promise<NextStep> {
  const { taskId, step, n, round, diagnosed } = event;
  const { ci } = await requireResult(store, { taskId, step, type: 'ci' });
  const diagnosis = diagnosed
    ? (await requireResult(store, { taskId, step: `diagnose-${round}`, type: 'diagnosis' })).diagnosis
    : undefined;
  const next = decideNextStep({ ci, diagnosis, rounds: round });
  const fact: TaskFact = diagnosis ? { type: 'ci.diagnosed', diagnosis, round } : { type: 'ci.concluded', ci, round: n };
  const ciRounds = next.next === 'diagnose' ? round + 1 : round;
  requireApplied(await store.patchTask(taskId, { ciRounds }, [fact]));
  return next;
}
