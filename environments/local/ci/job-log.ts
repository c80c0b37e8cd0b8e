import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** A job's log is cut here; GitHub's own limit is larger, but nobody reads more. */
const MAX_BYTES = 4 * 1024 * 1024;

/** Writes a job's log as GitHub shows it. */
export interface JobLog {
  /** Output as it comes. */
  write(text: string): void;
  line(text: string): void;
  error(text: string): void;
  /** A heading with, when given, a folded text below it. */
  group(title: string, text?: string): void;
}

/** Begins a new log in a file, replacing one that an interrupted attempt left. */
export function openJobLog(file: string): JobLog {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, '');
  let size = 0;
  let atLineStart = true;
  const append = (text: string): void => {
    if (text === '' || size > MAX_BYTES) return;
    size += Buffer.byteLength(text);
    const cut = size > MAX_BYTES;
    appendFileSync(file, cut ? '\n##[warning]The log is longer than 4 MB; the rest is left out.\n' : text);
    atLineStart = cut || text.endsWith('\n');
  };
  const line = (text: string): void => append(`${atLineStart ? '' : '\n'}${text}\n`);
  return {
    write: append,
    line,
    error: (text) => line(`##[error]${text}`),
    group: (title, text) => line(`##[group]${title}${text === undefined ? '' : `\n${text}`}\n##[endgroup]`),
  };
}

/** The log so far; empty when the job has not begun. */
export function readJobLog(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
