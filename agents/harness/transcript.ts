import type { Invocation } from '#domain/agent.ts';
import type { Failure } from '#domain/failure.ts';
import type { TokenCounts } from '#domain/price.ts';
import type { Task } from '#domain/task.ts';
import { transcriptKeyOf } from '#domain/transcript.ts';
import { withoutSecrets } from '#domain/without-secrets.ts';
import type { Transcripts } from '#ports/transcripts.ts';
import type { Log } from './log.ts';
import type { Trouble } from './model-trouble.ts';
import { shortenMiddle } from './workspace/shorten-middle.ts';

type Heading = Omit<Invocation, 'taskToken' | 'heartbeatSeconds' | 'timeoutSeconds'>;

/** One line of a transcript (docs/how-to/explain.md). */
export type TranscriptEntry =
  | ({ readonly type: 'begin'; readonly resumed: boolean; readonly model: string } & Heading & {
        readonly traceId: string | undefined;
        readonly used: Task['usage'];
        readonly limits: Task['limits'];
      })
  /** A conversation with the model begins; an agent may have several in one step. */
  | { readonly type: 'asked'; readonly system: string; readonly user: string; readonly tools: readonly string[] }
  | { readonly type: 'instruction'; readonly text: string }
  | {
      readonly type: 'model';
      readonly ms: number;
      readonly tokens: TokenCounts;
      readonly costUsd: number;
      readonly stop: string;
      readonly text: string;
      readonly calls: readonly { readonly tool?: string | undefined; readonly args?: unknown }[];
    }
  | { readonly type: 'model-failed'; readonly ms: number; readonly trouble: Trouble; readonly said: string }
  | { readonly type: 'tool'; readonly tool: string; readonly ok: boolean; readonly ms: number; readonly result: string }
  | { readonly type: 'progress'; readonly message: string }
  /** So many lines had no room any more. */
  | { readonly type: 'left-out'; readonly lines: number }
  | {
      readonly type: 'end';
      readonly outcome: 'finished' | 'failed' | 'stopped';
      readonly result?: string;
      readonly failure?: Failure;
    };

/** What is said and done in one attempt at a step. It never fails: a transcript is not worth a step. */
export interface Transcript {
  note(entry: TranscriptEntry): void;
  /** Notes how the attempt ended and keeps all of it. Takes five seconds at most, and never rejects. */
  end(how: Omit<Extract<TranscriptEntry, { type: 'end' }>, 'type'>): Promise<void>;
}

export interface TranscriptDeps {
  readonly transcripts: Transcripts;
  readonly log: Log;
  readonly now?: () => Date;
}

/** A session that dies takes with it what was said since. */
const KEEP_EVERY_MS = 60_000;
const KEEP_WITHIN_MS = 5_000;

/** Characters of one text: enough of a file or an output to see what the model saw. */
const MAX_TEXT = 20_000;

/** Characters of a whole transcript; the longest steps have two or three million. */
const MAX_TRANSCRIPT = 16_000_000;

/** What is written however long the rest is. */
const LAST: ReadonlySet<TranscriptEntry['type']> = new Set(['left-out', 'end']);

/** Opens the transcript of an attempt that begins now; it is kept every minute, and at its end whatever that is. */
export function openTranscript(
  { taskId, step, taskToken }: Invocation,
  { transcripts, log, now = () => new Date() }: TranscriptDeps,
): Transcript {
  const key = transcriptKeyOf(taskId, step, now());
  const lines: string[] = [];
  let room = MAX_TRANSCRIPT;
  let leftOut = 0;
  let keptAt = now().getTime();
  let keeping: Promise<void> | undefined;
  let hasFailed = false;
  const keep = async (): Promise<void> => {
    keptAt = now().getTime();
    try {
      await transcripts.keep(key, `${lines.join('\n')}\n`, AbortSignal.timeout(KEEP_WITHIN_MS));
    } catch (error) {
      if (!hasFailed) log('warn', 'the transcript is not kept', { taskId, step, key, error: String(error) });
      hasFailed = true;
    }
  };
  const add = (entry: TranscriptEntry): void => {
    const line = toLine(entry, now(), taskToken);
    room -= line.length;
    if (room > 0 || LAST.has(entry.type)) lines.push(line);
    else leftOut += 1;
  };
  return {
    note: (entry) => {
      add(entry);
      if (keeping || now().getTime() - keptAt < KEEP_EVERY_MS) return;
      keeping = keep().finally(() => (keeping = undefined));
    },
    end: async (how) => {
      await keeping;
      if (leftOut > 0) add({ type: 'left-out', lines: leftOut });
      add({ type: 'end', ...how });
      await keep();
    },
  };
}

function toLine(entry: TranscriptEntry, at: Date, taskToken: string): string {
  try {
    return JSON.stringify({ at: at.toISOString(), ...entry }, (_key, value: unknown) =>
      typeof value === 'string' ? screen(value, taskToken) : value,
    );
  } catch (error) {
    return JSON.stringify({ at: at.toISOString(), type: entry.type, unreadable: String(error) });
  }
}

/** Screened before it is cut: half a credential is no shape that could be recognised. */
function screen(text: string, taskToken: string): string {
  const bare = taskToken === '' ? text : text.replaceAll(taskToken, '[secret]');
  return shortenMiddle(withoutSecrets(bare), MAX_TEXT);
}
