import { z } from 'zod';

/** What is to be done with an event that nobody could handle. */
export type Replay =
  /** The event itself is in the letter. */
  | { readonly type: 'invoke'; readonly lambda: string }
  /** The letter says only where in the table's stream the events are. */
  | { readonly type: 'read-again'; readonly lambda: string; readonly place: StreamPlace }
  | { readonly type: 'drop'; readonly why: string }
  | { readonly type: 'keep'; readonly why: string };

/** Source: AWS, "Retain discarded records for a DynamoDB event source". */
const placeSchema = z.object({
  streamArn: z.string(),
  shardId: z.string(),
  startSequenceNumber: z.string(),
  batchSize: z.int().positive(),
});
export type StreamPlace = z.infer<typeof placeSchema>;

const letterSchema = z.union([
  z
    .object({ requestContext: z.object({ functionArn: z.string() }), DDBStreamBatchInfo: placeSchema })
    .transform(({ requestContext: { functionArn }, DDBStreamBatchInfo: place }): Replay => {
      return { type: 'read-again', lambda: functionArn.split(':')[6] ?? functionArn, place };
    }),
  z.object({ source: z.literal('aws.states') }).transform((): Replay => ({ type: 'invoke', lambda: 'sweeps-execution-ended' })),
  z
    .object({ source: z.literal('aws.scheduler') })
    .or(z.object({ action: z.literal('work-off') }))
    .transform((): Replay => ({ type: 'drop', why: 'its schedule has come round again since' })),
  z
    .object({ Records: z.array(z.object({ EventSource: z.literal('aws:sns') })).min(1) })
    .transform((): Replay => ({ type: 'drop', why: 'an alarm that is old by now, and was mailed' })),
  z
    .object({ Step: z.string(), SecretId: z.string() })
    .transform((): Replay => ({ type: 'drop', why: 'Secrets Manager tries a rotation again by itself' })),
]);

/** Decides by what stands in a dead letter; `lambda` is a part of a name, or all of it when the letter says so. */
export function decideReplay(letter: unknown): Replay {
  const parsed = letterSchema.safeParse(letter);
  return parsed.success ? parsed.data : { type: 'keep', why: 'no letter of a form that is known here' };
}
