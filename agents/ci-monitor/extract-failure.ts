import { cleanLine, RANKS, rankOf, withoutNumbers } from './log-lines.ts';

const CONTEXT = 2;
/** A line that never ends is not gathered any further. */
const MAX_PENDING = 4_000;

/**
 * The lines of a log that show why it failed, with a little around them, in their order and at most `limit` characters; the
 * end of the log when no line looks like a failure.
 */
export function extractFailure(log: string, limit: number): string {
  const extraction = openExtraction(limit);
  for (const line of log.split('\n')) extraction.add(line);
  return extraction.result();
}

/** The same of a log that arrives in parts, hundreds of megabytes of it: what is kept depends on `limit` alone. */
export async function extractFromStream(parts: AsyncIterable<string>, limit: number): Promise<string> {
  const extraction = openExtraction(limit);
  let pending = '';
  for await (const part of parts) {
    const lines = part.split('\n');
    const last = lines.pop() ?? '';
    for (const [at, line] of lines.entries()) extraction.add(at === 0 ? pending + line : line);
    pending = `${lines.length > 0 ? '' : pending}${last}`.slice(0, MAX_PENDING);
  }
  extraction.add(pending);
  return extraction.result();
}

interface Kept {
  readonly at: number;
  readonly line: string;
}

interface Extraction {
  add(line: string): void;
  result(): string;
}

/** Of each rank of telling lines as many are kept as the whole answer has room for, so that the best can be chosen in the end. */
function openExtraction(limit: number): Extraction {
  const telling = Array.from({ length: RANKS }, (): number[] => []);
  const room = Array.from({ length: RANKS }, () => limit);
  const kept = new Map<number, string>();
  const said = new Set<string>();
  const before: Kept[] = [];
  const end = openEnd(limit);
  let count = 0;
  let until = -1;
  const keep = ({ at, line }: Kept): void => void kept.set(at, line);
  const tell = (line: string): boolean => {
    const rank = rankOf(line);
    const words = withoutNumbers(line);
    // What is said a thousand times is told once.
    if (rank < 0 || (room[rank] ?? 0) < 0 || said.has(words)) return false;
    said.add(words);
    telling[rank]?.push(count);
    room[rank] = (room[rank] ?? 0) - line.length - 3;
    return true;
  };
  return {
    add: (raw) => {
      const line = cleanLine(raw);
      if (line === undefined) return;
      if (tell(line)) {
        for (const one of before) keep(one);
        until = count + CONTEXT;
      }
      if (count <= until) keep({ at: count, line });
      before.push({ at: count, line });
      if (before.length > CONTEXT) before.shift();
      end.add(line);
      count += 1;
    },
    result: () => {
      const chosen = choose(telling.flat(), kept, limit);
      return chosen.length === 0 ? end.text() : join(chosen).slice(0, limit);
    },
  };
}

/** Takes the most telling lines first, each with its context, as long as there is room; answers them in their order. */
function choose(telling: readonly number[], kept: ReadonlyMap<number, string>, limit: number): Kept[] {
  const chosen = new Map<number, string>();
  let room = limit;
  for (const at of telling) {
    const near = Array.from({ length: 2 * CONTEXT + 1 }, (_, offset) => at - CONTEXT + offset);
    const fresh = near.flatMap((one) => {
      const line = kept.get(one);
      return line === undefined || chosen.has(one) ? [] : [{ at: one, line }];
    });
    room -= fresh.reduce((size, { line }) => size + line.length + 3, 0);
    if (room < 0) break;
    for (const { at: one, line } of fresh) chosen.set(one, line);
  }
  return [...chosen].map(([at, line]) => ({ at, line })).sort((a, b) => a.at - b.at);
}

function join(lines: readonly Kept[]): string {
  return lines
    .map(({ at, line }, index) => (index > 0 && at !== (lines[index - 1]?.at ?? 0) + 1 ? `…\n${line}` : line))
    .join('\n');
}

/** The last `limit` characters of all lines. */
function openEnd(limit: number): { add(line: string): void; text(): string } {
  let text = '';
  return {
    add: (line) => {
      text += `${line}\n`;
      if (text.length > 4 * limit + 1_000) text = text.slice(-limit - 1);
    },
    text: () => text.trimEnd().slice(-limit),
  };
}
