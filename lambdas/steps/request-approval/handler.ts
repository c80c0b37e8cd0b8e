import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient } from '@aws-sdk/client-sfn';
import { openTaskStore } from '#adapters/dynamodb/open-task-store.ts';
import { openRepoHost } from '#adapters/github/repo-host.ts';
import { openTracker } from '#adapters/jira/tracker.ts';
import { openSecrets } from '#adapters/secrets-manager/open-secrets.ts';
import { openWorkflowEngine } from '#adapters/step-functions/workflow-engine.ts';
import { systemClock } from '#adapters/system/clock.ts';
import { readSettings, requireSetting, type Settings } from '#lambdas/http/settings.ts';
import { parseEvent } from '#lambdas/intake/parse-event.ts';
import { readPolicy } from './read-policy.ts';
import { type RequestApprovalDeps, requestApproval } from './request-approval.ts';
import { requestApprovalEventSchema } from './schema.ts';

let deps: RequestApprovalDeps | undefined;

/** Asks for a decision on the plan. */
export async function handler(event: unknown): Promise<void> {
  deps ??= openDeps();
  await requestApproval(parseEvent(requestApprovalEventSchema, event), deps);
}

function openDeps(): RequestApprovalDeps {
  const settings = readSettings(process.env);
  const stateMachineArn = requireSetting(settings, 'STEPWRIGHT_STATE_MACHINE_ARN');
  return {
    store: openTaskStore({ client: new DynamoDBClient({}), table: settings.STEPWRIGHT_TABLE, clock: systemClock }),
    engine: openWorkflowEngine({ client: new SFNClient({}), stateMachineArn }),
    people: openPeople(settings),
    repoHost: openHost(settings),
    clock: systemClock,
    policy: readPolicy(process.env['STEPWRIGHT_APPROVAL_POLICY']),
  };
}

function openPeople(settings: Settings): RequestApprovalDeps['people'] {
  const secrets = openSecrets({ client: new SecretsManagerClient({}) });
  return openTracker({
    host: requireSetting(settings, 'STEPWRIGHT_JIRA_URL'),
    email: requireSetting(settings, 'STEPWRIGHT_JIRA_EMAIL'),
    apiToken: () => secrets.read('stepwright/jira/api-token'),
  });
}

function openHost(settings: Settings): RequestApprovalDeps['repoHost'] {
  const secrets = openSecrets({ client: new SecretsManagerClient({}) });
  return openRepoHost({
    apiUrl: settings.STEPWRIGHT_GITHUB_API_URL,
    appId: requireSetting(settings, 'STEPWRIGHT_GITHUB_APP_ID'),
    privateKey: () => secrets.read('stepwright/github/app-private-key'),
  });
}
