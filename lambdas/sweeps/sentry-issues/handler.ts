import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient } from '@aws-sdk/client-sfn';
import type { Context } from 'aws-lambda';
import { openTaskStore } from '#adapters/dynamodb/open-task-store.ts';
import { openSecrets } from '#adapters/secrets-manager/open-secrets.ts';
import { openErrorTracker } from '#adapters/sentry/error-tracker.ts';
import { openWorkflowEngine } from '#adapters/step-functions/workflow-engine.ts';
import { systemClock } from '#adapters/system/clock.ts';
import { openLog } from '#lambdas/http/log.ts';
import { readSettings, requireSetting, type Settings } from '#lambdas/http/settings.ts';
import { sweepIssues, type SweepIssuesDeps, type SweepIssuesResult } from './sweep-issues.ts';

/** Where no Lambda counts the time. */
const UNCOUNTED_MS = 300_000;

let deps: Omit<SweepIssuesDeps, 'remaining'> | undefined;
let remaining = (): number => UNCOUNTED_MS;

/** Called on a schedule; the event says nothing that is needed. */
export async function handler(_event: unknown, context?: Pick<Context, 'getRemainingTimeInMillis'>): Promise<SweepIssuesResult> {
  const settings = readSettings(process.env);
  if (settings.STEPWRIGHT_SENTRY_ORG === undefined) return { looked: 0, started: 0, ended: 'not set up' };
  remaining = () => context?.getRemainingTimeInMillis() ?? UNCOUNTED_MS;
  deps ??= openDeps(settings);
  return sweepIssues({ ...deps, remaining });
}

function openDeps(settings: Settings): Omit<SweepIssuesDeps, 'remaining'> {
  const stateMachineArn = requireSetting(settings, 'STEPWRIGHT_STATE_MACHINE_ARN');
  const secrets = openSecrets({ client: new SecretsManagerClient({}) });
  return {
    store: openTaskStore({ client: new DynamoDBClient({}), table: settings.STEPWRIGHT_TABLE, clock: systemClock }),
    engine: openWorkflowEngine({ client: new SFNClient({}), stateMachineArn }),
    errors: openErrorTracker({
      url: settings.STEPWRIGHT_SENTRY_URL,
      organization: requireSetting(settings, 'STEPWRIGHT_SENTRY_ORG'),
      token: () => secrets.read('stepwright/sentry/auth-token'),
      // Half of what is left: the page that was waited for has to be looked at as well.
      patience: () => remaining() / 2,
    }),
    clock: systemClock,
    rules: { thresholds: settings.STEPWRIGHT_SENTRY_THRESHOLDS, projects: settings.STEPWRIGHT_SENTRY_PROJECTS },
    approvalTimeoutSeconds: settings.STEPWRIGHT_APPROVAL_TIMEOUT_SECONDS,
    limits: { maxTurns: settings.STEPWRIGHT_MAX_TURNS, maxBudgetUsd: settings.STEPWRIGHT_MAX_BUDGET_USD },
    log: openLog(settings.STEPWRIGHT_LOG_FILE),
  };
}
