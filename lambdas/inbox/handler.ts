import { BedrockAgentCoreClient } from '@aws-sdk/client-bedrock-agentcore';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient } from '@aws-sdk/client-sfn';
import type { DynamoDBBatchResponse } from 'aws-lambda';
import { openAgentRuntime } from '#adapters/agentcore/open-agent-runtime.ts';
import { toKeptDelivery } from '#adapters/dynamodb/kept-deliveries.ts';
import { openTaskStore } from '#adapters/dynamodb/open-task-store.ts';
import { openRepoHost } from '#adapters/github/repo-host.ts';
import { openSecrets } from '#adapters/secrets-manager/open-secrets.ts';
import { openWorkflowEngine } from '#adapters/step-functions/workflow-engine.ts';
import { systemClock } from '#adapters/system/clock.ts';
import { openLog } from '#lambdas/http/log.ts';
import { readSettings, requireSetting } from '#lambdas/http/settings.ts';
import { takeInbox } from './inbox.ts';
import type { InboxDeps } from './inbox-deps.ts';

let deps: InboxDeps | undefined;

/** Takes the table's stream and does the work of deliveries that were kept; answers the records to be sent again. */
export async function handler(event: unknown): Promise<DynamoDBBatchResponse> {
  deps ??= openDeps();
  return takeInbox(event, deps);
}

function openDeps(): InboxDeps {
  const settings = readSettings(process.env);
  const stateMachineArn = requireSetting(settings, 'STEPWRIGHT_STATE_MACHINE_ARN');
  const secrets = openSecrets({ client: new SecretsManagerClient({}) });
  return {
    store: openTaskStore({ client: new DynamoDBClient({}), table: settings.STEPWRIGHT_TABLE, clock: systemClock }),
    engine: openWorkflowEngine({ client: new SFNClient({}), stateMachineArn }),
    agents: openAgentRuntime({ client: new BedrockAgentCoreClient({}), arns: settings.STEPWRIGHT_AGENT_ARNS }),
    repoHost: openRepoHost({
      apiUrl: settings.STEPWRIGHT_GITHUB_API_URL,
      appId: requireSetting(settings, 'STEPWRIGHT_GITHUB_APP_ID'),
      privateKey: () => secrets.read('stepwright/github/app-private-key'),
    }),
    clock: systemClock,
    commandPolicy: settings.STEPWRIGHT_COMMAND_POLICY,
    tracesUrl: settings.STEPWRIGHT_TRACES_URL,
    label: settings.STEPWRIGHT_LABEL,
    handle: settings.STEPWRIGHT_HANDLE,
    allowed: settings.STEPWRIGHT_GITHUB_ALLOWED,
    autoMerge: settings.STEPWRIGHT_AUTO_MERGE,
    approvalTimeoutSeconds: settings.STEPWRIGHT_APPROVAL_TIMEOUT_SECONDS,
    limits: { maxTurns: settings.STEPWRIGHT_MAX_TURNS, maxBudgetUsd: settings.STEPWRIGHT_MAX_BUDGET_USD },
    log: openLog(settings.STEPWRIGHT_LOG_FILE),
    readKept: toKeptDelivery,
  };
}
