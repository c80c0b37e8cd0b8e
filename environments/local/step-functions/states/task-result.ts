import { StateError } from '../errors.ts';
import { recordIn } from '../history.ts';
import { isTooLarge } from '../limits.ts';
import { type Run, stateOf, type Thread, touch } from '../run.ts';
import type { World } from '../world.ts';
import { resourceOf } from './task.ts';

/** What a Lambda or the holder of a token answered. */
export type Answer =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: string | undefined; readonly cause: string | undefined };

/** The Lambda has returned. A late answer of an attempt that is over answers undefined and changes nothing. */
export function finishCall(
  world: World,
  run: Run,
  thread: Thread,
  given: { ticket: number; answer: Answer },
): StateError | undefined {
  const { phase } = thread;
  if ((phase.at !== 'call' && phase.at !== 'token') || phase.ticket !== given.ticket) return undefined;
  if (!given.answer.ok) return settle(world, run, thread, given.answer);
  const resource = resourceOfThread(run, thread);
  const value = given.answer.value ?? null;
  const result = resource.optimised ? { ExecutedVersion: '$LATEST', Payload: value, StatusCode: 200 } : value;
  if (phase.at === 'call') return settle(world, run, thread, { ok: true, value: result });
  touch(run, thread);
  thread.phase = { ...phase, call: undefined };
  const details = { ...resource.named, output: JSON.stringify(result), outputDetails: { truncated: false } };
  recordIn(run, thread, world.now(), { type: 'TaskSubmitted', details });
  return undefined;
}

/** Ends the attempt with an answer; the error, if any, is for Retry and Catch. */
export function settle(world: World, run: Run, thread: Thread, answer: Answer): StateError | undefined {
  const resource = resourceOfThread(run, thread);
  const kind = resource.optimised ? 'Task' : 'LambdaFunction';
  touch(run, thread);
  if (!answer.ok) {
    const { error, cause } = answer;
    const details = { ...resource.named, ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) };
    recordIn(run, thread, world.now(), { type: `${kind}Failed`, details });
    return new StateError(error ?? '', cause);
  }
  const output = JSON.stringify(answer.value) ?? 'null';
  if (isTooLarge(output)) {
    const error = 'States.DataLimitExceeded';
    const cause = `The state/task '${thread.state}' returned a result with a size exceeding the maximum number of bytes service limit.`;
    recordIn(run, thread, world.now(), { type: `${kind}Failed`, details: { ...resource.named, error, cause } });
    return new StateError(error, cause);
  }
  const details = { ...resource.named, output, outputDetails: { truncated: false } };
  recordIn(run, thread, world.now(), { type: `${kind}Succeeded`, details });
  thread.phase = { at: 'leave', result: answer.value };
  return undefined;
}

/** Ends the attempt because its time, or that for a heartbeat, is over. */
export function timeOut(world: World, run: Run, thread: Thread, error: 'States.Timeout' | 'States.HeartbeatTimeout'): StateError {
  const resource = resourceOfThread(run, thread);
  touch(run, thread);
  recordIn(run, thread, world.now(), {
    type: resource.optimised ? 'TaskTimedOut' : 'LambdaFunctionTimedOut',
    details: { ...resource.named, error },
  });
  return new StateError(error);
}

function resourceOfThread(run: Run, thread: Thread): { optimised: boolean; named: object } {
  const state = stateOf(run, thread);
  if (state.Type !== 'Task') throw new Error(`${thread.state} is not a Task`);
  const { optimised, name } = resourceOf(state);
  return { optimised, named: optimised ? { resourceType: 'lambda', resource: name } : {} };
}
