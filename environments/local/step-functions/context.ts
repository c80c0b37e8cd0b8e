import type { Bindings } from './jsonata/evaluate.ts';
import { parentOf, type Run, stateOf, type Thread } from './run.ts';

/** What a field may see besides the state's input and the context object. */
export interface Extra {
  readonly result?: unknown;
  readonly errorOutput?: unknown;
  readonly token?: string | undefined;
  readonly item?: { readonly index: number; readonly value: unknown };
}

/** `$states` and the variables of the thread and of every scope around it. */
export function bindingsOf(run: Run, thread: Thread, extra: Extra = {}): Bindings {
  const { token, item, ...rest } = extra;
  const states = { input: thread.input, context: contextOf(run, thread, { token, item: item ?? itemOf(run, thread) }), ...rest };
  return { ...variablesOf(run, thread), states };
}

function variablesOf(run: Run, thread: Thread): Bindings {
  const parent = parentOf(run, thread);
  return parent === undefined ? thread.variables : { ...variablesOf(run, parent), ...thread.variables };
}

function itemOf(run: Run, thread: Thread): Extra['item'] {
  const parent = parentOf(run, thread);
  return thread.item ?? (parent === undefined ? undefined : itemOf(run, parent));
}

function contextOf(run: Run, thread: Thread, extra: Pick<Extra, 'token'> & { item: Extra['item'] | undefined }): object {
  const { execution } = run;
  const state = stateOf(run, thread);
  return {
    Execution: {
      Id: execution.arn,
      Input: run.inputValue,
      Name: execution.name,
      RoleArn: execution.roleArn,
      StartTime: new Date(execution.startedAt).toISOString(),
      RedriveCount: execution.redriveCount,
      ...(execution.redrivenAt === undefined ? {} : { RedriveTime: new Date(execution.redrivenAt).toISOString() }),
    },
    StateMachine: { Id: execution.machineArn, Name: execution.machineName },
    State: {
      Name: thread.state,
      EnteredTime: new Date(thread.enteredAt).toISOString(),
      ...('Retry' in state || state.Type === 'Task' ? { RetryCount: retriesOf(thread) } : {}),
    },
    ...(extra.token === undefined ? {} : { Task: { Token: extra.token } }),
    ...(extra.item === undefined ? {} : { Map: { Item: { Index: extra.item.index, Value: extra.item.value } } }),
  };
}

function retriesOf(thread: Thread): number {
  return Object.values(thread.retries).reduce((sum, count) => sum + count, 0);
}
