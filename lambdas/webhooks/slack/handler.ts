import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient } from '@aws-sdk/client-sfn';
import type { APIGatewayProxyResult } from 'aws-lambda';
import { openInquiryStore } from '#adapters/dynamodb/open-inquiry-store.ts';
import { openTaskStore } from '#adapters/dynamodb/open-task-store.ts';
import { openSecrets } from '#adapters/secrets-manager/open-secrets.ts';
import { openChat } from '#adapters/slack/chat.ts';
import { markdownToMrkdwn } from '#adapters/slack/markdown-to-mrkdwn.ts';
import { openWorkflowEngine } from '#adapters/step-functions/workflow-engine.ts';
import { systemClock } from '#adapters/system/clock.ts';
import { loadOnce } from '#lambdas/http/load-once.ts';
import { openLog } from '#lambdas/http/log.ts';
import type { ProxyEvent } from '#lambdas/http/request.ts';
import { serveDeliveries } from '#lambdas/http/serve-deliveries.ts';
import { readSettings, requireSetting, type Settings } from '#lambdas/http/settings.ts';
import type { AgentRuntime } from '#ports/agent-runtime.ts';
import type { RepoHost } from '#ports/repo-host.ts';
import type { Secrets } from '#ports/secrets.ts';
import { receiveSlack } from './receive.ts';
import { rememberUsers } from './remember-users.ts';
import { respondByHttp } from './respond.ts';
import type { SlackDeps } from './slack-deps.ts';
import { withinTime } from './within-time.ts';

let serve: ReturnType<typeof serveDeliveries> | undefined;

/** `POST /webhooks/slack`: slash commands, interactions and events alike. */
export async function handler(event: ProxyEvent): Promise<APIGatewayProxyResult> {
  serve ??= openHandler();
  return serve(event);
}

function openHandler(): ReturnType<typeof serveDeliveries> {
  const settings = readSettings(process.env);
  return serveDeliveries('slack', receiveSlack(openDeps(settings)), openLog(settings.STEPWRIGHT_LOG_FILE));
}

function openDeps(settings: Settings): SlackDeps {
  const secrets = openSecrets({ client: new SecretsManagerClient({}) });
  const stateMachineArn = requireSetting(settings, 'STEPWRIGHT_STATE_MACHINE_ARN');
  const agents = loadOnce(() => loadAgents(settings));
  const repoHost = loadOnce(() => loadRepoHost(settings, secrets));
  const table = { client: new DynamoDBClient({}), table: settings.STEPWRIGHT_TABLE, clock: systemClock };
  const token = () => secrets.read('stepwright/slack/bot-token');
  const chat = openChat({ apiUrl: settings.STEPWRIGHT_SLACK_API_URL, token });
  return {
    store: openTaskStore(table),
    inquiries: openInquiryStore(table),
    engine: openWorkflowEngine({ client: new SFNClient({}), stateMachineArn }),
    agents: { stopSession: async (...session) => (await agents()).stopSession(...session) },
    clock: systemClock,
    label: settings.STEPWRIGHT_LABEL,
    approvalTimeoutSeconds: settings.STEPWRIGHT_APPROVAL_TIMEOUT_SECONDS,
    commandPolicy: settings.STEPWRIGHT_COMMAND_POLICY,
    tracesUrl: settings.STEPWRIGHT_TRACES_URL,
    limits: { maxTurns: settings.STEPWRIGHT_MAX_TURNS, maxBudgetUsd: settings.STEPWRIGHT_MAX_BUDGET_USD },
    repoHost: {
      readRepository: (repo) =>
        withinTime(
          repoHost().then((host) => host.readRepository(repo)),
          REPOSITORY_MS,
        ),
    },
    secrets,
    chat: { ...chat, readUser: rememberUsers((id) => chat.readUser(id), systemClock) },
    respond: respondByHttp,
    toMrkdwn: markdownToMrkdwn,
  };
}

/** Slack wants its answer within 3 seconds. */
const REPOSITORY_MS = 1_500;

/** Only a task that is started here needs it. */
async function loadRepoHost(settings: Settings, secrets: Secrets): Promise<RepoHost> {
  const { openRepoHost } = await import('#adapters/github/repo-host.ts');
  return openRepoHost({
    apiUrl: settings.STEPWRIGHT_GITHUB_API_URL,
    appId: requireSetting(settings, 'STEPWRIGHT_GITHUB_APP_ID'),
    privateKey: () => secrets.read('stepwright/github/app-private-key'),
  });
}

/** Only a cancelled task needs it. */
async function loadAgents({ STEPWRIGHT_AGENT_ARNS: arns }: Settings): Promise<AgentRuntime> {
  const { BedrockAgentCoreClient } = await import('@aws-sdk/client-bedrock-agentcore');
  const { openAgentRuntime } = await import('#adapters/agentcore/open-agent-runtime.ts');
  return openAgentRuntime({ client: new BedrockAgentCoreClient({}), arns });
}
