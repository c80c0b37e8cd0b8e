import { APP_ID, BOT, BOT_ID, type MessageRecord, type SlackUser, TEAM, type ViewRecord } from './model.ts';
import { type Channel, repliesOf, type Workspace } from './workspace.ts';

export type Json = Record<string, unknown>;

/** A message as history shows it; the first of a thread also tells about its replies. */
export function toMessage(workspace: Workspace, message: MessageRecord, withMetadata = false): Json {
  if (message.deleted) {
    return {
      type: 'message',
      subtype: 'tombstone',
      user: 'USLACKBOT',
      text: 'This message was deleted.',
      ts: message.ts,
      ...threadOf(workspace, message),
    };
  }
  const bot = message.userId === BOT.id;
  return {
    type: 'message',
    user: message.userId,
    ts: message.ts,
    ...(bot ? { bot_id: BOT_ID, app_id: APP_ID } : {}),
    text: message.text,
    team: TEAM.id,
    ...(message.blocks.length > 0 ? { blocks: message.blocks } : {}),
    ...(message.editedTs === undefined ? {} : { edited: { user: message.userId, ts: message.editedTs } }),
    ...(message.reactions.length > 0
      ? { reactions: message.reactions.map((reaction) => ({ ...reaction, count: reaction.users.length })) }
      : {}),
    ...(withMetadata && message.metadata ? { metadata: message.metadata } : {}),
    ...threadOf(workspace, message),
  };
}

function threadOf(workspace: Workspace, message: MessageRecord): Json {
  if (message.threadTs !== undefined)
    return { thread_ts: message.threadTs, parent_user_id: workspace.messages.get(message.threadTs)?.userId };
  const replies = repliesOf(workspace, message.ts);
  if (replies.length === 0) return {};
  return {
    thread_ts: message.ts,
    reply_count: replies.length,
    reply_users: [...new Set(replies.map(({ userId }) => userId))],
    reply_users_count: new Set(replies.map(({ userId }) => userId)).size,
    latest_reply: replies.at(-1)?.ts,
  };
}

export function toUser(user: SlackUser): Json {
  return {
    id: user.id,
    team_id: TEAM.id,
    name: user.name,
    deleted: false,
    real_name: user.realName,
    tz: 'Etc/UTC',
    is_bot: user.isBot,
    is_app_user: false,
    profile: {
      real_name: user.realName,
      display_name: user.name,
      ...(user.email === '' ? {} : { email: user.email }),
      team: TEAM.id,
    },
  };
}

export function toChannelInfo({ id, name }: Channel): Json {
  return {
    id,
    name,
    name_normalized: name,
    is_channel: true,
    is_group: false,
    is_im: false,
    is_mpim: false,
    is_private: false,
    is_archived: false,
    is_general: false,
    is_member: true,
    context_team_id: TEAM.id,
    topic: { value: '', creator: '', last_set: 0 },
    purpose: { value: 'Tasks of Stepwright', creator: BOT.id, last_set: 0 },
  };
}

export function toView(record: ViewRecord): Json {
  return {
    ...record.view,
    id: record.id,
    team_id: TEAM.id,
    hash: record.hash,
    state: { values: {} },
    root_view_id: record.id,
    previous_view_id: null,
    app_id: APP_ID,
    app_installed_team_id: TEAM.id,
    bot_id: BOT_ID,
    external_id: '',
    clear_on_close: false,
    notify_on_close: false,
  };
}
