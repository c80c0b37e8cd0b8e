import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SFNClient } from '@aws-sdk/client-sfn';
import { openTaskStore } from '#adapters/dynamodb/open-task-store.ts';
import { openWorkflowEngine } from '#adapters/step-functions/workflow-engine.ts';
import { systemClock } from '#adapters/system/clock.ts';
import { readSettings, requireSetting } from '#lambdas/http/settings.ts';
import { parseEvent } from '#lambdas/intake/parse-event.ts';
import { type AskQuestionDeps, askQuestion } from './ask-question.ts';
import { askQuestionEventSchema } from './schema.ts';

let deps: AskQuestionDeps | undefined;

/** Asks the human what the planner wants to know. */
export async function handler(event: unknown): Promise<void> {
  deps ??= openDeps();
  await askQuestion(parseEvent(askQuestionEventSchema, event), deps);
}

function openDeps(): AskQuestionDeps {
  const settings = readSettings(process.env);
  const stateMachineArn = requireSetting(settings, 'STEPWRIGHT_STATE_MACHINE_ARN');
  return {
    store: openTaskStore({ client: new DynamoDBClient({}), table: settings.STEPWRIGHT_TABLE, clock: systemClock }),
    engine: openWorkflowEngine({ client: new SFNClient({}), stateMachineArn }),
    clock: systemClock,
  };
}
