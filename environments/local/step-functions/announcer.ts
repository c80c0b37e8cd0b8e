import type { ExecutionStatusChange } from './announce.ts';
import { toStatusChange } from './announce.ts';
import type { Execution } from './run.ts';
import type { Store } from './store.ts';
import type { World } from './world.ts';

export interface AnnouncerDeps {
  readonly store: Store;
  readonly world: World;
  readonly onExecutionEnded: (event: ExecutionStatusChange) => void | Promise<void>;
  readonly onFault: (error: unknown) => void;
  /** Does it a little later, unless the engine is closed by then. */
  readonly later: (doIt: () => void) => void;
  readonly isClosed: () => boolean;
}

/** Tells of an end until the listener has taken it; what is not told by then is told after a restart. */
export function openAnnouncer(deps: AnnouncerDeps): (execution: Execution) => void {
  async function announce(execution: Execution): Promise<void> {
    try {
      await deps.onExecutionEnded(toStatusChange(execution, deps.world));
      if (!deps.isClosed()) deps.store.executions.told(execution.id, execution.stoppedAt ?? 0);
    } catch (error) {
      deps.onFault(error);
      deps.later(() => void announce(execution));
    }
  }

  for (const id of deps.store.executions.untold()) {
    const execution = deps.store.executions.get(id);
    if (execution !== undefined) void announce(execution);
  }
  return (execution) => void announce({ ...execution });
}
