import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { GIT_ENVIRONMENT } from './run-git.ts';

export interface GitObject {
  readonly sha: string;
  readonly type: string;
  /** Empty when only the name was asked for. */
  readonly content: Buffer;
}

/** After this long without a question the process ends. */
const IDLE_MS = 5_000;

interface Question {
  readonly withContent: boolean;
  readonly answer: (object: GitObject | undefined) => void;
  readonly fail: (error: Error) => void;
}

interface Reader {
  readonly child: ChildProcessByStdio<Writable, Readable, null>;
  readonly asked: Question[];
  readonly timer: NodeJS.Timeout;
  received: Buffer;
}

/** One `git cat-file` per repository, because starting a process for each of many small questions blocks everybody else. */
const readers = new Map<string, Reader>();

/** What a revision names, without its content; undefined when it names nothing. */
export async function findObject(dir: string, revision: string): Promise<GitObject | undefined> {
  return ask(dir, 'info', revision);
}

/** What a revision names, whole; undefined when it names nothing. */
export async function readObject(dir: string, revision: string): Promise<GitObject | undefined> {
  return ask(dir, 'contents', revision);
}

async function ask(dir: string, command: 'info' | 'contents', revision: string): Promise<GitObject | undefined> {
  if (revision === '' || /[\0\n]/.test(revision)) return undefined;
  const reader = readers.get(dir) ?? open(dir);
  reader.timer.refresh();
  return new Promise((answer, fail) => {
    reader.asked.push({ withContent: command === 'contents', answer, fail });
    reader.child.stdin.write(`${command} ${revision}\n`);
  });
}

function open(dir: string): Reader {
  const child = spawn('git', ['cat-file', '--batch-command'], {
    env: { ...GIT_ENVIRONMENT, GIT_DIR: dir },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const timer = setTimeout(() => close(dir, reader), IDLE_MS).unref();
  const reader: Reader = { child, asked: [], timer, received: Buffer.alloc(0) };
  child.unref();
  child.stdin.on('error', () => undefined);
  child.stdout.on('data', (chunk: Buffer) => receive(reader, chunk));
  child.once('error', (error) => end(dir, reader, error));
  child.once('close', () => end(dir, reader, new Error(`git cat-file ended on ${dir}`)));
  readers.set(dir, reader);
  return reader;
}

/** Asks again later when a question is still open; a closed input ends git when everything is answered. */
function close(dir: string, reader: Reader): void {
  if (reader.asked.length > 0) {
    reader.timer.refresh();
    return;
  }
  if (readers.get(dir) === reader) readers.delete(dir);
  reader.child.stdin.end();
}

function end(dir: string, reader: Reader, error: Error): void {
  clearTimeout(reader.timer);
  if (readers.get(dir) === reader) readers.delete(dir);
  for (const { fail } of reader.asked.splice(0)) fail(error);
}

function receive(reader: Reader, chunk: Buffer): void {
  reader.received = Buffer.concat([reader.received, chunk]);
  for (let next = reader.asked[0]; next !== undefined; next = reader.asked[0]) {
    const read = readAnswer(reader.received, next);
    if (read === undefined) return;
    reader.received = reader.received.subarray(read.length);
    reader.asked.shift();
    next.answer(read.object);
  }
}

/** `<sha> <type> <size>`, then the content and a line feed; or the name again and ` missing` or ` ambiguous`. */
function readAnswer(received: Buffer, question: Question): { object: GitObject | undefined; length: number } | undefined {
  const lineEnd = received.indexOf(10);
  if (lineEnd < 0) return undefined;
  const head = /^([0-9a-f]{40,64}) (commit|tree|blob|tag) (\d+)$/.exec(received.subarray(0, lineEnd).toString('utf8'));
  const [, sha = '', type = '', size = '0'] = head ?? [];
  if (head === null) return { object: undefined, length: lineEnd + 1 };
  if (!question.withContent) return { object: { sha, type, content: Buffer.alloc(0) }, length: lineEnd + 1 };
  const start = lineEnd + 1;
  const length = start + Number(size) + 1;
  if (received.length < length) return undefined;
  return { object: { sha, type, content: Buffer.from(received.subarray(start, length - 1)) }, length };
}
