import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient } from '@aws-sdk/client-sfn';
import { openTaskStore } from '#adapters/dynamodb/open-task-store.ts';
import { openRepoHost } from '#adapters/github/repo-host.ts';
import { openSecrets } from '#adapters/secrets-manager/open-secrets.ts';
import { openWorkflowEngine } from '#adapters/step-functions/workflow-engine.ts';
import { systemClock } from '#adapters/system/clock.ts';
import { readSettings, requireSetting } from '#lambdas/http/settings.ts';
import { parseEvent } from '#lambdas/intake/parse-event.ts';
import { type PollCiDeps, pollCi } from './poll-ci.ts';
import { pollCiEventSchema } from './schema.ts';

let deps: PollCiDeps | undefined;

/** Looks at the checks once. */
export async function handler(event: unknown): Promise<void> {
  deps ??= openDeps();
  await pollCi(parseEvent(pollCiEventSchema, event), deps);
}

function openDeps(): PollCiDeps {
  const settings = readSettings(process.env);
  const stateMachineArn = requireSetting(settings, 'STEPWRIGHT_STATE_MACHINE_ARN');
  const secrets = openSecrets({ client: new SecretsManagerClient({}) });
  return {
    store: openTaskStore({ client: new DynamoDBClient({}), table: settings.STEPWRIGHT_TABLE, clock: systemClock }),
    engine: openWorkflowEngine({ client: new SFNClient({}), stateMachineArn }),
    repoHost: openRepoHost({
      apiUrl: settings.STEPWRIGHT_GITHUB_API_URL,
      appId: requireSetting(settings, 'STEPWRIGHT_GITHUB_APP_ID'),
      privateKey: () => secrets.read('stepwright/github/app-private-key'),
    }),
  };
}
