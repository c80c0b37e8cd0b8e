import { MAX_HISTORY_EVENTS } from '../limits.ts';
import type { Execution } from '../run.ts';
import { toSeconds } from './fields.ts';

const REDRIVABLE_MILLISECONDS = 14 * 24 * 60 * 60 * 1_000;

/** Why a redrive would be refused; undefined when it would not. */
export function whyNotRedrivable(execution: Execution, lastEvent: number, now: number): string | undefined {
  const { status, stoppedAt } = execution;
  if (status === 'RUNNING' || status === 'SUCCEEDED') return `Execution is ${status} and cannot be redriven`;
  if (lastEvent >= MAX_HISTORY_EVENTS - 1) return 'Execution history event limit exceeded';
  return now - (stoppedAt ?? now) > REDRIVABLE_MILLISECONDS ? 'Execution redrivable period exceeded' : undefined;
}

/** What DescribeExecution answers. */
export function describeExecution(execution: Execution, lastEvent: number, by: { now: number; data: boolean }): object {
  const { input, output, error, cause } = execution;
  const refused = whyNotRedrivable(execution, lastEvent, by.now);
  const included = { included: true };
  return {
    executionArn: execution.arn,
    stateMachineArn: execution.machineArn,
    name: execution.name,
    status: execution.status,
    startDate: toSeconds(execution.startedAt),
    stopDate: execution.stoppedAt === undefined ? undefined : toSeconds(execution.stoppedAt),
    redriveCount: execution.redriveCount,
    redriveDate: execution.redrivenAt === undefined ? undefined : toSeconds(execution.redrivenAt),
    redriveStatus: refused === undefined ? 'REDRIVABLE' : 'NOT_REDRIVABLE',
    redriveStatusReason: refused,
    ...(by.data ? { input, inputDetails: included, output, error, cause } : {}),
    ...(by.data && output !== undefined ? { outputDetails: included } : {}),
  };
}
