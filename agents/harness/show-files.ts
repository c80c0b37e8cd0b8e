import { visiblePath } from '#domain/visible-path.ts';

const MAX_TEXT = 40_000;
const MAX_LINE = 2_000;
const MAX_PATHS = 1_000;

/** A file's lines with their numbers, from and to inclusive; what does not fit is left out whole, and how to go on is said. */
export function showFile(text: string, from = 1, to = Number.POSITIVE_INFINITY): string {
  const lines = text.replace(/\n$/, '').split('\n');
  if (from > lines.length) return `The file has only ${lines.length} lines.`;
  const last = Math.min(to, lines.length);
  const width = String(lines.length).length;
  const shown: string[] = [];
  let room = MAX_TEXT;
  for (let at = from; at <= last; at += 1) {
    const line = `${String(at).padStart(width)}\t${cutLine(lines[at - 1] ?? '')}`;
    room -= line.length;
    if (room < 0) return [...shown, `… lines ${at} to ${last} do not fit here: read on with from: ${at}.`].join('\n');
    shown.push(line);
  }
  return shown.join('\n');
}

/** The paths below a folder, or what is directly in it with counts when there are too many to list. */
export function showPaths(paths: readonly string[], under = ''): string {
  const folder = under.replace(/^(?:\.?\/)+|^\.$|\/+$/g, '');
  const start = folder === '' ? '' : `${folder}/`;
  const chosen = paths.filter((path) => path.startsWith(start));
  if (chosen.length === 0) return folder === '' ? 'There are no files.' : `There are no files below ${folder}.`;
  if (chosen.length <= MAX_PATHS) return chosen.map(visiblePath).join('\n');
  const entries = Map.groupBy(chosen, (path) => /^[^/]+\/?/.exec(path.slice(start.length))?.[0] ?? path);
  const shown = [...entries].map(
    ([name, { length }]) => visiblePath(start + name) + (name.endsWith('/') ? ` (${length} files)` : ''),
  );
  const more = shown.length > MAX_PATHS ? [`… and ${shown.length - MAX_PATHS} more`] : [];
  const hint = `${chosen.length} files are too many to list. List one of these folders with under, or search:`;
  return [hint, ...shown.slice(0, MAX_PATHS), ...more].join('\n');
}

function cutLine(line: string): string {
  return line.length <= MAX_LINE ? line : `${line.slice(0, MAX_LINE)}… (${line.length - MAX_LINE} more characters in this line)`;
}
