import { z } from 'zod';
import { type Arguments, parseArguments } from './arguments.ts';
import { parseBlocks } from './blocks.ts';
import { SlackError } from './errors.ts';
import { BOT, BOT_ID, type MessageRecord, metadataSchema } from './model.ts';
import { type Json, toMessage } from './present.ts';
import { addMessage, findChannel, findMessage, findUser, repliesOf, type Workspace } from './workspace.ts';

const contentSchema = z.looseObject({
  channel: z.string(),
  text: z.string().default(''),
  blocks: z.unknown().optional(),
  metadata: metadataSchema.optional(),
});
const postSchema = contentSchema.extend({ thread_ts: z.string().optional() });
const messageRefSchema = z.looseObject({ channel: z.string(), ts: z.string() });
const reactionSchema = z.looseObject({ channel: z.string(), timestamp: z.string(), name: z.string() });

const MAX_TEXT = 40_000;

export function postMessage(workspace: Workspace, given: Arguments): Json {
  const message = postAs(workspace, BOT.id, given);
  return { channel: message.channel, ts: message.ts, message: toMessage(workspace, message, true) };
}

/** Posts in somebody's name. @throws SlackError `channel_not_found`, `thread_not_found`, `no_text`, `invalid_blocks` … */
export function postAs(workspace: Workspace, userId: string, given: Arguments): MessageRecord {
  const post = parseArguments(given, postSchema);
  const channel = findChannel(workspace, post.channel);
  const message: MessageRecord = {
    ts: workspace.nextTs(),
    channel: channel.id,
    userId,
    ...contentOf(post),
    ...(post.metadata ? { metadata: post.metadata } : {}),
    ...(post.thread_ts === undefined ? {} : { threadTs: threadStart(workspace, post.thread_ts) }),
    reactions: [],
    deleted: false,
  };
  addMessage(workspace, message);
  return message;
}

export function updateMessage(workspace: Workspace, given: Arguments): Json {
  const { ts } = parseArguments(given, messageRefSchema);
  const update = parseArguments(given, contentSchema);
  const channel = findChannel(workspace, update.channel);
  const before = ownMessage(workspace, ts, 'cant_update_message');
  const message: MessageRecord = {
    ...before,
    ...contentOf(update),
    ...(update.metadata ? { metadata: update.metadata } : {}),
    editedTs: workspace.nextTs(),
  };
  workspace.messages.put(ts, message);
  return { channel: channel.id, ts, text: message.text, message: toMessage(workspace, message, true) };
}

/** The first message of a thread leaves a tombstone, so that its replies stay. */
export function deleteMessage(workspace: Workspace, given: Arguments): Json {
  const { channel, ts } = parseArguments(given, messageRefSchema);
  const { id } = findChannel(workspace, channel);
  const message = ownMessage(workspace, ts, 'cant_delete_message');
  if (repliesOf(workspace, ts).length === 0) workspace.messages.delete(ts);
  else workspace.messages.put(ts, { ...message, text: '', blocks: [], deleted: true });
  return { channel: id, ts };
}

export function postEphemeral(workspace: Workspace, given: Arguments): Json {
  const post = parseArguments(given, postSchema.extend({ user: z.string() }));
  const channel = findChannel(workspace, post.channel);
  const id = workspace.nextTs();
  const threadTs = post.thread_ts === undefined ? {} : { threadTs: threadStart(workspace, post.thread_ts) };
  workspace.ephemerals.put(id, { id, channel: channel.id, userId: findUser(post.user).id, ...contentOf(post), ...threadTs });
  return { message_ts: id };
}

export function getPermalink(workspace: Workspace, given: Arguments): Json {
  const { channel, message_ts: ts } = parseArguments(given, z.looseObject({ channel: z.string(), message_ts: z.string() }));
  const { id } = findChannel(workspace, channel);
  const message = findMessage(workspace, ts);
  return { channel: id, permalink: permalinkOf(workspace, message) };
}

export function permalinkOf(workspace: Workspace, message: MessageRecord): string {
  const base = `${workspace.url()}/archives/${message.channel}/p${message.ts.replace('.', '')}`;
  return message.threadTs === undefined ? base : `${base}?thread_ts=${message.threadTs}&cid=${message.channel}`;
}

export function addReaction(workspace: Workspace, given: Arguments): Json {
  const { channel, timestamp, name } = parseArguments(given, reactionSchema);
  findChannel(workspace, channel);
  if (!/^[a-z0-9_+'-]+$/.test(name)) throw new SlackError('invalid_name');
  const message = findMessage(workspace, timestamp);
  const users = message.reactions.find((reaction) => reaction.name === name)?.users ?? [];
  if (users.includes(BOT.id)) throw new SlackError('already_reacted');
  const others = message.reactions.filter((reaction) => reaction.name !== name);
  workspace.messages.put(timestamp, { ...message, reactions: [...others, { name, users: [...users, BOT.id] }] });
  return {};
}

export function authTest(workspace: Workspace): Json {
  return {
    url: `${workspace.url()}/`,
    team: 'Local workspace',
    user: BOT.name,
    team_id: 'T0STEPWRGT',
    user_id: BOT.id,
    bot_id: BOT_ID,
    is_enterprise_install: false,
  };
}

/** Text and blocks of a message. @throws SlackError `no_text`, `msg_too_long`, `invalid_blocks` */
export function contentOf(given: { text: string; blocks?: unknown }): Pick<MessageRecord, 'text' | 'blocks'> {
  const blocks = given.blocks === undefined ? [] : parseBlocks(given.blocks);
  if (given.text === '' && blocks.length === 0) throw new SlackError('no_text');
  if (given.text.length > MAX_TEXT) throw new SlackError('msg_too_long');
  return { text: given.text, blocks };
}

/** A reply to a reply goes to the thread of the first. */
function threadStart(workspace: Workspace, ts: string): string {
  const message = workspace.messages.get(ts);
  if (!message) throw new SlackError('thread_not_found');
  return message.threadTs ?? ts;
}

function ownMessage(workspace: Workspace, ts: string, otherwise: string): MessageRecord {
  const message = findMessage(workspace, ts);
  if (message.userId !== BOT.id) throw new SlackError(otherwise);
  return message;
}
