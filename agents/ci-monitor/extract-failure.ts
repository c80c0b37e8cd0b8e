const [ESCAPE, BELL] = [27, 7].map((code) => String.fromCodePoint(code));
/** Colours and movements of a terminal, and links and titles (OSC). */
const ESCAPES = new RegExp(`${ESCAPE}(?:\\[[0-9;?]*[A-Za-z]|\\][^${BELL}${ESCAPE}]*(?:${BELL}|${ESCAPE}\\\\))`, 'g');

/** GitHub puts a time before each line, and marks groups and errors with ##[…]. */
const TIME = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z /;
const NOISE = /^##\[(?:endgroup|group|debug|section)\]|^npm (?:notice|warn) /i;

/** Lines that tell what failed, the most telling first. */
const SIGNS: readonly RegExp[] = [
  /^\s*(?:✖|×|not ok\b|--- FAIL|FAIL\b|FAILED\b|test .+ \.\.\. FAILED)/,
  /\b(?:AssertionError|TypeError|ReferenceError|SyntaxError|RangeError|panicked at|Traceback)\b/,
  /^[^\s:]+:\d+(?::\d+)?:?\s|\berror(?:\[\w+\]|:| TS\d+)|^E {3}/i,
  /\bnot formatted\b|\bproblems?\b|would reformat|Code style issues/i,
  /^##\[error\]|\bfail(?:ed|ure|s)?\b|\berr(?:or)?!?\b|\bfatal\b/i,
];

const CONTEXT = 2;
const MAX_LINE = 500;

/**
 * The lines of a log (megabytes of it, with times and colours) that show why it failed, with a little around them, in
 * their order and at most `limit` characters; the end of the log when no line looks like a failure.
 */
export function extractFailure(log: string, limit: number): string {
  const lines = cleanLines(log);
  const chosen = choose(lines, limit);
  if (chosen.size === 0) return lines.join('\n').slice(-limit);
  const kept = [...chosen].sort((a, b) => a - b);
  return kept
    .map((at, index) => (index > 0 && at !== (kept[index - 1] ?? 0) + 1 ? `…\n${lines[at] ?? ''}` : (lines[at] ?? '')))
    .join('\n')
    .slice(0, limit);
}

/** The lines that name what failed, without the numbers in which two runs of the same thing differ, each once. */
export function failingLines(log: string): string[] {
  const lines = cleanLines(log);
  const sign = SIGNS.find((one) => lines.some((line) => one.test(line)));
  return [...new Set(lines.filter((line) => sign?.test(line)).map(withoutNumbers))];
}

function withoutNumbers(line: string): string {
  return line.replace(/\b[0-9a-f]{7,40}\b|\d+(?:\.\d+)?/g, '0').trim();
}

function cleanLines(log: string): string[] {
  return log
    .split('\n')
    .map((line) => shorten(line).replace(TIME, '').replace(ESCAPES, '').trimEnd())
    .filter((line) => line !== '' && !NOISE.test(line));
}

/** Takes the lines of the most telling sign first, each with its context, as long as there is room. */
function choose(lines: readonly string[], limit: number): Set<number> {
  const chosen = new Set<number>();
  let room = limit;
  for (const at of tellingLines(lines)) {
    const fresh = around(at, lines.length).filter((near) => !chosen.has(near));
    room -= fresh.reduce((size, near) => size + (lines[near]?.length ?? 0) + 3, 0);
    if (room < 0) return chosen;
    for (const near of fresh) chosen.add(near);
  }
  return chosen;
}

function tellingLines(lines: readonly string[]): number[] {
  const found = SIGNS.flatMap((sign) => [...lines.keys()].filter((at) => sign.test(lines[at] ?? '')));
  // What is said a thousand times is told once.
  const said = new Set<string>();
  return found.filter((at) => {
    const line = withoutNumbers(lines[at] ?? '');
    return said.has(line) ? false : said.add(line);
  });
}

function around(at: number, end: number): number[] {
  const first = Math.max(0, at - CONTEXT);
  return Array.from({ length: Math.min(end - 1, at + CONTEXT) - first + 1 }, (_, offset) => first + offset);
}

/** Nobody reads more of a line, and no pattern has to. */
function shorten(line: string): string {
  return line.length > MAX_LINE ? `${line.slice(0, MAX_LINE)}…` : line;
}
