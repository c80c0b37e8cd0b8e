import type { Question } from '#domain/approval.ts';
import { type CallbackDeps, deliverCallback } from '#lambdas/intake/deliver-callback.ts';
import { requireApplied, requireResult } from '#lambdas/intake/live-task.ts';
import type { Clock } from '#ports/clock.ts';
import type { TaskStore } from '#ports/task-store.ts';
import type { AskQuestionEvent } from './schema.ts';

export interface AskQuestionDeps extends CallbackDeps {
  readonly store: CallbackDeps['store'] & Pick<TaskStore, 'readResult' | 'openQuestion'>;
  readonly clock: Clock;
}

/** Asks the human what the planner wants to know; an answer that came before this token existed counts at once. */
export async function askQuestion(event: AskQuestionEvent, deps: AskQuestionDeps): Promise<void> {
  const { store, clock } = deps;
  const { taskId, runId, n, planStep } = event;
  const { question: text } = await requireResult(store, { taskId, step: planStep, type: 'question' });
  const now = clock.now();
  const expiresAt = new Date(now.getTime() + event.timeoutSeconds * 1_000).toISOString();
  const question: Question = { taskId, runId, n, text, askedAt: now.toISOString(), expiresAt };
  const opened = await store.openQuestion(question, event.taskToken);
  requireApplied(opened);
  if (opened.callback) await deliverCallback(opened.callback, deps);
}
