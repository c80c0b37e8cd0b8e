import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { endExecution } from '../end.ts';
import { ServiceError } from '../errors.ts';
import { MAX_CAUSE } from '../limits.ts';
import { readMachine } from '../definition/machine.ts';
import { type Execution, newThread, ROOT } from '../run.ts';
import type { ApiDeps } from './deps.ts';
import { describeExecution } from './describe-execution.ts';
import {
  arnField,
  checkArn,
  checkName,
  dataField,
  nameField,
  pageField,
  readPageNumber,
  toPageToken,
  toSeconds,
} from './fields.ts';
import { findMachine } from './machines.ts';
import { type Operation, operation } from './protocol.ts';

const startSchema = z.strictObject({
  stateMachineArn: arnField,
  name: nameField.optional(),
  input: dataField.optional(),
  traceHeader: z.string().max(256).optional(),
});
const stopSchema = z.strictObject({
  executionArn: arnField,
  error: z.string().max(256).optional(),
  cause: z.string().max(MAX_CAUSE).optional(),
});
const describeSchema = z.strictObject({
  executionArn: arnField,
  includedData: z.enum(['ALL_DATA', 'METADATA_ONLY']).optional(),
});
const listSchema = z.strictObject({
  stateMachineArn: arnField,
  statusFilter: z.enum(['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED']).optional(),
  ...pageField,
});

/** StartExecution, StopExecution, DescribeExecution, ListExecutions. */
export function executionOperations(deps: ApiDeps): Record<string, Operation> {
  const { store, engine, world } = deps;
  return {
    StartExecution: operation(startSchema, (input) => start(deps, input)),
    StopExecution: operation(stopSchema, async ({ executionArn, error, cause }) => {
      const { id } = findExecution(deps, executionArn);
      const stopDate = await engine.submit(id, (run) => {
        if (run.execution.status === 'RUNNING') endExecution(world, run, { status: 'ABORTED', error, cause });
        return toSeconds(run.execution.stoppedAt ?? world.now());
      });
      return { stopDate };
    }),
    DescribeExecution: operation(describeSchema, ({ executionArn, includedData }) => {
      const execution = findExecution(deps, executionArn);
      return describeExecution(execution, store.history.last(execution.id), {
        now: world.now(),
        data: includedData !== 'METADATA_ONLY',
      });
    }),
    ListExecutions: operation(listSchema, ({ stateMachineArn, statusFilter, maxResults, nextToken }) => {
      const machine = findMachine(deps, stateMachineArn);
      const limit = maxResults || 100;
      const below = readPageNumber(nextToken) ?? Number.MAX_SAFE_INTEGER;
      const found = store.executions.list({ machineArn: machine.arn, status: statusFilter, below, limit: limit + 1 });
      const shown = found.slice(0, limit);
      return {
        executions: shown.map(toListItem),
        ...(found.length > limit ? { nextToken: toPageToken(shown.at(-1)?.id ?? 0) } : {}),
      };
    }),
  };
}

/** @throws ServiceError `InvalidArn`, `ExecutionDoesNotExist` */
export function findExecution({ store }: ApiDeps, arn: string): Execution {
  checkArn(arn, 'execution');
  const execution = store.executions.find(arn);
  if (execution === undefined) throw new ServiceError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
  return execution;
}

/** A running execution of the same name and input is answered as if just started; any other of that name is an error. */
function start(deps: ApiDeps, given: z.infer<typeof startSchema>): object {
  const { store, engine, world } = deps;
  const stored = findMachine(deps, given.stateMachineArn);
  const name = given.name ?? randomUUID();
  const input = given.input ?? '{}';
  checkName(name);
  const inputValue = parseInput(input);
  const arn = `${stored.arn.replace(':stateMachine:', ':execution:')}:${name}`;
  const known = store.executions.find(arn);
  if (known?.status === 'RUNNING' && known.input === input) return { executionArn: arn, startDate: toSeconds(known.startedAt) };
  if (known !== undefined) throw new ServiceError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
  const machine = readMachine(stored.definition);
  const startedAt = world.now();
  const timeout = machine.definition.TimeoutSeconds;
  const deadline = timeout === undefined ? undefined : startedAt + timeout * 1_000;
  const { arn: machineArn, name: machineName, roleArn } = stored;
  const execution = { arn, name, machineArn, machineName, definition: machine.hash, roleArn, input, startedAt, deadline };
  const id = store.transaction(() => {
    store.machines.keepDefinition(machine.hash, stored.definition);
    const made = store.executions.insert(execution);
    const root = { id: ROOT, scope: '', state: machine.definition.StartAt, input: inputValue, lastEvent: 0 };
    store.threads.put(made, newThread({ ...root, phase: { at: 'enter' } }));
    const executionStartedEventDetails = { input, inputDetails: { truncated: false }, roleArn };
    store.history.append(made, [
      { id: 1, type: 'ExecutionStarted', timestamp: startedAt, previousEventId: 0, executionStartedEventDetails },
    ]);
    return made;
  });
  if (deadline !== undefined) engine.alarm.at(deadline);
  engine.go(id);
  return { executionArn: arn, startDate: toSeconds(startedAt) };
}

function parseInput(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'not JSON';
    throw new ServiceError('InvalidExecutionInput', `Invalid State Machine Execution Input: '${reason}'`);
  }
}

function toListItem(execution: Execution): object {
  const { arn, machineArn, name, status, startedAt, stoppedAt, redriveCount, redrivenAt } = execution;
  return {
    executionArn: arn,
    stateMachineArn: machineArn,
    name,
    status,
    startDate: toSeconds(startedAt),
    redriveCount,
    ...(stoppedAt === undefined ? {} : { stopDate: toSeconds(stoppedAt) }),
    ...(redrivenAt === undefined ? {} : { redriveDate: toSeconds(redrivenAt) }),
  };
}
