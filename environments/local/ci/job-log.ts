import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** A job's output is cut here; GitHub's own limit is larger, but nobody reads more. */
const MAX_BYTES = 4 * 1024 * 1024;

/** As many characters of what comes after that are kept of each command: why it failed is said in the end. */
const TAIL = 64 * 1024;

/** Writes a job's log as GitHub shows it. */
export interface JobLog {
  /** Output as it comes. */
  write(text: string): void;
  /** Says that a command has written all of it. */
  endOutput(): void;
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
  let tail = '';
  const append = (text: string): void => {
    if (text === '') return;
    size += Buffer.byteLength(text);
    appendFileSync(file, text);
    atLineStart = text.endsWith('\n');
  };
  const write = (text: string): void => {
    if (size <= MAX_BYTES) append(text);
    else tail = (tail + text).slice(-2 * TAIL);
  };
  const endOutput = (): void => {
    if (tail !== '') append(`\n##[warning]The log is longer than 4 MB; some of it is left out here.\n${tail.slice(-TAIL)}`);
    tail = '';
  };
  const line = (text: string): void => {
    append(`${atLineStart ? '' : '\n'}${text}\n`);
  };
  return {
    write,
    endOutput,
    line,
    error: (text) => line(`##[error]${text}`),
    group: (title, text) => line(`##[group]${title}${text === undefined ? '' : `\n${text}`}\n##[endgroup]`),
  };
}

/** Ends a log whose writer is gone with why it is. */
export function endJobLog(file: string, why: string): void {
  mkdirSync(dirname(file), { recursive: true });
  appendFileSync(file, `\n##[error]${why}\n`);
}

/** The log so far; empty when the job has not begun. */
export function readJobLog(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
