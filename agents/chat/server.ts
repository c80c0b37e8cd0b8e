import { randomInt } from 'node:crypto';
import { BedrockAgentCoreClient } from '@aws-sdk/client-bedrock-agentcore';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { openUserIdentity } from '#adapters/agentcore/open-user-identity.ts';
import { openChatSessionStore } from '#adapters/dynamodb/open-chat-session-store.ts';
import { openPersonalHost } from '#adapters/github/personal-host.ts';
import { systemClock } from '#adapters/system/clock.ts';
import { start } from '#agents/harness/process/server.ts';
import type { AgentSettings } from '#agents/harness/settings.ts';
import type { UserIdentity } from '#ports/user-identity.ts';
import type { ChatDeps } from './chat-context.ts';
import { chatService } from './chat-service.ts';
import { answerMessage } from './graph.ts';
import { noIdentity } from './no-identity.ts';

/** Nothing in it can be taken for something else. */
const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

function newCode(): string {
  const letters = Array.from({ length: 8 }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join('');
  return `${letters.slice(0, 4)}-${letters.slice(4)}`;
}

/** Where people cannot sign in at GitHub the chat says so when it needs that. */
function openIdentity(settings: AgentSettings): UserIdentity {
  const { STEPWRIGHT_CHAT_IDENTITY: workloadName, STEPWRIGHT_CHAT_GITHUB_PROVIDER: providerName } = settings;
  const { STEPWRIGHT_CHAT_RETURN_URL: returnUrl } = settings;
  if (!workloadName || !providerName || !returnUrl) return noIdentity();
  return openUserIdentity({ client: new BedrockAgentCoreClient({}), workloadName, providerName, returnUrl });
}

await start('chat', ({ settings, model, log }) => {
  const deps: ChatDeps = {
    sessions: openChatSessionStore({ client: new DynamoDBClient({}), table: settings.STEPWRIGHT_TABLE, clock: systemClock }),
    identity: openIdentity(settings),
    openHost: (token) => openPersonalHost({ apiUrl: settings.STEPWRIGHT_GITHUB_API_URL, token }),
    model,
    log,
    newCode,
  };
  return chatService((input) => answerMessage(input, deps), log);
});
