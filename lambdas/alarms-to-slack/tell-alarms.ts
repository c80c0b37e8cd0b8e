import { parseEvent } from '#lambdas/intake/parse-event.ts';
import type { Chat } from '#ports/chat.ts';
import { snsEventSchema } from './schema.ts';
import { toMessage } from './to-message.ts';

export interface AlarmDeps {
  readonly chat: Pick<Chat, 'post' | 'findMessage'>;
  readonly channel: string;
}

/** Posts each notification once, though SNS and Lambda may hand it over again. @throws InputError `EVENT_INVALID`, UpstreamError */
export async function tellAlarms(event: unknown, { chat, channel }: AlarmDeps): Promise<void> {
  for (const { Sns } of parseEvent(snsEventSchema, event).Records) {
    const key = `alarm:${Sns.MessageId}`;
    if ((await chat.findMessage(channel, key)) !== undefined) continue;
    await chat.post(channel, { text: toMessage(Sns), key });
  }
}
