import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient } from '@aws-sdk/client-sfn';
import type { APIGatewayProxyResult } from 'aws-lambda';
import { openTaskStore } from '#adapters/dynamodb/open-task-store.ts';
import { adfToText } from '#adapters/jira/adf-to-text.ts';
import { openSecrets } from '#adapters/secrets-manager/open-secrets.ts';
import { openWorkflowEngine } from '#adapters/step-functions/workflow-engine.ts';
import { systemClock } from '#adapters/system/clock.ts';
import { loadOnce } from '#lambdas/http/load-once.ts';
import { openLog } from '#lambdas/http/log.ts';
import type { ProxyEvent } from '#lambdas/http/request.ts';
import { serveDeliveries } from '#lambdas/http/serve-deliveries.ts';
import { readSettings, requireSetting, type Settings } from '#lambdas/http/settings.ts';
import type { AgentRuntime } from '#ports/agent-runtime.ts';
import type { Secrets } from '#ports/secrets.ts';
import type { Tracker } from '#ports/tracker.ts';
import { type JiraDeps, receiveJira } from './receive.ts';

let serve: ReturnType<typeof serveDeliveries> | undefined;

/** `POST /webhooks/jira`. */
export async function handler(event: ProxyEvent): Promise<APIGatewayProxyResult> {
  serve ??= openHandler();
  return serve(event);
}

function openHandler(): ReturnType<typeof serveDeliveries> {
  const settings = readSettings(process.env);
  return serveDeliveries('jira', receiveJira(openDeps(settings)), openLog(settings.STEPWRIGHT_LOG_FILE));
}

function openDeps(settings: Settings): JiraDeps {
  const secrets = openSecrets({ client: new SecretsManagerClient({}) });
  const stateMachineArn = requireSetting(settings, 'STEPWRIGHT_STATE_MACHINE_ARN');
  const agents = loadOnce(() => loadAgents(settings));
  return {
    store: openTaskStore({ client: new DynamoDBClient({}), table: settings.STEPWRIGHT_TABLE, clock: systemClock }),
    engine: openWorkflowEngine({ client: new SFNClient({}), stateMachineArn }),
    agents: { stopSession: async (...session) => (await agents()).stopSession(...session) },
    clock: systemClock,
    label: settings.STEPWRIGHT_LABEL,
    approvalTimeoutSeconds: settings.STEPWRIGHT_APPROVAL_TIMEOUT_SECONDS,
    limits: { maxTurns: settings.STEPWRIGHT_MAX_TURNS, maxBudgetUsd: settings.STEPWRIGHT_MAX_BUDGET_USD },
    commandPolicy: settings.STEPWRIGHT_COMMAND_POLICY,
    tracesUrl: settings.STEPWRIGHT_TRACES_URL,
    secrets,
    tracker: loadOnce(() => loadTracker(settings, secrets)),
    settings: {
      label: settings.STEPWRIGHT_LABEL,
      handle: settings.STEPWRIGHT_HANDLE,
      accountId: settings.STEPWRIGHT_JIRA_ACCOUNT_ID,
      email: settings.STEPWRIGHT_JIRA_EMAIL,
      siteUrl: settings.STEPWRIGHT_JIRA_URL,
      adfToText,
    },
  };
}

/** Few deliveries cancel a task or need an answer, so the two dearest imports wait until one does. */
async function loadAgents({ STEPWRIGHT_AGENT_ARNS: arns }: Settings): Promise<AgentRuntime> {
  const { BedrockAgentCoreClient } = await import('@aws-sdk/client-bedrock-agentcore');
  const { openAgentRuntime } = await import('#adapters/agentcore/open-agent-runtime.ts');
  return openAgentRuntime({ client: new BedrockAgentCoreClient({}), arns });
}

async function loadTracker(settings: Settings, secrets: Secrets): Promise<Tracker> {
  const { openTracker } = await import('#adapters/jira/tracker.ts');
  return openTracker({
    host: requireSetting(settings, 'STEPWRIGHT_JIRA_URL'),
    email: requireSetting(settings, 'STEPWRIGHT_JIRA_EMAIL'),
    apiToken: () => secrets.read('stepwright/jira/api-token'),
  });
}
