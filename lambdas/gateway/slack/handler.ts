import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { openSecrets } from '#adapters/secrets-manager/open-secrets.ts';
import { openChat } from '#adapters/slack/chat.ts';
import { readSlackSettings } from '#lambdas/http/slack-settings.ts';
import { applyTool, type ToolDeps } from './apply-tool.ts';

let deps: ToolDeps | undefined;

/** A tool call that AgentCore Gateway hands on. */
export async function handler(args: unknown, context: unknown): Promise<object> {
  deps ??= openDeps();
  return applyTool(args, context, deps);
}

function openDeps(): ToolDeps {
  const { STEPWRIGHT_SLACK_CHANNEL: channel, STEPWRIGHT_SLACK_API_URL: apiUrl } = readSlackSettings(process.env);
  const secrets = openSecrets({ client: new SecretsManagerClient({}) });
  return { channel, chat: openChat({ apiUrl, token: () => secrets.read('stepwright/slack/bot-token') }) };
}
