import type { WaitState } from '../definition/asl.ts';
import { bindingsOf } from '../context.ts';
import { evaluate, unexpected } from '../jsonata/evaluate.ts';
import type { Run, Thread } from '../run.ts';
import { readSeconds } from '../seconds.ts';
import type { World } from '../world.ts';
import type { Outcome } from './outcome.ts';

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** Waits for Seconds, or until Timestamp (RFC 3339). */
export async function beginWait(state: WaitState, world: World, run: Run, thread: Thread): Promise<Outcome> {
  const bindings = bindingsOf(run, thread);
  const seconds = await readSeconds(state.Seconds, bindings, 'Seconds', 0);
  if (seconds !== undefined) return { phase: { at: 'wait', until: world.now() + seconds * 1_000 } };
  const value = await evaluate(state.Timestamp, bindings, 'Timestamp');
  const until = typeof value === 'string' && RFC_3339.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(until)) throw unexpected(state.Timestamp, 'Timestamp', 'RFC 3339 timestamp', value);
  return { phase: { at: 'wait', until } };
}
