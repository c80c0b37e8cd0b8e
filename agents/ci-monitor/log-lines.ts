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

/** Nobody reads more of a line, and no pattern has to. */
const MAX_LINE = 500;

/** A line without times and colours; `undefined` for what never tells anything. */
export function cleanLine(line: string): string | undefined {
  const short = line.length > MAX_LINE ? `${line.slice(0, MAX_LINE)}…` : line;
  const clean = short.replace(TIME, '').replace(ESCAPES, '').trimEnd();
  return clean === '' || NOISE.test(clean) ? undefined : clean;
}

/** How telling a line is, 0 the most; -1 when it does not look like a failure. */
export function rankOf(line: string): number {
  return SIGNS.findIndex((sign) => sign.test(line));
}
export const RANKS = SIGNS.length;

/** A line without the numbers in which two runs of the same thing differ. */
export function withoutNumbers(line: string): string {
  return line.replace(/\b[0-9a-f]{7,40}\b|\d+(?:\.\d+)?/g, '0').trim();
}

/** The lines that name what failed, without the numbers in which two runs of the same thing differ, each once. */
export function failingLines(log: string): string[] {
  const lines = log.split('\n').flatMap((line) => cleanLine(line) ?? []);
  const sign = SIGNS.find((one) => lines.some((line) => one.test(line)));
  return [...new Set(lines.filter((line) => sign?.test(line)).map(withoutNumbers))];
}
