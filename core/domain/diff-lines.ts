/** The lines of a file that a diff shows, by their numbers, with their text: what a comment can be attached to. */
export interface DiffLines {
  readonly old: ReadonlyMap<number, string>;
  readonly new: ReadonlyMap<number, string>;
}

const HUNK = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/;

/** Reads the hunks of one file's unified diff, as a repository host gives it (without file headers). */
export function readDiffLines(patch: string): DiffLines {
  const lines = { old: new Map<number, string>(), new: new Map<number, string>() };
  let at: { old: number; new: number } | undefined;
  for (const line of patch.split('\n')) {
    const hunk = HUNK.exec(line);
    if (hunk) at = { old: Number(hunk[1]), new: Number(hunk[2]) };
    else if (at) at = readLine(line, at, lines);
  }
  return lines;
}

type Numbers = { readonly old: number; readonly new: number };

function readLine(line: string, at: Numbers, lines: { old: Map<number, string>; new: Map<number, string> }): Numbers {
  const text = line.slice(1);
  switch (line[0]) {
    case '+':
      lines.new.set(at.new, text);
      return { ...at, new: at.new + 1 };
    case '-':
      lines.old.set(at.old, text);
      return { ...at, old: at.old + 1 };
    case ' ':
      lines.new.set(at.new, text);
      lines.old.set(at.old, text);
      return { old: at.old + 1, new: at.new + 1 };
    default:
      // `\ No newline at end of file`, and the empty piece after the last line feed.
      return at;
  }
}

/** Line numbers as ranges, such as `3-7, 12`. */
export function toRanges(numbers: Iterable<number>): string {
  const sorted = [...numbers].toSorted((a, b) => a - b);
  const ranges: { from: number; to: number }[] = [];
  for (const number of sorted) {
    const last = ranges.at(-1);
    if (last?.to === number - 1) last.to = number;
    else ranges.push({ from: number, to: number });
  }
  return ranges.map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`)).join(', ');
}
