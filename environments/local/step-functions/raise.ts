import type { Catcher, Retrier } from './definition/asl.ts';
import { bindingsOf } from './context.ts';
import { endExecution, haltThread } from './end.ts';
import { StateError } from './errors.ts';
import { record, recordIn } from './history.ts';
import { MAX_CAUSE } from './limits.ts';
import { childrenOf, dropDescendants, parentOf, type Run, stateOf, type Thread, touch } from './run.ts';
import { leaveState } from './transition.ts';
import type { World } from './world.ts';

const ABORTABLE = new Set(['Task', 'Wait', 'Parallel', 'Map']);

/** Lets Retry and Catch of the state, and of every state around it, deal with the error; else the execution fails. */
export async function raise(world: World, run: Run, thread: Thread, error: StateError): Promise<void> {
  let current = thread;
  let pending = error;
  for (;;) {
    const outcome = await handle(world, run, current, pending);
    if (outcome === 'handled') return;
    pending = outcome;
    touch(run, current);
    haltThread(current, 'failed');
    const parent = parentOf(run, current);
    if (parent === undefined) break;
    failChild(world, run, current, parent);
    current = parent;
  }
  endExecution(world, run, { status: 'FAILED', error: pending.error, cause: pending.detail?.slice(0, MAX_CAUSE) });
}

/** Answers the error that is still open: the given one, or the one of a catcher that could not be evaluated. */
async function handle(world: World, run: Run, thread: Thread, error: StateError): Promise<'handled' | StateError> {
  const told = tell(world, run, thread, error);
  if (retry(world, run, thread, told)) return 'handled';
  const state = stateOf(run, thread);
  const catchers = 'Catch' in state ? (state.Catch ?? []) : [];
  const index = catchers.findIndex((one) => matches(one, told.error));
  const catcher = catchers[index];
  if (catcher === undefined) return told;
  try {
    await leaveBy(world, run, thread, { catcher, prefix: `Catch[${index}]/`, error: told });
    return 'handled';
  } catch (second) {
    if (!(second instanceof StateError)) throw second;
    return tell(world, run, thread, second);
  }
}

/** True when the state is to be tried again. */
function retry(world: World, run: Run, thread: Thread, error: StateError): boolean {
  const state = stateOf(run, thread);
  const retriers = 'Retry' in state ? (state.Retry ?? []) : [];
  const index = retriers.findIndex((one) => matches(one, error.error));
  const rule = retriers[index];
  const used = thread.retries[index] ?? 0;
  if (rule === undefined || used >= (rule.MaxAttempts ?? 3)) return false;
  dropDescendants(run, thread);
  thread.retries = { ...thread.retries, [index]: used + 1 };
  thread.phase = { at: 'backoff', until: world.now() + delayOf(rule, used, world) };
  touch(run, thread);
  return true;
}

async function leaveBy(
  world: World,
  run: Run,
  thread: Thread,
  by: { catcher: Catcher; prefix: string; error: StateError },
): Promise<void> {
  const { Output, Assign, Next } = by.catcher;
  const errorOutput = { Error: by.error.error, Cause: by.error.detail ?? '' };
  const bindings = bindingsOf(run, thread, { errorOutput });
  await leaveState(world, run, thread, { Output, Assign, Next, otherwise: errorOutput, prefix: by.prefix, bindings });
  dropDescendants(run, thread);
}

/** Writes EvaluationFailed, and says in the cause where it happened, as AWS does. */
function tell(world: World, run: Run, thread: Thread, error: StateError): StateError {
  if (error.location === undefined) return error;
  const cause = `An error occurred while executing the state '${thread.state}' (entered at the event id #${thread.enteredEvent}). ${error.detail}`;
  recordIn(run, thread, world.now(), {
    type: 'EvaluationFailed',
    details: { error: error.error, cause, location: error.location, state: thread.state },
  });
  return new StateError(error.error, cause);
}

/** ErrorEquals as documented: wildcards never match States.Runtime, and States.ALL not the terminal errors. */
function matches(rule: Pick<Retrier, 'ErrorEquals'>, error: string): boolean {
  if (error === 'States.Runtime') return false;
  return rule.ErrorEquals.some((name) => {
    if (name === error) return true;
    if (name === 'States.ALL') return error !== 'States.DataLimitExceeded';
    if (name === 'States.Timeout') return error === 'States.HeartbeatTimeout';
    return name === 'States.TaskFailed' && error !== 'States.Timeout' && error !== 'States.DataLimitExceeded';
  });
}

/** Milliseconds before retry number `used + 1`. */
function delayOf(rule: Retrier, used: number, world: World): number {
  const grown = (rule.IntervalSeconds ?? 1) * (rule.BackoffRate ?? 2) ** used;
  const capped = Math.min(grown, rule.MaxDelaySeconds ?? Infinity, 31_622_400);
  return Math.round(capped * 1_000 * (rule.JitterStrategy === 'FULL' ? world.random() : 1));
}

/** A branch or iteration has failed: the others are aborted, then the state around them has failed. */
function failChild(world: World, run: Run, child: Thread, parent: Thread): void {
  const now = world.now();
  const previous = child.lastEvent;
  const named = (one: Thread): object => ({ name: parent.state, index: one.item?.index });
  if (child.item !== undefined) recordIn(run, child, now, { type: 'MapIterationFailed', details: { ...named(child) } });
  for (const sibling of childrenOf(run, parent)) {
    if (sibling === child || sibling.phase.at === 'done' || sibling.phase.at === 'pending') continue;
    abort(run, sibling, previous, now);
    if (sibling.item !== undefined) record(run, now, { type: 'MapIterationAborted', previous, details: { ...named(sibling) } });
  }
  parent.lastEvent = record(run, now, { type: `${stateOf(run, parent).Type}StateFailed`, previous });
}

function abort(run: Run, thread: Thread, previous: number, now: number): void {
  for (const child of childrenOf(run, thread)) abort(run, child, previous, now);
  if (thread.phase.at === 'done' || thread.phase.at === 'pending') return;
  const { Type } = stateOf(run, thread);
  const entered = thread.phase.at !== 'enter' || thread.phase.again === true;
  if (entered && ABORTABLE.has(Type)) record(run, now, { type: `${Type}StateAborted`, previous });
  haltThread(thread, 'aborted');
  touch(run, thread);
}
