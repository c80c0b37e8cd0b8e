import { BedrockAgentCoreClient } from '@aws-sdk/client-bedrock-agentcore';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { openAgentRuntime } from '#adapters/agentcore/open-agent-runtime.ts';
import { openTaskStore } from '#adapters/dynamodb/open-task-store.ts';
import { systemClock } from '#adapters/system/clock.ts';
import type { Status } from '#domain/lifecycle.ts';
import { readSettings } from '#lambdas/http/settings.ts';
import { parseEvent } from '#lambdas/intake/parse-event.ts';
import { type FinishDeps, finish } from './finish.ts';
import { finishEventSchema } from './schema.ts';

let deps: FinishDeps | undefined;

/** Records the end of a run. */
export async function handler(event: unknown): Promise<{ status: Status }> {
  deps ??= openDeps();
  return finish(parseEvent(finishEventSchema, event), deps);
}

function openDeps(): FinishDeps {
  const settings = readSettings(process.env);
  return {
    store: openTaskStore({ client: new DynamoDBClient({}), table: settings.STEPWRIGHT_TABLE, clock: systemClock }),
    mayMerge: settings.STEPWRIGHT_AUTO_MERGE !== 'off',
    agents: openAgentRuntime({ client: new BedrockAgentCoreClient({}), arns: settings.STEPWRIGHT_AGENT_ARNS }),
  };
}
