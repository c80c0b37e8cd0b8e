import type { z } from 'zod';
import { type Inquiry, inquiryIdOf } from '#domain/inquiry.ts';
import { eventCallbackSchema, messageEventSchema, urlVerificationSchema } from './schema.ts';

/** What the Events API delivered. */
export type SlackEvent =
  | { readonly type: 'ignored'; readonly reason: string }
  /** Slack asks whether this address is ours. */
  | { readonly type: 'challenge'; readonly challenge: string }
  | { readonly type: 'asked'; readonly inquiry: Omit<Inquiry, 'askedAt'>; readonly id: string | undefined };

/** Far more than a question needs; Slack's own limit is 40,000. */
const MAX_TEXT = 8_000;

/** Reads a delivery of the Events API: a mention, or a direct message, asks something. @throws z.ZodError */
export function toInquiry(type: string, payload: unknown): SlackEvent {
  if (type === 'url_verification') return { type: 'challenge', challenge: urlVerificationSchema.parse(payload).challenge };
  if (type !== 'event_callback') return ignored(`${type.slice(0, 60)} is of no interest`);
  const callback = eventCallbackSchema.parse(payload);
  const kind = callback.event.type;
  if (kind !== 'app_mention' && kind !== 'message') return ignored(`the event ${kind.slice(0, 60)} is of no interest`);
  const { event } = messageEventSchema.parse(payload);
  const refusal = refusalOf(kind, event) ?? strangerOf(event, callback.team_id);
  return refusal === undefined ? fromMessage(event, callback) : ignored(refusal);
}

function fromMessage({ channel, ts, user, ...event }: Message, callback: z.infer<typeof eventCallbackSchema>): SlackEvent {
  if (channel === undefined || ts === undefined || user === undefined) return ignored('the message has no author or no place');
  return {
    type: 'asked',
    id: callback.event_id,
    inquiry: {
      id: inquiryIdOf(channel, ts),
      channel,
      thread: event.thread_ts ?? ts,
      text: toQuestion(event.text, callback.authorizations?.[0]?.user_id),
      by: { channel: 'slack', id: user, name: '' },
    },
  };
}

type Message = z.infer<typeof messageEventSchema>['event'];

/** In a channel only those messages count that mention us, and these come as `app_mention`. */
function refusalOf(kind: 'app_mention' | 'message', { channel_type: place, subtype, bot_id: bot }: Message): string | undefined {
  if (bot !== undefined || subtype === 'bot_message') return 'bots are not answered';
  if (subtype !== undefined && subtype !== 'file_share' && subtype !== 'thread_broadcast') {
    return `${subtype.slice(0, 60)} is no new message`;
  }
  return kind === 'message' && place !== 'im' ? 'the message neither mentions us nor is it a direct one' : undefined;
}

/** What tasks are about is for the people of this workspace. */
function strangerOf({ user_team: userTeam, source_team: sourceTeam }: Message, home: string | undefined): string | undefined {
  const from = userTeam ?? sourceTeam;
  return home !== undefined && from !== undefined && from !== home ? 'the author is of another workspace' : undefined;
}

/** Without our own mention; of other people's the id is left. */
function toQuestion(text: string, ownId: string | undefined): string {
  const own = ownId === undefined ? text.replace(/^\s*<@[A-Z0-9]+(\|[^>]*)?>/, '') : text.replaceAll(`<@${ownId}>`, '');
  return own.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&').trim().slice(0, MAX_TEXT);
}

function ignored(reason: string): SlackEvent {
  return { type: 'ignored', reason };
}
