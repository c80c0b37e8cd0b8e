import { alarmSchema, type Notification } from './schema.ts';

const WORDS = { ALARM: 'rings', OK: 'is over', INSUFFICIENT_DATA: 'has no data' } as const;
const MAX_TEXT = 2_000;

/** What the channel is told, in Markdown; a notification that is no alarm is told as it came. */
export function toMessage({ Subject, Message }: Notification): string {
  const parsed = alarmSchema.safeParse(readJson(Message));
  if (!parsed.success) return [Subject ?? 'A notification', Message].join('\n').slice(0, MAX_TEXT);
  const { AlarmName, AlarmDescription, NewStateValue, NewStateReason } = parsed.data;
  const title = `**The alarm ${AlarmName} ${WORDS[NewStateValue]}**`;
  // What to do is of no use any more when it is over.
  const body = NewStateValue === 'ALARM' ? [AlarmDescription ?? '', NewStateReason] : [];
  return [title, ...body.filter(Boolean)].join('\n').slice(0, MAX_TEXT);
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
