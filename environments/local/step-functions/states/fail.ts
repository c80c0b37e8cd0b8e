import type { FailState } from '../definition/asl.ts';
import { bindingsOf } from '../context.ts';
import { StateError } from '../errors.ts';
import { evaluate, unexpected } from '../jsonata/evaluate.ts';
import type { Run, Thread } from '../run.ts';

/** Ends its chain of states. @throws StateError always: with Error and Cause, or about their evaluation. */
export async function beginFail(state: FailState, run: Run, thread: Thread): Promise<never> {
  const bindings = bindingsOf(run, thread);
  const read = async (field: 'Error' | 'Cause'): Promise<string | undefined> => {
    if (state[field] === undefined) return undefined;
    const value = await evaluate(state[field], bindings, field);
    if (typeof value !== 'string') throw unexpected(state[field], field, 'string', value);
    return value;
  };
  const error = await read('Error');
  throw new StateError(error ?? '', await read('Cause'));
}
