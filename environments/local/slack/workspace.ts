import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { type Collection, type Documents, openDocuments } from '../documents.ts';
import { SlackError } from './errors.ts';
import {
  type EphemeralRecord,
  ephemeralSchema,
  type MessageRecord,
  messageSchema,
  type ResponseUrlRecord,
  responseUrlSchema,
  type SlackUser,
  USERS,
  type ViewRecord,
  viewSchema,
} from './model.ts';

export interface Channel {
  readonly id: string;
  readonly name: string;
}

/** Everything the twin knows. */
export interface Workspace {
  readonly url: () => string;
  readonly channel: Channel;
  readonly documents: Documents;
  /** By `ts`, in the order of posting. */
  readonly messages: Collection<MessageRecord>;
  /** By the `ts` of a thread's first message and their own: the `ts` of replies. */
  readonly replies: Collection<string>;
  readonly ephemerals: Collection<EphemeralRecord>;
  readonly views: Collection<ViewRecord>;
  readonly responseUrls: Collection<ResponseUrlRecord>;
  /** Trigger ids by which a form may be opened, once and within 3 seconds; the time is in milliseconds. */
  readonly triggers: Map<string, { readonly userId: string; readonly at: number }>;
  now(): number;
  /** A new message timestamp, above all before it. */
  nextTs(): string;
}

export interface WorkspaceOptions {
  readonly file: string;
  readonly url: () => string;
  /** Id or name of the one channel. */
  readonly channel: string;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

export function openWorkspace(options: WorkspaceOptions): Workspace {
  const documents = openDocuments(options.file);
  const now = options.now ?? Date.now;
  const last = documents.collection('clock', z.object({ micros: z.number() }));
  return {
    url: options.url,
    channel: toChannel(options.channel),
    documents,
    messages: documents.collection('messages', messageSchema),
    replies: documents.collection('replies', z.string()),
    ephemerals: documents.collection('ephemerals', ephemeralSchema),
    views: documents.collection('views', viewSchema),
    responseUrls: documents.collection('response_urls', responseUrlSchema),
    triggers: new Map(),
    now,
    nextTs: () => {
      const micros = Math.max(now() * 1_000, (last.get('last')?.micros ?? 0) + 1);
      last.put('last', { micros });
      return `${Math.floor(micros / 1_000_000)}.${String(micros % 1_000_000).padStart(6, '0')}`;
    },
  };
}

function toChannel(given: string): Channel {
  if (/^C[A-Z0-9]{8,}$/.test(given)) return { id: given, name: 'stepwright' };
  return { id: 'C0STEPWRIGHT', name: given.replace(/^#/, '') };
}

/** Where a person and the app write to each other alone. */
export function directChannelOf({ id, name }: SlackUser): Channel {
  return { id: `D${id.slice(1)}`, name };
}

/** By id, `#name` or name, or somebody's direct messages. @throws SlackError `channel_not_found` */
export function findChannel(workspace: Workspace, given: string): Channel {
  const { channel } = workspace;
  if (given === channel.id || given.replace(/^#/, '') === channel.name) return channel;
  const direct = USERS.filter(({ isBot }) => !isBot)
    .map(directChannelOf)
    .find(({ id }) => id === given);
  if (direct) return direct;
  throw new SlackError('channel_not_found');
}

/** By id, name or e-mail address. @throws SlackError `user_not_found` */
export function findUser(given: string): SlackUser {
  const wanted = given.toLowerCase();
  const user = USERS.find(({ id, name, email }) => id === given || name === wanted || (email !== '' && email === wanted));
  if (!user) throw new SlackError('user_not_found');
  return user;
}

/** Keeps a new message, in its thread if it has one. */
export function addMessage(workspace: Workspace, message: MessageRecord): void {
  const { ts, threadTs } = message;
  workspace.messages.put(ts, message);
  if (threadTs !== undefined) workspace.replies.insert(`${threadTs}#${ts}`, ts);
}

/** The messages of a thread after its first, oldest first. */
export function repliesOf({ messages, replies }: Workspace, ts: string): MessageRecord[] {
  return replies.list(`${ts}#`).flatMap((reply) => messages.get(reply) ?? []);
}

/** @throws SlackError `message_not_found` */
export function findMessage(workspace: Workspace, ts: string): MessageRecord {
  const message = workspace.messages.get(ts);
  if (!message || message.deleted) throw new SlackError('message_not_found');
  return message;
}

const TRIGGER_MS = 3_000;

export function newTrigger(workspace: Workspace, userId: string): string {
  const at = workspace.now();
  for (const [id, trigger] of workspace.triggers) if (at - trigger.at > 10 * TRIGGER_MS) workspace.triggers.delete(id);
  const id = `${Math.floor(at)}.${randomBytes(6).readUIntBE(0, 6)}.${randomBytes(16).toString('hex')}`;
  workspace.triggers.set(id, { userId, at });
  return id;
}

/** Whose trigger it is; it is good once. @throws SlackError `invalid_trigger_id`, `expired_trigger_id` */
export function takeTrigger(workspace: Workspace, id: string): string {
  const trigger = workspace.triggers.get(id);
  if (!trigger) throw new SlackError('invalid_trigger_id');
  workspace.triggers.delete(id);
  if (workspace.now() - trigger.at > TRIGGER_MS) throw new SlackError('expired_trigger_id');
  return trigger.userId;
}
