import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { DynamoDBBatchResponse } from 'aws-lambda';
import { toStreamedEvent } from '#adapters/dynamodb/event-item.ts';
import { openTaskStore } from '#adapters/dynamodb/open-task-store.ts';
import { openRepoHost } from '#adapters/github/repo-host.ts';
import { openTracker } from '#adapters/jira/tracker.ts';
import { openSecrets } from '#adapters/secrets-manager/open-secrets.ts';
import { openChat } from '#adapters/slack/chat.ts';
import { systemClock } from '#adapters/system/clock.ts';
import { openLog } from '#lambdas/http/log.ts';
import { readSettings, type Settings } from '#lambdas/http/settings.ts';
import { parseEvent } from '#lambdas/intake/parse-event.ts';
import type { Secrets } from '#ports/secrets.ts';
import { notify } from './notify.ts';
import { notifyEventSchema } from './schema.ts';
import { replay, workOff, type WorkedOff } from './work-off.ts';
import type { GithubTarget, JiraTarget, NotifyDeps, SlackTarget } from './notify-deps.ts';
import { type NotifySettings, readNotifySettings } from './settings.ts';

let deps: NotifyDeps | undefined;

/** Takes the table's stream and tells people, and on a schedule tells those who could not be told. */
export async function handler(event: unknown): Promise<DynamoDBBatchResponse | WorkedOff | { readonly replayed: number }> {
  deps ??= openDeps();
  const asked = parseEvent(notifyEventSchema, event);
  if ('Records' in asked) return notify(asked, deps);
  return asked.action === 'replay' ? replay(deps) : workOff(deps);
}

function openDeps(): NotifyDeps {
  const settings = readSettings(process.env);
  const own = readNotifySettings(process.env);
  const secrets = openSecrets({ client: new SecretsManagerClient({}) });
  return {
    store: openTaskStore({ client: new DynamoDBClient({}), table: settings.STEPWRIGHT_TABLE, clock: systemClock }),
    slack: openSlackTarget(settings, own, secrets),
    jira: openJiraTarget(settings, own, secrets),
    github: openGithubTarget(settings, secrets),
    clock: systemClock,
    log: openLog(settings.STEPWRIGHT_LOG_FILE),
    readEvent: toStreamedEvent,
  };
}

function openSlackTarget(
  settings: Settings,
  {
    STEPWRIGHT_SLACK_CHANNEL: channel,
    STEPWRIGHT_SLACK_ESCALATION_CHANNEL: escalationChannel,
    STEPWRIGHT_SLACK_ERRORS_CHANNEL: errorsChannel,
  }: NotifySettings,
  secrets: Secrets,
): SlackTarget | undefined {
  if (channel === undefined) return undefined;
  const token = () => secrets.read('stepwright/slack/bot-token');
  return { channel, escalationChannel, errorsChannel, chat: openChat({ apiUrl: settings.STEPWRIGHT_SLACK_API_URL, token }) };
}

function openJiraTarget(settings: Settings, own: NotifySettings, secrets: Secrets): JiraTarget | undefined {
  const { STEPWRIGHT_JIRA_URL: host, STEPWRIGHT_JIRA_EMAIL: email, STEPWRIGHT_HANDLE: handle } = settings;
  if (host === undefined || email === undefined) return undefined;
  const apiToken = () => secrets.read('stepwright/jira/api-token');
  return { handle, statuses: own.STEPWRIGHT_JIRA_STATUSES, tracker: openTracker({ host, email, apiToken }) };
}

function openGithubTarget(settings: Settings, secrets: Secrets): GithubTarget | undefined {
  const { STEPWRIGHT_GITHUB_APP_ID: appId, STEPWRIGHT_GITHUB_API_URL: apiUrl, STEPWRIGHT_HANDLE: handle } = settings;
  if (appId === undefined) return undefined;
  const privateKey = () => secrets.read('stepwright/github/app-private-key');
  return { handle, repoHost: openRepoHost({ apiUrl, appId, privateKey }) };
}
