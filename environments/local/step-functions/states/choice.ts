import type { ChoiceState } from '../definition/asl.ts';
import { bindingsOf } from '../context.ts';
import { StateError } from '../errors.ts';
import { evaluate, unexpected } from '../jsonata/evaluate.ts';
import type { Run, Thread } from '../run.ts';
import type { Outcome } from './outcome.ts';

/** Takes the first rule whose Condition is true, else Default. @throws StateError `States.NoChoiceMatched` */
export async function beginChoice(state: ChoiceState, run: Run, thread: Thread): Promise<Outcome> {
  const bindings = bindingsOf(run, thread);
  for (const [index, rule] of state.Choices.entries()) {
    const field = `Choices[${index}]/Condition`;
    const value = await evaluate(rule.Condition, bindings, field);
    if (typeof value !== 'boolean') throw unexpected(rule.Condition, field, 'boolean', value);
    if (value) return { exit: { ...rule, otherwise: thread.input, prefix: `Choices[${index}]/`, bindings } };
  }
  if (state.Default === undefined) {
    throw new StateError(
      'States.NoChoiceMatched',
      `An error occurred while executing the state '${thread.state}' (entered at the event id #${thread.enteredEvent}). Failed to transition out of the state. The state does not have a matching choice and no Default.`,
    );
  }
  const { Output, Assign, Default: Next } = state;
  return { exit: { Output, Assign, Next, otherwise: thread.input, prefix: '', bindings } };
}
