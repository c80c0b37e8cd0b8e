import { LogLevel, WebClient } from '@slack/web-api';
import { UpstreamError } from '#domain/errors.ts';
import type { Chat, ThreadMessage } from '#ports/chat.ts';
import { callSlack, slackCodeOf } from './errors.ts';
import { MESSAGE_EVENT, toContent, toModal } from './to-blocks.ts';

export interface ChatOptions {
  /** `https://slack.com/api/`. */
  readonly apiUrl: string;
  readonly token: () => Promise<string>;
}

/** Two more tries within a second; whoever calls us tries again later. */
const RETRY = { retries: 2, minTimeout: 150, maxTimeout: 600 };
const TIMEOUT_MS = 10_000;
const FIND_LIMIT = 200;

/** Slack through its Web API. */
export function openChat({ apiUrl, token }: ChatOptions): Chat {
  const clientOf = openClients(apiUrl, token);
  return {
    post: (channel, message, thread) =>
      callSlack(async () => {
        const content = { channel, ...toContent(message), unfurl_links: false, unfurl_media: false };
        const send = (await clientOf()).chat.postMessage;
        const { ts } = await send(thread === undefined ? content : { ...content, thread_ts: thread });
        if (ts === undefined)
          throw new UpstreamError('Slack took the message but told no timestamp.', { code: 'SLACK_UNREACHABLE' });
        return ts;
      }),
    update: (channel, id, message) =>
      callSlack(async () => {
        await (await clientOf()).chat.update({ channel, ts: id, ...toContent(message) });
      }),
    whisper: (channel, user, message) =>
      callSlack(async () => {
        await (await clientOf()).chat.postEphemeral({ channel, user, ...toContent(message) });
      }),
    remove: (channel, id) => callSlack(async () => removeMessage(await clientOf(), channel, id)),
    findMessage: (channel, key, thread) => callSlack(async () => findMessage(await clientOf(), { channel, key, thread })),
    readThread: (channel, thread, limit) => callSlack(async () => readThread(await clientOf(), { channel, thread, limit })),
    readUser: (id) => callSlack(async () => readUser(await clientOf(), id)),
    openForm: (trigger, form) =>
      callSlack(async () => {
        await (await clientOf()).views.open({ trigger_id: trigger, view: toModal(form) });
      }),
  };
}

function openClients(slackApiUrl: string, token: () => Promise<string>): () => Promise<WebClient> {
  let current: { token: string; client: WebClient } | undefined;
  return async () => {
    const fresh = await token();
    if (current?.token !== fresh) {
      const options = {
        slackApiUrl,
        retryConfig: RETRY,
        timeout: TIMEOUT_MS,
        logLevel: LogLevel.ERROR,
        rejectRateLimitedCalls: true,
      };
      current = { token: fresh, client: new WebClient(fresh, options) };
    }
    return current.client;
  };
}

async function removeMessage(client: WebClient, channel: string, ts: string): Promise<void> {
  try {
    await client.chat.delete({ channel, ts });
  } catch (error) {
    if (slackCodeOf(error) !== 'message_not_found') throw error;
  }
}

/** Slack keeps the key in the message's metadata, which people do not see. */
async function findMessage(
  client: WebClient,
  { channel, key, thread }: { channel: string; key: string; thread: string | undefined },
): Promise<string | undefined> {
  const query = { channel, limit: FIND_LIMIT, include_all_metadata: true };
  const page =
    thread === undefined
      ? await client.conversations.history(query)
      : await client.conversations.replies({ ...query, ts: thread });
  return page.messages?.find((message) => keyOf(message) === key)?.ts;
}

interface Keyed {
  readonly metadata?: { readonly event_type?: string; readonly event_payload?: Readonly<Record<string, unknown>> };
}

/** What `findMessage` finds the message by; only apps can write it, and people do not see it. */
function keyOf({ metadata }: Keyed): string | undefined {
  const key = metadata?.event_type === MESSAGE_EVENT ? metadata.event_payload?.['key'] : undefined;
  return typeof key === 'string' ? key : undefined;
}

async function readThread(
  client: WebClient,
  { channel, thread, limit }: { channel: string; thread: string; limit: number },
): Promise<ThreadMessage[]> {
  const query = { channel, ts: thread, limit: FIND_LIMIT, include_all_metadata: true };
  const { messages = [] } = await client.conversations.replies(query);
  const [root, ...replies] = messages.map((message): ThreadMessage => {
    const { text = '', user, bot_id: bot } = message;
    const key = keyOf(message);
    return { text, ...(user === undefined || bot !== undefined ? {} : { author: user }), ...(key === undefined ? {} : { key }) };
  });
  return root === undefined ? [] : [root, ...replies.slice(1 - limit)];
}

async function readUser(client: WebClient, id: string): Promise<{ name: string; email?: string }> {
  const { user = {} } = await client.users.info({ user: id });
  const { real_name: shown, email } = user.profile ?? {};
  const name = shown ?? user.real_name ?? user.name ?? id;
  return email ? { name, email } : { name };
}
