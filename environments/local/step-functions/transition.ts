import { recordIn } from './history.ts';
import { finishThread } from './join.ts';
import { type Bindings, evaluate } from './jsonata/evaluate.ts';
import { toData } from './limits.ts';
import { type Run, stateOf, type Thread, touch } from './run.ts';
import type { World } from './world.ts';

/** How a state is left: by its own fields, those of a Choice rule, or those of a catcher. */
export interface Exit {
  readonly Output?: unknown;
  readonly Assign?: Readonly<Record<string, unknown>> | undefined;
  readonly Next?: string | undefined;
  /** The output when there is no Output field. */
  readonly otherwise: unknown;
  /** Where the fields stand, for error messages: '' or `Catch[0]/`. */
  readonly prefix: string;
  readonly bindings: Bindings;
}

/** Computes Output and Assign side by side (neither sees the other) and goes to the next state or ends the thread. */
export async function leaveState(world: World, run: Run, thread: Thread, exit: Exit): Promise<void> {
  const { bindings, prefix } = exit;
  const output = exit.Output === undefined ? exit.otherwise : await evaluate(exit.Output, bindings, `${prefix}Output`);
  const text = toData(output, `The output of the state '${thread.state}'`);
  const assigned: Record<string, unknown> = {};
  for (const [name, template] of Object.entries(exit.Assign ?? {})) {
    assigned[name] = await evaluate(template, bindings, `${prefix}Assign/${name}`);
  }
  toData(assigned, `The variables assigned by the state '${thread.state}'`);
  recordIn(run, thread, world.now(), {
    type: `${stateOf(run, thread).Type}StateExited`,
    details: { name: thread.state, output: text, outputDetails: { truncated: false }, ...assignedDetails(assigned) },
  });
  touch(run, thread);
  thread.variables = { ...thread.variables, ...assigned };
  if (exit.Next === undefined) return finishThread(world, run, thread, output);
  thread.state = exit.Next;
  thread.input = output;
  thread.phase = { at: 'enter' };
}

function assignedDetails(assigned: Readonly<Record<string, unknown>>): object {
  const entries = Object.entries(assigned);
  if (entries.length === 0) return {};
  return {
    assignedVariables: Object.fromEntries(entries.map(([name, value]) => [name, JSON.stringify(value)])),
    assignedVariablesDetails: { truncated: false },
  };
}
