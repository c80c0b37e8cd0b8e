import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient } from '@aws-sdk/client-sfn';
import type { APIGatewayProxyResult } from 'aws-lambda';
import { openTaskStore } from '#adapters/dynamodb/open-task-store.ts';
import { openSecrets } from '#adapters/secrets-manager/open-secrets.ts';
import { openWorkflowEngine } from '#adapters/step-functions/workflow-engine.ts';
import { systemClock } from '#adapters/system/clock.ts';
import { loadOnce } from '#lambdas/http/load-once.ts';
import { openLog } from '#lambdas/http/log.ts';
import type { ProxyEvent } from '#lambdas/http/request.ts';
import { serveDeliveries } from '#lambdas/http/serve-deliveries.ts';
import { readSettings, requireSetting, type Settings } from '#lambdas/http/settings.ts';
import type { RepoHost } from '#ports/repo-host.ts';
import type { Secrets } from '#ports/secrets.ts';
import { type GithubDeps, receiveGithub } from './receive.ts';

let serve: ReturnType<typeof serveDeliveries> | undefined;

/** `POST /webhooks/github`. */
export async function handler(event: ProxyEvent): Promise<APIGatewayProxyResult> {
  serve ??= openHandler();
  return serve(event);
}

function openHandler(): ReturnType<typeof serveDeliveries> {
  const settings = readSettings(process.env);
  return serveDeliveries('github', receiveGithub(openDeps(settings)), openLog(settings.STEPWRIGHT_LOG_FILE));
}

function openDeps(settings: Settings): GithubDeps {
  const secrets = openSecrets({ client: new SecretsManagerClient({}) });
  const stateMachineArn = requireSetting(settings, 'STEPWRIGHT_STATE_MACHINE_ARN');
  const repoHost = loadOnce(() => loadRepoHost(settings, secrets));
  return {
    store: openTaskStore({ client: new DynamoDBClient({}), table: settings.STEPWRIGHT_TABLE, clock: systemClock }),
    engine: openWorkflowEngine({ client: new SFNClient({}), stateMachineArn }),
    repoHost: {
      readChecks: async (...commit) => (await repoHost()).readChecks(...commit),
      readMergeability: async (place) => (await repoHost()).readMergeability(place),
    },
    secrets,
    settings: {
      label: settings.STEPWRIGHT_LABEL,
      handle: settings.STEPWRIGHT_HANDLE,
      mayMerge: settings.STEPWRIGHT_AUTO_MERGE !== 'off',
    },
  };
}

/** Most deliveries are about commits nobody waits for, and need none of it. */
async function loadRepoHost(settings: Settings, secrets: Secrets): Promise<RepoHost> {
  const { openRepoHost } = await import('#adapters/github/repo-host.ts');
  return openRepoHost({
    apiUrl: settings.STEPWRIGHT_GITHUB_API_URL,
    appId: requireSetting(settings, 'STEPWRIGHT_GITHUB_APP_ID'),
    privateKey: () => secrets.read('stepwright/github/app-private-key'),
  });
}
