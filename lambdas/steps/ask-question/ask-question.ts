import type { Question } from '#domain/approval.ts';
import { requireApplied, requireResult } from '#lambdas/intake/live-task.ts';
import type { Clock } from '#ports/clock.ts';
import type { TaskStore } from '#ports/task-store.ts';
import type { WorkflowEngine } from '#ports/workflow-engine.ts';
import type { AskQuestionEvent } from './schema.ts';

export interface AskQuestionDeps {
  readonly store: Pick<TaskStore, 'readResult' | 'readQuestion' | 'patchTask' | 'openQuestion'>;
  readonly engine: Pick<WorkflowEngine, 'completeStep'>;
  readonly clock: Clock;
}

/** Asks the human what the planner wants to know; an answer that came before this token existed counts at once. */
export async function askQuestion(event: AskQuestionEvent, { store, engine, clock }: AskQuestionDeps): Promise<void> {
  const { taskId, runId, n, taskToken } = event;
  const { question: text } = await requireResult(store, { taskId, step: event.planStep, type: 'question' });
  requireApplied(await store.patchTask(taskId, { step: event.step }, []));
  const now = clock.now();
  const expiresAt = new Date(now.getTime() + event.timeoutSeconds * 1_000).toISOString();
  const question: Question = { taskId, runId, n, text, askedAt: now.toISOString(), expiresAt };
  requireApplied(await store.openQuestion(question, taskToken));
  const stored = await store.readQuestion(taskId);
  if (stored?.runId === runId && stored.n === n && stored.answer) await engine.completeStep(taskToken, { answered: true });
}
