import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SFNClient } from '@aws-sdk/client-sfn';
import { openTaskStore } from '#adapters/dynamodb/open-task-store.ts';
import { openWorkflowEngine } from '#adapters/step-functions/workflow-engine.ts';
import { systemClock } from '#adapters/system/clock.ts';
import { readSettings, requireSetting } from '#lambdas/http/settings.ts';
import { freeStuckTasks, type StuckTasksDeps, type SweepResult } from './free-stuck-tasks.ts';

let deps: StuckTasksDeps | undefined;

/** Called on a schedule; the event says nothing that is needed. */
export async function handler(): Promise<SweepResult> {
  deps ??= openDeps();
  return freeStuckTasks(deps);
}

function openDeps(): StuckTasksDeps {
  const settings = readSettings(process.env);
  const stateMachineArn = requireSetting(settings, 'STEPWRIGHT_STATE_MACHINE_ARN');
  return {
    store: openTaskStore({ client: new DynamoDBClient({}), table: settings.STEPWRIGHT_TABLE, clock: systemClock }),
    engine: openWorkflowEngine({ client: new SFNClient({}), stateMachineArn }),
    clock: systemClock,
    approvalTimeoutSeconds: settings.STEPWRIGHT_APPROVAL_TIMEOUT_SECONDS,
  };
}
