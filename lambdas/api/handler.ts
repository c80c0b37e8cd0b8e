import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient } from '@aws-sdk/client-sfn';
import type { APIGatewayProxyResult } from 'aws-lambda';
import { openTaskStore } from '#adapters/dynamodb/open-task-store.ts';
import { openWebhookStore } from '#adapters/dynamodb/open-webhook-store.ts';
import { openSecrets } from '#adapters/secrets-manager/open-secrets.ts';
import { openWorkflowEngine } from '#adapters/step-functions/workflow-engine.ts';
import { systemClock } from '#adapters/system/clock.ts';
import { loadOnce } from '#lambdas/http/load-once.ts';
import { openLog } from '#lambdas/http/log.ts';
import { readSettings, requireSetting, type Settings } from '#lambdas/http/settings.ts';
import type { AgentRuntime } from '#ports/agent-runtime.ts';
import type { RepoHost } from '#ports/repo-host.ts';
import type { Secrets } from '#ports/secrets.ts';
import type { ApiDeps } from './api-deps.ts';
import type { ApiEvent } from './request.ts';
import { serveApi } from './serve-api.ts';

let deps: ApiDeps | undefined;

/** The REST API, behind API Gateway's proxy integration and its authoriser. */
export async function handler(event: ApiEvent): Promise<APIGatewayProxyResult> {
  deps ??= openDeps();
  return serveApi(event, deps);
}

function openDeps(): ApiDeps {
  const settings = readSettings(process.env);
  const secrets = openSecrets({ client: new SecretsManagerClient({}) });
  const stateMachineArn = requireSetting(settings, 'STEPWRIGHT_STATE_MACHINE_ARN');
  const table = { client: new DynamoDBClient({}), table: settings.STEPWRIGHT_TABLE, clock: systemClock };
  const agents = loadOnce(() => loadAgents(settings));
  const repoHost = loadOnce(() => loadRepoHost(settings, secrets));
  return {
    store: openTaskStore(table),
    webhooks: openWebhookStore(table),
    engine: openWorkflowEngine({ client: new SFNClient({}), stateMachineArn }),
    agents: { stopSession: async (...session) => (await agents()).stopSession(...session) },
    repoHost: {
      readRepository: async (repo) => (await repoHost()).readRepository(repo),
      readIssue: async (place) => (await repoHost()).readIssue(place),
      readPullRequest: async (place) => (await repoHost()).readPullRequest(place),
    },
    clock: systemClock,
    label: settings.STEPWRIGHT_LABEL,
    commandPolicy: settings.STEPWRIGHT_COMMAND_POLICY,
    approvalTimeoutSeconds: settings.STEPWRIGHT_APPROVAL_TIMEOUT_SECONDS,
    limits: { maxTurns: settings.STEPWRIGHT_MAX_TURNS, maxBudgetUsd: settings.STEPWRIGHT_MAX_BUDGET_USD },
    tracesUrl: settings.STEPWRIGHT_TRACES_URL,
    log: openLog(settings.STEPWRIGHT_LOG_FILE),
  };
}

/** Only a new task needs it. */
async function loadRepoHost(settings: Settings, secrets: Secrets): Promise<RepoHost> {
  const { openRepoHost } = await import('#adapters/github/repo-host.ts');
  return openRepoHost({
    apiUrl: settings.STEPWRIGHT_GITHUB_API_URL,
    appId: requireSetting(settings, 'STEPWRIGHT_GITHUB_APP_ID'),
    privateKey: () => secrets.read('stepwright/github/app-private-key'),
  });
}

/** Only a cancelled or retried task needs it. */
async function loadAgents({ STEPWRIGHT_AGENT_ARNS: arns }: Settings): Promise<AgentRuntime> {
  const { BedrockAgentCoreClient } = await import('@aws-sdk/client-bedrock-agentcore');
  const { openAgentRuntime } = await import('#adapters/agentcore/open-agent-runtime.ts');
  return openAgentRuntime({ client: new BedrockAgentCoreClient({}), arns });
}
