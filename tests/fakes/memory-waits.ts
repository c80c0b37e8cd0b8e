import type { LifecycleEvent } from '#domain/lifecycle.ts';
import type { TaskFact } from '#domain/task-event.ts';
import type { Callback, OpenResult, TransitionResult } from '#ports/task-store.ts';

type Output = Callback['output'];

interface Wait<Body> {
  readonly taskId: string;
  readonly n: number;
  runId: string;
  token: string;
  body: Body;
  output?: Output;
}

interface OpenWait<Body> {
  readonly taskId: string;
  readonly n: number;
  readonly runId: string;
  readonly token: string;
  readonly body: Body;
  readonly on: LifecycleEvent;
  readonly step: string;
  readonly fact: TaskFact;
  /** What a wait that is opened again becomes; by default it stays as it was. */
  readonly reopened?: (before: Body) => Body;
}

export interface MemoryWaits<Body> {
  open(input: OpenWait<Body>): OpenResult;
  newest(taskId: string): Wait<Body> | undefined;
  find(taskId: string, n: number): Wait<Body> | undefined;
  settle(wait: Wait<Body>, body: Body, output: Output): Callback;
  all(): readonly Wait<Body>[];
  drop(wait: Wait<Body>): void;
}

/** Waits of one kind, with the rules of the real store: a repeated opening takes the newer token, a settled one answers it. */
export function memoryWaits<Body>(
  change: (taskId: string, on: LifecycleEvent | undefined, set: { step: string }, facts: readonly TaskFact[]) => TransitionResult,
  owe: (callback: Callback, instead: string) => Callback,
): MemoryWaits<Body> {
  const waits: Wait<Body>[] = [];
  const find = (taskId: string, n: number) => waits.find((wait) => wait.taskId === taskId && wait.n === n);
  return {
    find,
    all: () => waits,
    drop: (wait) => {
      waits.splice(waits.indexOf(wait), 1);
    },
    newest: (taskId) => waits.filter((wait) => wait.taskId === taskId).sort((a, b) => b.n - a.n)[0],
    open: ({ taskId, n, runId, token, body, on, step, fact, reopened = (before) => before }) => {
      const found = find(taskId, n);
      const known = found?.runId === runId ? found : undefined;
      if (known?.output) {
        const result = change(taskId, undefined, { step }, []);
        if (result.type === 'refused') return result;
        const callback = owe({ token, taskId, output: known.output }, known.token);
        known.token = token;
        return { ...result, callback };
      }
      const result = change(taskId, on, { step }, known ? [] : [fact]);
      if (result.type === 'refused') return result;
      if (known) Object.assign(known, { token, body: reopened(known.body) });
      else {
        waits.splice(0, waits.length, ...waits.filter((wait) => wait !== found), { taskId, n, runId, token, body });
      }
      return result;
    },
    settle: (wait, body, output) => {
      Object.assign(wait, { body, output });
      return owe({ token: wait.token, taskId: wait.taskId, output }, wait.token);
    },
  };
}
