import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { postAs } from './chat-methods.ts';
import type { InteractionOptions } from './interactions.ts';
import { APP_ID, BOT, type MessageRecord, TEAM } from './model.ts';
import { signatureHeaders } from './sign.ts';
import { directChannelOf, findUser } from './workspace.ts';

/** What a person writes: in the channel, in a thread, or to the app directly. */
export interface Say {
  readonly user: string;
  readonly text: string;
  readonly threadTs?: string;
  readonly direct?: boolean;
}

export interface EventOptions extends InteractionOptions {
  /** Milliseconds before each new try; Slack's own are at once, after a minute and after five. */
  readonly retryMs?: readonly number[];
  /** Aborted when the twin closes. */
  readonly closing: AbortSignal;
}

const TIMEOUT_MS = 3_000;
const RETRY_MS = [0, 60_000, 300_000];

/** Posts what a person writes and, if the app has to know of it, sends the event; answers the message's timestamp. */
export function say(
  options: EventOptions,
  { user: name, text, threadTs, direct = false }: Say,
): { ts: string; sent: Promise<void> } {
  const { workspace } = options;
  const user = findUser(name);
  const mentioning = text.replaceAll(/@(stepwright|agent)\b/gi, `<@${BOT.id}>`);
  const channel = direct ? directChannelOf(user).id : workspace.channel.id;
  const place = threadTs === undefined ? {} : { thread_ts: threadTs };
  const message = workspace.documents.transaction(() => postAs(workspace, user.id, { channel, text: mentioning, ...place }));
  const type = direct ? 'message' : text === mentioning ? undefined : 'app_mention';
  const sent = type === undefined ? Promise.resolve() : send(options, toPayload(options, type, message));
  return { ts: message.ts, sent };
}

function toPayload({ workspace }: EventOptions, type: 'app_mention' | 'message', message: MessageRecord): string {
  const { ts, channel, userId: user, text, threadTs } = message;
  return JSON.stringify({
    token: 'not-used',
    team_id: TEAM.id,
    api_app_id: APP_ID,
    event: {
      type,
      user,
      text,
      ts,
      channel,
      team: TEAM.id,
      event_ts: ts,
      client_msg_id: crypto.randomUUID(),
      ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
      ...(type === 'message' ? { channel_type: 'im' } : {}),
    },
    type: 'event_callback',
    event_id: `Ev${randomBytes(5).toString('hex').toUpperCase()}`,
    event_time: Math.floor(workspace.now() / 1_000),
    authorizations: [{ enterprise_id: null, team_id: TEAM.id, user_id: BOT.id, is_bot: true, is_enterprise_install: false }],
    is_ext_shared_channel: false,
  });
}

/** Until the app takes it, with Slack's headers for what is sent again. */
async function send(options: EventOptions, body: string): Promise<void> {
  let reason = await post(options, body, {});
  for (const [index, pause] of (options.retryMs ?? RETRY_MS).entries()) {
    if (reason === undefined || options.closing.aborted) return;
    await delay(pause, undefined, { signal: options.closing }).catch(() => undefined);
    if (options.closing.aborted) return;
    reason = await post(options, body, { 'x-slack-retry-num': String(index + 1), 'x-slack-retry-reason': reason });
  }
  if (reason !== undefined) options.logger.warn('slack app took no event', { reason });
}

/** Why it has to be sent again; undefined when it was taken. */
async function post(
  { commandUrl, signingSecret, workspace, logger }: EventOptions,
  body: string,
  headers: Record<string, string>,
): Promise<'http_timeout' | 'http_error' | 'connection_failed' | undefined> {
  try {
    const response = await fetch(commandUrl(), {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...signatureHeaders(signingSecret, body, workspace.now()), ...headers },
      body,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.body?.cancel();
    return response.ok ? undefined : 'http_error';
  } catch (error) {
    logger.warn('slack app did not answer an event', { error: String(error) });
    return error instanceof Error && error.name === 'TimeoutError' ? 'http_timeout' : 'connection_failed';
  }
}
