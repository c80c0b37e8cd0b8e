import { decideNextStep, type NextStep } from '#domain/decide-next-step.ts';
import { requireApplied, requireResult } from '#lambdas/intake/live-task.ts';
import type { TaskStore } from '#ports/task-store.ts';
import type { DecideNextStepEvent } from './schema.ts';

export interface NextStepDeps {
  readonly store: Pick<TaskStore, 'readResult' | 'patchTask'>;
}

/** Decides on stored results and counts the fix rounds; twice is harmless. */
export async function applyNextStep(event: DecideNextStepEvent, { store }: NextStepDeps): Promise<NextStep> {
  const { taskId, n, round, diagnosed } = event;
  const { ci } = await requireResult(store, { taskId, step: `ci-${n}`, type: 'ci' });
  const found = diagnosed ? await requireResult(store, { taskId, step: `diagnose-${round}`, type: 'diagnosis' }) : undefined;
  const next = decideNextStep({ ci, diagnosis: found?.diagnosis, rounds: round });
  const ciRounds = next.next === 'diagnose' ? round + 1 : round;
  requireApplied(await store.patchTask(taskId, { ciRounds }, []));
  return next;
}
