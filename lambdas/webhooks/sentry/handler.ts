import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient } from '@aws-sdk/client-sfn';
import type { APIGatewayProxyResult } from 'aws-lambda';
import { openTaskStore } from '#adapters/dynamodb/open-task-store.ts';
import { openSecrets } from '#adapters/secrets-manager/open-secrets.ts';
import { openWorkflowEngine } from '#adapters/step-functions/workflow-engine.ts';
import { systemClock } from '#adapters/system/clock.ts';
import { openLog } from '#lambdas/http/log.ts';
import type { ProxyEvent } from '#lambdas/http/request.ts';
import { serveDeliveries } from '#lambdas/http/serve-deliveries.ts';
import { readSettings, requireSetting, type Settings } from '#lambdas/http/settings.ts';
import { receiveSentry, type SentryDeps } from './receive.ts';

let serve: ReturnType<typeof serveDeliveries> | undefined;

/** `POST /webhooks/sentry`. */
export async function handler(event: ProxyEvent): Promise<APIGatewayProxyResult> {
  serve ??= openHandler();
  return serve(event);
}

function openHandler(): ReturnType<typeof serveDeliveries> {
  const settings = readSettings(process.env);
  return serveDeliveries('sentry', receiveSentry(openDeps(settings)), openLog(settings.STEPWRIGHT_LOG_FILE));
}

function openDeps(settings: Settings): SentryDeps {
  const stateMachineArn = requireSetting(settings, 'STEPWRIGHT_STATE_MACHINE_ARN');
  return {
    store: openTaskStore({ client: new DynamoDBClient({}), table: settings.STEPWRIGHT_TABLE, clock: systemClock }),
    engine: openWorkflowEngine({ client: new SFNClient({}), stateMachineArn }),
    clock: systemClock,
    secrets: openSecrets({ client: new SecretsManagerClient({}) }),
    rules: { thresholds: settings.STEPWRIGHT_SENTRY_THRESHOLDS, projects: settings.STEPWRIGHT_SENTRY_PROJECTS },
    approvalTimeoutSeconds: settings.STEPWRIGHT_APPROVAL_TIMEOUT_SECONDS,
    limits: { maxTurns: settings.STEPWRIGHT_MAX_TURNS, maxBudgetUsd: settings.STEPWRIGHT_MAX_BUDGET_USD },
  };
}
