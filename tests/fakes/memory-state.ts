import { InputError } from '#domain/errors.ts';
import { isTerminal, type LifecycleEvent, nextStatus } from '#domain/lifecycle.ts';
import type { Task, TaskPatch } from '#domain/task.ts';
import type { TaskEvent, TaskFact } from '#domain/task-event.ts';
import type { Clock } from '#ports/clock.ts';
import type { TransitionResult } from '#ports/task-store.ts';
import { type MemoryGroups, memoryGroups } from './memory-groups.ts';

/** Tasks and their events, changed by the lifecycle's rules. */
export interface MemoryState {
  readonly clock: Clock;
  readonly byId: Map<string, Task>;
  readonly events: Map<string, TaskEvent[]>;
  /** Ended tasks for which something may still run, in the order of their ends. */
  readonly unstopped: Set<string>;
  readonly groups: MemoryGroups;
  readonly require: (taskId: string) => Task;
  readonly record: (taskId: string, facts: readonly TaskFact[]) => void;
  readonly change: (
    taskId: string,
    on: LifecycleEvent | undefined,
    set: TaskPatch,
    facts: readonly TaskFact[],
  ) => TransitionResult;
}

export function openState(clock: Clock, tasks: readonly Task[]): MemoryState {
  const byId = new Map(tasks.map((task) => [task.id, task]));
  const events = new Map<string, TaskEvent[]>();
  const unstopped = new Set<string>();
  const require = (taskId: string): Task => {
    const task = byId.get(taskId);
    if (task) return task;
    throw new InputError(`There is no task ${taskId}.`, { code: 'TASK_NOT_FOUND' });
  };
  const record = (taskId: string, facts: readonly TaskFact[]): void => {
    const at = clock.now().toISOString();
    const fresh = facts.map((fact) => ({ id: clock.newId(), taskId, at, fact }));
    events.set(taskId, [...(events.get(taskId) ?? []), ...fresh]);
  };
  return {
    clock,
    byId,
    events,
    unstopped,
    groups: memoryGroups(),
    require,
    record,
    change: (taskId, on, set, facts) => {
      const task = require(taskId);
      const status = on ? nextStatus(task.status, on) : isTerminal(task.status) ? undefined : task.status;
      if (!status) return { type: 'refused', task };
      const at = clock.now().toISOString();
      const ending = isTerminal(status) ? { endedAt: at } : {};
      const next = { ...task, ...set, ...ending, status, version: task.version + 1, updatedAt: at };
      byId.set(taskId, next);
      record(taskId, facts);
      if (isTerminal(status)) unstopped.add(taskId);
      return { type: 'applied', task: next };
    },
  };
}
