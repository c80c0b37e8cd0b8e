import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SFNClient } from '@aws-sdk/client-sfn';
import { openTaskStore } from '#adapters/dynamodb/open-task-store.ts';
import { openWorkflowEngine } from '#adapters/step-functions/workflow-engine.ts';
import { systemClock } from '#adapters/system/clock.ts';
import { readSettings, requireSetting } from '#lambdas/http/settings.ts';
import { parseEvent } from '#lambdas/intake/parse-event.ts';
import { readPolicy } from './read-policy.ts';
import { type RequestApprovalDeps, requestApproval } from './request-approval.ts';
import { requestApprovalEventSchema } from './schema.ts';

let deps: RequestApprovalDeps | undefined;

/** Publishes a plan for a decision. */
export async function handler(event: unknown): Promise<void> {
  deps ??= openDeps();
  await requestApproval(parseEvent(requestApprovalEventSchema, event), deps);
}

function openDeps(): RequestApprovalDeps {
  const settings = readSettings(process.env);
  const stateMachineArn = requireSetting(settings, 'STEPWRIGHT_STATE_MACHINE_ARN');
  return {
    store: openTaskStore({ client: new DynamoDBClient({}), table: settings.STEPWRIGHT_TABLE, clock: systemClock }),
    engine: openWorkflowEngine({ client: new SFNClient({}), stateMachineArn }),
    clock: systemClock,
    policy: readPolicy(process.env['STEPWRIGHT_APPROVAL_POLICY']),
  };
}
