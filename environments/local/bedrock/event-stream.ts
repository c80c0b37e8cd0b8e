import { setTimeout as delay } from 'node:timers/promises';
import { toEventFrame } from '../http/event-frame.ts';
import type { ConverseResponse } from './to-response.ts';

export interface StreamInput {
  /** How long the whole answer takes, in milliseconds. */
  readonly delayMs: number;
  /** Ends in the middle with Bedrock's exception. */
  readonly isBroken: boolean;
  /** Aborted when nobody listens any more. */
  readonly signal: AbortSignal;
}

/** A Converse answer as ConverseStream sends it: word by word. */
export function toEventStream(
  response: ConverseResponse,
  { delayMs, isBroken, signal }: StreamInput,
): ReadableStream<Uint8Array> {
  const events = toEvents(response);
  const sent = isBroken ? events.slice(0, Math.ceil(events.length / 2)) : events;
  async function* frames(): AsyncGenerator<Uint8Array> {
    for (const [type, body] of sent) {
      yield toEventFrame('event', type, body);
      if (delayMs > 0) await delay(delayMs / sent.length, undefined, { signal });
    }
    if (isBroken) yield toEventFrame('exception', 'modelStreamErrorException', BROKEN);
  }
  return ReadableStream.from(frames());
}

const BROKEN = { message: 'The model stopped in the middle of its answer.', originalStatusCode: 424 };

type Event = readonly [type: string, body: object];

function toEvents({ output, stopReason, usage, metrics }: ConverseResponse): Event[] {
  return [
    ['messageStart', { role: output.message.role }],
    ...output.message.content.flatMap(toBlockEvents),
    ['messageStop', { stopReason }],
    ['metadata', { usage, metrics }],
  ];
}

function toBlockEvents(block: ConverseResponse['output']['message']['content'][number], contentBlockIndex: number): Event[] {
  const deltas: object[] =
    'text' in block ? (block.text.match(/\s*\S+\s*/g) ?? []).map((text) => ({ text })) : [toInputDelta(block.toolUse)];
  return [
    ...('toolUse' in block ? [toStart(block.toolUse, contentBlockIndex)] : []),
    ...deltas.map((delta): Event => ['contentBlockDelta', { delta, contentBlockIndex }]),
    ['contentBlockStop', { contentBlockIndex }],
  ];
}

function toStart({ toolUseId, name }: { toolUseId: string; name: string }, contentBlockIndex: number): Event {
  return ['contentBlockStart', { start: { toolUse: { toolUseId, name } }, contentBlockIndex }];
}

function toInputDelta({ input }: { readonly input: object }): object {
  return { toolUse: { input: JSON.stringify(input) } };
}
