import { BedrockAgentCoreClient } from '@aws-sdk/client-bedrock-agentcore';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient } from '@aws-sdk/client-sfn';
import { openAgentRuntime } from '#adapters/agentcore/open-agent-runtime.ts';
import { openTaskStore } from '#adapters/dynamodb/open-task-store.ts';
import { openRepoHost } from '#adapters/github/repo-host.ts';
import { openSecrets } from '#adapters/secrets-manager/open-secrets.ts';
import { openWorkflowEngine } from '#adapters/step-functions/workflow-engine.ts';
import { systemClock } from '#adapters/system/clock.ts';
import { readSettings, requireSetting } from '#lambdas/http/settings.ts';
import { freeStuckTasks, type StuckTasksDeps, type SweepResult } from './free-stuck-tasks.ts';

let deps: StuckTasksDeps | undefined;

/** Called on a schedule; the event says nothing that is needed. */
export async function handler(): Promise<SweepResult> {
  deps ??= openDeps();
  return freeStuckTasks(deps);
}

function openDeps(): StuckTasksDeps {
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
    approvalTimeoutSeconds: settings.STEPWRIGHT_APPROVAL_TIMEOUT_SECONDS,
  };
}
