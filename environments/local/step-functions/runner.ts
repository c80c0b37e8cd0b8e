import { setImmediate } from 'node:timers/promises';
import type { Run } from './run.ts';
import { type Box, takeTurn, type TurnDeps } from './turn.ts';

/** Works on executions one at a time and in turns, so that each sees its changes one after the other. */
export interface Runner {
  /** Does `work` on the execution and answers once the change is stored; then ready threads go on. */
  submit<R>(id: number, work: (run: Run) => R | Promise<R>): Promise<R>;
  /** Resolves when nothing can go on without waiting. */
  idle(): Promise<void>;
  /** Finishes the turn under way and does nothing more. */
  stop(): Promise<void>;
}

/** Milliseconds of work before the event loop gets air. */
const BREATH = 8;

export function openRunner(deps: TurnDeps): Runner {
  const boxes = new Map<number, Box>();
  const queue: Box[] = [];
  const state: { working?: Promise<void> | undefined; stopped: boolean } = { stopped: false };

  async function work(): Promise<void> {
    let since = performance.now();
    for (let box = queue.shift(); box !== undefined; box = queue.shift()) {
      if (state.stopped) return;
      const more = await takeTurn(deps, box);
      // A job may have come in while the turn was ending.
      if (more || box.jobs.length > 0) queue.push(box);
      else boxes.delete(box.id);
      if (performance.now() - since < BREATH) continue;
      await setImmediate();
      since = performance.now();
    }
  }

  function start(): void {
    if (state.stopped) return;
    state.working ??= work().finally(() => {
      state.working = undefined;
      if (queue.length > 0) start();
    });
  }

  return {
    submit: (id, doIt) =>
      new Promise((resolve, reject) => {
        let box = boxes.get(id);
        if (box === undefined) {
          box = { id, jobs: [], run: undefined };
          boxes.set(id, box);
          queue.push(box);
        }
        box.jobs.push({
          work: async (run) => {
            const answer = await doIt(run);
            return () => resolve(answer);
          },
          reject,
        });
        start();
      }),
    idle: async () => {
      while (state.working !== undefined) await state.working;
    },
    stop: async () => {
      state.stopped = true;
      await state.working;
    },
  };
}
