import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { openSecrets } from '#adapters/secrets-manager/open-secrets.ts';
import { openChat } from '#adapters/slack/chat.ts';
import { readSlackSettings } from '#lambdas/http/slack-settings.ts';
import { type AlarmDeps, tellAlarms } from './tell-alarms.ts';

let deps: AlarmDeps | undefined;

/** Takes the alarms' topic and tells the team's channel. */
export async function handler(event: unknown): Promise<void> {
  deps ??= openDeps();
  await tellAlarms(event, deps);
}

function openDeps(): AlarmDeps {
  const { STEPWRIGHT_SLACK_CHANNEL: channel, STEPWRIGHT_SLACK_API_URL: apiUrl } = readSlackSettings(process.env);
  const secrets = openSecrets({ client: new SecretsManagerClient({}) });
  return { channel, chat: openChat({ apiUrl, token: () => secrets.read('stepwright/slack/bot-token') }) };
}
