import { UpstreamError } from '#domain/errors.ts';
import type { Callback, TaskStore } from '#ports/task-store.ts';
import type { WorkflowEngine } from '#ports/workflow-engine.ts';

export interface CallbackDeps {
  readonly store: Pick<TaskStore, 'markDelivered'>;
  readonly engine: Pick<WorkflowEngine, 'completeStep'>;
}

/**
 * Tells the workflow what was decided. The decision is on record before this, so when the workflow cannot be reached
 * (`later`) a sweep sends it again; `gone` means that it stopped waiting.
 */
export async function deliverCallback(
  callback: Callback,
  { store, engine }: CallbackDeps,
): Promise<'delivered' | 'gone' | 'later'> {
  try {
    const result = await engine.completeStep(callback.token, callback.output);
    await store.markDelivered(callback);
    return result;
  } catch (error) {
    if (error instanceof UpstreamError) return 'later';
    throw error;
  }
}
