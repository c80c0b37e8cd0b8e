import { BedrockAgentCoreClient } from '@aws-sdk/client-bedrock-agentcore';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { openAgentRuntime } from '#adapters/agentcore/open-agent-runtime.ts';
import { openTaskStore } from '#adapters/dynamodb/open-task-store.ts';
import { systemClock } from '#adapters/system/clock.ts';
import { readSettings } from '#lambdas/http/settings.ts';
import { parseEvent } from '#lambdas/intake/parse-event.ts';
import { type DispatchDeps, dispatchAgent } from './dispatch-agent.ts';
import { dispatchEventSchema } from './schema.ts';

let deps: DispatchDeps | undefined;

/** Hands a step to its agent. */
export async function handler(event: unknown): Promise<void> {
  deps ??= openDeps();
  await dispatchAgent(parseEvent(dispatchEventSchema, event), deps);
}

function openDeps(): DispatchDeps {
  const settings = readSettings(process.env);
  return {
    store: openTaskStore({ client: new DynamoDBClient({}), table: settings.STEPWRIGHT_TABLE, clock: systemClock }),
    agents: openAgentRuntime({ client: new BedrockAgentCoreClient({}), arns: settings.STEPWRIGHT_AGENT_ARNS }),
  };
}
