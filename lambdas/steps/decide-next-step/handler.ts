import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { openTaskStore } from '#adapters/dynamodb/open-task-store.ts';
import { systemClock } from '#adapters/system/clock.ts';
import type { NextStep } from '#domain/decide-next-step.ts';
import { readSettings } from '#lambdas/http/settings.ts';
import { parseEvent } from '#lambdas/intake/parse-event.ts';
import { applyNextStep, type NextStepDeps } from './apply-next-step.ts';
import { decideNextStepEventSchema } from './schema.ts';

let deps: NextStepDeps | undefined;

/** Decides what follows a CI result or its diagnosis. */
export async function handler(event: unknown): Promise<NextStep> {
  deps ??= openDeps();
  return applyNextStep(parseEvent(decideNextStepEventSchema, event), deps);
}

function openDeps(): NextStepDeps {
  const { STEPWRIGHT_TABLE: table } = readSettings(process.env);
  return { store: openTaskStore({ client: new DynamoDBClient({}), table, clock: systemClock }) };
}
