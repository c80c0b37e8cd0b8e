import { BedrockAgentCoreClient } from '@aws-sdk/client-bedrock-agentcore';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { DynamoDBBatchResponse } from 'aws-lambda';
import { openAgentRuntime } from '#adapters/agentcore/open-agent-runtime.ts';
import { openInquiryStore, toStreamedInquiry } from '#adapters/dynamodb/open-inquiry-store.ts';
import { openSecrets } from '#adapters/secrets-manager/open-secrets.ts';
import { openChat } from '#adapters/slack/chat.ts';
import { systemClock } from '#adapters/system/clock.ts';
import { openLog } from '#lambdas/http/log.ts';
import { readSettings } from '#lambdas/http/settings.ts';
import { handOver, type InquiryDeps } from './hand-over.ts';

let deps: InquiryDeps | undefined;

/** Has new questions answered; answers the records to be sent again. */
export async function handler(event: unknown): Promise<DynamoDBBatchResponse> {
  deps ??= openDeps();
  return handOver(event, deps);
}

function openDeps(): InquiryDeps {
  const settings = readSettings(process.env);
  const secrets = openSecrets({ client: new SecretsManagerClient({}) });
  const token = () => secrets.read('stepwright/slack/bot-token');
  return {
    inquiries: openInquiryStore({ client: new DynamoDBClient({}), table: settings.STEPWRIGHT_TABLE, clock: systemClock }),
    // An answer may take minutes, and one that was lost is asked for by the stream.
    agents: openAgentRuntime({ client: new BedrockAgentCoreClient({ maxAttempts: 1 }), arns: settings.STEPWRIGHT_AGENT_ARNS }),
    chat: openChat({ apiUrl: settings.STEPWRIGHT_SLACK_API_URL, token }),
    clock: systemClock,
    log: openLog(settings.STEPWRIGHT_LOG_FILE),
    readInquiry: toStreamedInquiry,
  };
}
