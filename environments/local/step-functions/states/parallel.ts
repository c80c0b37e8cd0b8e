import type { ParallelState } from '../definition/asl.ts';
import { bindingsOf } from '../context.ts';
import { recordIn } from '../history.ts';
import { evaluate } from '../jsonata/evaluate.ts';
import { toData } from '../limits.ts';
import { scopeKey } from '../definition/machine-scopes.ts';
import { newThread, type Run, type Thread, touch } from '../run.ts';
import type { World } from '../world.ts';
import type { Outcome } from './outcome.ts';

/** Starts every branch with Arguments (or the input); the result is the list of their outputs. */
export async function beginParallel(state: ParallelState, world: World, run: Run, thread: Thread): Promise<Outcome> {
  const given = state.Arguments;
  const input = given === undefined ? thread.input : await evaluate(given, bindingsOf(run, thread), 'Arguments');
  toData(input, `The Arguments of the state '${thread.state}'`);
  recordIn(run, thread, world.now(), { type: 'ParallelStateStarted' });
  for (const [index, branch] of state.Branches.entries()) {
    const child = newThread({
      id: `${thread.id}.${index}`,
      scope: scopeKey(thread.scope, thread.state, index),
      state: branch.StartAt,
      input,
      lastEvent: thread.lastEvent,
      phase: { at: 'enter' },
    });
    run.threads.set(child.id, child);
    touch(run, child);
  }
  return { phase: { at: 'join', limit: state.Branches.length } };
}
