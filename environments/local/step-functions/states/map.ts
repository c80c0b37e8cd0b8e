import type { MapState } from '../definition/asl.ts';
import { bindingsOf } from '../context.ts';
import { recordIn } from '../history.ts';
import { evaluate, unexpected } from '../jsonata/evaluate.ts';
import { MAX_MAP_CONCURRENCY, toData } from '../limits.ts';
import { scopeKey } from '../definition/machine-scopes.ts';
import { newThread, type Run, type Thread, touch } from '../run.ts';
import type { World } from '../world.ts';
import type { Outcome } from './outcome.ts';

/** Runs ItemProcessor for each of Items (or of the input), at most 40 or MaxConcurrency at once; the result lists their outputs. */
export async function beginMap(state: MapState, world: World, run: Run, thread: Thread): Promise<Outcome> {
  const bindings = bindingsOf(run, thread);
  const items = state.Items === undefined ? thread.input : await evaluate(state.Items, bindings, 'Items');
  if (!Array.isArray(items)) throw unexpected(state.Items ?? '$states.input', 'Items', 'array', items);
  const wanted = state.MaxConcurrency === undefined ? 0 : await evaluate(state.MaxConcurrency, bindings, 'MaxConcurrency');
  if (typeof wanted !== 'number' || !Number.isInteger(wanted) || wanted < 0) {
    throw unexpected(state.MaxConcurrency, 'MaxConcurrency', 'non-negative integer', wanted);
  }
  const inputs = await selectItems(state, run, thread, items);
  recordIn(run, thread, world.now(), { type: 'MapStateStarted', details: { length: items.length } });
  const scope = scopeKey(thread.scope, thread.state, 0);
  for (const [index, value] of items.entries()) {
    const child = newThread({
      id: `${thread.id}.${index}`,
      scope,
      state: state.ItemProcessor.StartAt,
      input: inputs[index],
      lastEvent: thread.lastEvent,
      phase: { at: 'pending' },
      item: { index, value },
    });
    run.threads.set(child.id, child);
    touch(run, child);
  }
  return { phase: { at: 'join', limit: wanted === 0 ? MAX_MAP_CONCURRENCY : Math.min(wanted, MAX_MAP_CONCURRENCY) } };
}

async function selectItems(state: MapState, run: Run, thread: Thread, items: readonly unknown[]): Promise<unknown[]> {
  const selected: unknown[] = [];
  for (const [index, value] of items.entries()) {
    const bindings = bindingsOf(run, thread, { item: { index, value } });
    const input = state.ItemSelector === undefined ? value : await evaluate(state.ItemSelector, bindings, 'ItemSelector');
    toData(input, `Item ${index} of the state '${thread.state}'`);
    selected.push(input);
  }
  return selected;
}
