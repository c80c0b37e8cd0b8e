import { EventStreamCodec } from '@smithy/core/event-streams';

/** AWS's framing of events: what the SDK's client decodes. */
const codec = new EventStreamCodec(
  (bytes) => (typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('utf8')),
  (text) => Buffer.from(text, 'utf8'),
);

export const EVENT_STREAM = 'application/vnd.amazon.eventstream';

/** One event of a stream, or the exception that ends it. */
export function toEventFrame(message: 'event' | 'exception', type: string, body: object): Uint8Array {
  const headers = { ':message-type': message, [`:${message}-type`]: type, ':content-type': 'application/json' };
  return codec.encode({
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, { type: 'string', value }])),
    body: Buffer.from(JSON.stringify(body)),
  });
}
