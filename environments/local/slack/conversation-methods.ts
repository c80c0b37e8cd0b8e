import { z } from 'zod';
import { type Arguments, booleanArgument, numberArgument, parseArguments } from './arguments.ts';
import { SlackError } from './errors.ts';
import type { MessageRecord } from './model.ts';
import { type Json, toChannelInfo, toMessage } from './present.ts';
import { findChannel, repliesOf, type Workspace } from './workspace.ts';

const pageSchema = z.looseObject({
  channel: z.string(),
  limit: numberArgument.default(100),
  cursor: z.string().optional(),
  oldest: z.string().default('0'),
  latest: z.string().optional(),
  inclusive: booleanArgument.default(false),
  include_all_metadata: booleanArgument.default(false),
});
type Page = z.infer<typeof pageSchema>;

export function listConversations(workspace: Workspace): Json {
  return { channels: [toChannelInfo(workspace.channel)], response_metadata: { next_cursor: '' } };
}

export function conversationInfo(workspace: Workspace, given: Arguments): Json {
  const { channel } = parseArguments(given, z.looseObject({ channel: z.string() }));
  return { channel: toChannelInfo(findChannel(workspace, channel)) };
}

/** Newest first, without the replies of threads. */
export function history(workspace: Workspace, given: Arguments): Json {
  const page = parseArguments(given, pageSchema);
  const { id } = findChannel(workspace, page.channel);
  const messages = workspace.messages.list().filter(({ channel, threadTs }) => channel === id && threadTs === undefined);
  return toPage(workspace, messages.toReversed(), page);
}

/** Oldest first, the message that began the thread before its replies. */
export function replies(workspace: Workspace, given: Arguments): Json {
  const page = parseArguments(given, pageSchema);
  const { ts } = parseArguments(given, z.looseObject({ ts: z.string() }));
  const { id } = findChannel(workspace, page.channel);
  const message = workspace.messages.get(ts);
  if (message?.channel !== id) throw new SlackError('thread_not_found');
  const first = workspace.messages.get(message.threadTs ?? ts) ?? message;
  return toPage(workspace, [first, ...repliesOf(workspace, first.ts)], page);
}

function toPage(workspace: Workspace, all: readonly MessageRecord[], page: Page): Json {
  const inTime = all.filter(({ ts }) => isWithin(ts, page));
  const start = page.cursor ? readCursor(page.cursor) : 0;
  const end = start + Math.min(Math.max(page.limit, 1), 999);
  const messages = inTime.slice(start, end).map((message) => toMessage(workspace, message, page.include_all_metadata));
  const more = end < inTime.length;
  const next = more ? Buffer.from(`next:${end}`).toString('base64') : '';
  return { messages, has_more: more, ...(more ? { response_metadata: { next_cursor: next } } : {}) };
}

function isWithin(ts: string, { oldest, latest, inclusive }: Page): boolean {
  const time = Number(ts);
  if (inclusive && (ts === oldest || ts === latest)) return true;
  return time > Number(oldest) && (latest === undefined || time < Number(latest));
}

function readCursor(cursor: string): number {
  const match = /^next:(\d{1,9})$/.exec(Buffer.from(cursor, 'base64').toString());
  if (!match) throw new SlackError('invalid_cursor');
  return Number(match[1]);
}
