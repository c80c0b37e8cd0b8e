import { readMachine } from './definition/machine.ts';
import type { Run } from './run.ts';
import type { Store } from './store.ts';

/** Reads an execution as it was after its last stored step. */
export function loadRun(store: Store, id: number): Run {
  const execution = store.executions.get(id);
  const text = execution === undefined ? undefined : store.machines.definition(execution.definition);
  if (execution === undefined || text === undefined) throw new Error(`the store has no execution ${id}`);
  return {
    execution,
    machine: readMachine(text),
    threads: new Map(store.threads.load(id).map((thread) => [thread.id, thread])),
    lastEvent: store.history.last(id),
    events: [],
    touched: new Set(),
    calls: [],
    executionTouched: false,
    inputValue: JSON.parse(execution.input),
  };
}

/** Writes what has changed since the last time, all or nothing. */
export function saveRun(store: Store, run: Run): void {
  const { id } = run.execution;
  store.transaction(() => {
    store.history.append(id, run.events);
    for (const name of run.touched) {
      const thread = run.threads.get(name);
      if (thread === undefined) store.threads.delete(id, name);
      else store.threads.put(id, thread);
    }
    if (run.executionTouched) store.executions.update(run.execution);
  });
  run.events.length = 0;
  run.touched.clear();
  run.executionTouched = false;
}
