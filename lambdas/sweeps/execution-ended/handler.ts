import { BedrockAgentCoreClient } from '@aws-sdk/client-bedrock-agentcore';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { openAgentRuntime } from '#adapters/agentcore/open-agent-runtime.ts';
import { openTaskStore } from '#adapters/dynamodb/open-task-store.ts';
import { systemClock } from '#adapters/system/clock.ts';
import type { Status } from '#domain/lifecycle.ts';
import { readSettings } from '#lambdas/http/settings.ts';
import { parseEvent } from '#lambdas/intake/parse-event.ts';
import { type EndOrphanDeps, endOrphan } from './end-orphan.ts';
import { executionEndedEventSchema } from './schema.ts';

let deps: EndOrphanDeps | undefined;

/** Ends the task of an execution that stopped without recording an end. */
export async function handler(event: unknown): Promise<{ status: Status | null }> {
  deps ??= openDeps();
  const status = await endOrphan(parseEvent(executionEndedEventSchema, event), deps);
  return { status: status ?? null };
}

function openDeps(): EndOrphanDeps {
  const settings = readSettings(process.env);
  return {
    store: openTaskStore({ client: new DynamoDBClient({}), table: settings.STEPWRIGHT_TABLE, clock: systemClock }),
    agents: openAgentRuntime({ client: new BedrockAgentCoreClient({}), arns: settings.STEPWRIGHT_AGENT_ARNS }),
  };
}
