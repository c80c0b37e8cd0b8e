import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { openInquiryStore } from '#adapters/dynamodb/open-inquiry-store.ts';
import { openTaskStore } from '#adapters/dynamodb/open-task-store.ts';
import { openChat } from '#adapters/slack/chat.ts';
import { systemClock } from '#adapters/system/clock.ts';
import { start } from '#agents/harness/process/server.ts';
import type { SlackAgentDeps } from './answer-context.ts';
import { answerService } from './answer-service.ts';
import { answerInquiry } from './graph.ts';

await start('slack', ({ settings, secrets, model, log }) => {
  const table = { client: new DynamoDBClient({}), table: settings.STEPWRIGHT_TABLE, clock: systemClock };
  const deps: SlackAgentDeps = {
    store: openTaskStore(table),
    inquiries: openInquiryStore(table),
    chat: openChat({
      apiUrl: settings.STEPWRIGHT_SLACK_API_URL,
      token: () => secrets.read('stepwright/slack/bot-token'),
    }),
    model,
    log,
    newId: () => crypto.randomUUID(),
  };
  return answerService((inquiryId, stop) => answerInquiry(inquiryId, deps, stop), log);
});
