import { bindingsOf } from './context.ts';
import { StateError } from './errors.ts';
import { recordIn } from './history.ts';
import { join } from './join.ts';
import { raise } from './raise.ts';
import { type Run, stateOf, type Thread, touch } from './run.ts';
import { beginChoice } from './states/choice.ts';
import { beginFail } from './states/fail.ts';
import { beginMap } from './states/map.ts';
import type { Outcome } from './states/outcome.ts';
import { beginParallel } from './states/parallel.ts';
import { beginPass } from './states/pass.ts';
import { beginSucceed } from './states/succeed.ts';
import { beginTask } from './states/task.ts';
import { beginWait } from './states/wait.ts';
import { leaveState } from './transition.ts';
import type { World } from './world.ts';

/** Takes a ready thread one step on: into its state, out of it, or to whatever its error leads to. */
export async function step(world: World, run: Run, thread: Thread): Promise<void> {
  touch(run, thread);
  try {
    if (thread.phase.at === 'leave') return await leave(world, run, thread, thread.phase.result);
    if (thread.phase.at === 'enter') enter(world, run, thread, thread.phase.again === true);
    const outcome = await begin(world, run, thread);
    if ('result' in outcome) return await leave(world, run, thread, outcome.result);
    if ('exit' in outcome) return await leaveState(world, run, thread, outcome.exit);
    thread.phase = outcome.phase;
    if (outcome.phase.at === 'join') join(world, run, thread);
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
    await raise(world, run, thread, error);
  }
}

function enter(world: World, run: Run, thread: Thread, again: boolean): void {
  const { Type } = stateOf(run, thread);
  thread.retries = {};
  // AWS reschedules a redriven Task, Parallel or Map without entering it a second time.
  if (again && (Type === 'Task' || Type === 'Parallel' || Type === 'Map')) return;
  const now = world.now();
  const details = { name: thread.state, input: JSON.stringify(thread.input), inputDetails: { truncated: false } };
  thread.enteredAt = now;
  thread.enteredEvent = recordIn(run, thread, now, { type: `${Type}StateEntered`, details });
}

async function begin(world: World, run: Run, thread: Thread): Promise<Outcome> {
  const state = stateOf(run, thread);
  switch (state.Type) {
    case 'Task':
      return beginTask(state, world, run, thread);
    case 'Pass':
      return beginPass(thread);
    case 'Choice':
      return beginChoice(state, run, thread);
    case 'Wait':
      return beginWait(state, world, run, thread);
    case 'Succeed':
      return beginSucceed(thread);
    case 'Fail':
      return beginFail(state, run, thread);
    case 'Parallel':
      return beginParallel(state, world, run, thread);
    case 'Map':
      return beginMap(state, world, run, thread);
  }
}

async function leave(world: World, run: Run, thread: Thread, result: unknown): Promise<void> {
  const state = stateOf(run, thread);
  const produced = state.Type === 'Task' || state.Type === 'Parallel' || state.Type === 'Map';
  const bindings = bindingsOf(run, thread, produced ? { result } : {});
  const Output = 'Output' in state ? state.Output : undefined;
  const Assign = 'Assign' in state ? state.Assign : undefined;
  const Next = 'Next' in state ? state.Next : undefined;
  await leaveState(world, run, thread, { Output, Assign, Next, otherwise: result, prefix: '', bindings });
}
