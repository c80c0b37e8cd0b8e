import { endExecution } from './end.ts';
import { recordIn } from './history.ts';
import { toData } from './limits.ts';
import { childrenOf, dropDescendants, parentOf, type Run, stateOf, type Thread, touch } from './run.ts';
import type { World } from './world.ts';

/** Ends a thread with its output: the execution succeeds, or the state around it goes on. */
export function finishThread(world: World, run: Run, thread: Thread, output: unknown): void {
  const parent = parentOf(run, thread);
  if (parent === undefined) {
    endExecution(world, run, { status: 'SUCCEEDED', output: toData(output, 'The output of the execution') });
    return;
  }
  thread.phase = { at: 'done', output };
  touch(run, thread, parent);
  if (thread.item !== undefined) {
    recordIn(run, thread, world.now(), {
      type: 'MapIterationSucceeded',
      details: { name: parent.state, index: thread.item.index },
    });
  }
  parent.lastEvent = thread.lastEvent;
  join(world, run, parent);
}

/** Starts the next iterations, or collects the outputs when all have ended. */
export function join(world: World, run: Run, parent: Thread): void {
  const children = childrenOf(run, parent);
  if (children.some((child) => child.phase.at !== 'done')) return startPending(world, run, parent, children);
  const outputs = children.map(({ phase }) => (phase.at === 'done' ? phase.output : null));
  recordIn(run, parent, world.now(), { type: `${stateOf(run, parent).Type}StateSucceeded` });
  dropDescendants(run, parent);
  parent.phase = { at: 'leave', result: outputs };
}

function startPending(world: World, run: Run, parent: Thread, children: readonly Thread[]): void {
  const limit = parent.phase.at === 'join' ? parent.phase.limit : 0;
  let running = children.filter((child) => child.phase.at !== 'done' && child.phase.at !== 'pending').length;
  for (const child of children) {
    if (running >= limit) return;
    if (child.phase.at !== 'pending') continue;
    running += 1;
    child.phase = { at: 'enter' };
    touch(run, child);
    if (child.item === undefined) continue;
    recordIn(run, child, world.now(), {
      type: 'MapIterationStarted',
      details: { name: parent.state, index: child.item.index },
    });
  }
}
