import { randomUUID } from 'node:crypto';
import type { Execution } from './run.ts';

/** EventBridge's "Step Functions Execution Status Change"; times in `detail` are milliseconds since 1970. */
export interface ExecutionStatusChange {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': 'Step Functions Execution Status Change';
  readonly source: 'aws.states';
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: {
    readonly executionArn: string;
    readonly stateMachineArn: string;
    readonly name: string;
    readonly status: Execution['status'];
    readonly startDate: number;
    readonly stopDate: number | null;
    readonly input: string;
    readonly output: string | null;
    readonly inputDetails: { readonly included: true };
    readonly outputDetails: { readonly included: true } | null;
    readonly stateMachineVersionArn: null;
    readonly stateMachineAliasArn: null;
    readonly redriveCount: number;
    readonly redriveDate: number | null;
    readonly error: string | null;
    readonly cause: string | null;
  };
}

/** The event that says how an execution has ended. */
export function toStatusChange(execution: Execution, place: { region: string; accountId: string }): ExecutionStatusChange {
  const { output, stoppedAt } = execution;
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Step Functions Execution Status Change',
    source: 'aws.states',
    account: place.accountId,
    time: new Date(stoppedAt ?? execution.startedAt).toISOString(),
    region: place.region,
    resources: [execution.arn],
    detail: {
      executionArn: execution.arn,
      stateMachineArn: execution.machineArn,
      name: execution.name,
      status: execution.status,
      startDate: execution.startedAt,
      stopDate: stoppedAt ?? null,
      input: execution.input,
      output: output ?? null,
      inputDetails: { included: true },
      outputDetails: output === undefined ? null : { included: true },
      stateMachineVersionArn: null,
      stateMachineAliasArn: null,
      redriveCount: execution.redriveCount,
      redriveDate: execution.redrivenAt ?? null,
      error: execution.error ?? null,
      cause: execution.cause ?? null,
    },
  };
}
