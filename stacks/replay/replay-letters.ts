import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { Environment } from '../../environments/schema.ts';
import { nameOf } from '../naming.ts';
import { decideReplay, type Replay, type StreamPlace } from './decide-replay.ts';

/** Runs the AWS CLI and answers the JSON that it prints. @throws Error with what it says is wrong */
export type RunAws = (args: readonly string[]) => unknown;

const queueSchema = z.object({ QueueUrl: z.string() });
const letterSchema = z.object({ MessageId: z.string(), ReceiptHandle: z.string(), Body: z.string() });
const lettersSchema = z.object({ Messages: z.array(letterSchema).default([]) }).default({ Messages: [] });
type Letter = z.infer<typeof letterSchema>;

/** Nobody else sees a letter for as long as all of them may take. */
const VISIBILITY_SECONDS = '900';

/**
 * Does again what is in the dead letters, and takes those away that are done; `look` changes nothing. What was handled already is
 * not done twice: every Lambda of ours knows what it has done. Answers a line for each letter.
 */
export function replayLetters(environment: Environment, look: boolean, aws: RunAws): readonly string[] {
  const name = nameOf(environment, 'dead-letters');
  const { QueueUrl: url } = queueSchema.parse(aws(['sqs', 'get-queue-url', '--queue-name', name]));
  return receiveAll(url, look, aws).map((letter) => {
    const replay = decideReplay(parseJson(letter.Body));
    const says = `${letter.MessageId} ${describe(replay)}`;
    if (look || replay.type === 'keep') return says;
    const fault = attempt(() => carryOut(replay, letter.Body, environment, aws));
    if (fault !== undefined) return `${says}: kept, because ${fault}`;
    aws(['sqs', 'delete-message', '--queue-url', url, '--receipt-handle', letter.ReceiptHandle]);
    return `${says}: done`;
  });
}

function receiveAll(url: string, look: boolean, aws: RunAws): readonly Letter[] {
  const found = new Map<string, Letter>();
  for (;;) {
    const visibility = ['--visibility-timeout', look ? '30' : VISIBILITY_SECONDS];
    const answer = aws(['sqs', 'receive-message', '--queue-url', url, '--max-number-of-messages', '10', ...visibility]);
    const fresh = lettersSchema.parse(answer ?? undefined).Messages.filter(({ MessageId }) => !found.has(MessageId));
    if (fresh.length === 0) return [...found.values()];
    for (const letter of fresh) found.set(letter.MessageId, letter);
  }
}

function describe(replay: Replay): string {
  switch (replay.type) {
    case 'invoke':
      return `goes to ${replay.lambda}`;
    case 'read-again':
      return `is read again from ${replay.place.startSequenceNumber} for ${replay.lambda}`;
    case 'drop':
      return `is dropped, ${replay.why}`;
    case 'keep':
      return `is kept, ${replay.why}`;
  }
}

function attempt(work: () => void): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function carryOut(replay: Replay, body: string, environment: Environment, aws: RunAws): void {
  if (replay.type === 'invoke') invoke(nameOf(environment, replay.lambda), body, aws);
  if (replay.type === 'read-again') invoke(replay.lambda, JSON.stringify(readAgain(replay.place, aws)), aws);
}

/** The stream keeps events for a day. */
function readAgain(place: StreamPlace, aws: RunAws): unknown {
  const at = ['--stream-arn', place.streamArn, '--shard-id', place.shardId, '--sequence-number', place.startSequenceNumber];
  const iterator = aws(['dynamodbstreams', 'get-shard-iterator', ...at, '--shard-iterator-type', 'AT_SEQUENCE_NUMBER']);
  const { ShardIterator: shard } = z.object({ ShardIterator: z.string() }).parse(iterator);
  return aws(['dynamodbstreams', 'get-records', '--shard-iterator', shard, '--limit', String(place.batchSize)]);
}

const outcomeSchema = z.object({ FunctionError: z.string().optional() });
const failuresSchema = z.object({ batchItemFailures: z.array(z.unknown()).max(0).optional() }).nullish();

/** @throws Error when the Lambda fails, or says that it could not handle all */
function invoke(lambda: string, payload: string, aws: RunAws): void {
  const directory = mkdtempSync(join(tmpdir(), 'stepwright-replay-'));
  try {
    const [input, output] = [join(directory, 'event.json'), join(directory, 'answer.json')];
    writeFileSync(input, payload);
    const format = ['--cli-binary-format', 'raw-in-base64-out', '--payload', `file://${input}`];
    const { FunctionError: fault } = outcomeSchema.parse(aws(['lambda', 'invoke', '--function-name', lambda, ...format, output]));
    const answer = parseJson(readFileSync(output, 'utf8'));
    if (fault !== undefined || !failuresSchema.safeParse(answer).success)
      throw new Error(`${lambda} could not handle it: its log says why`);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
