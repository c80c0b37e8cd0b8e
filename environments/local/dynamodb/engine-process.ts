import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { InputError, UpstreamError } from '#domain/errors.ts';
import { listen } from '../http/listen.ts';
import { endStale } from './stale-process.ts';

/**
 * Runs the engine beside a reader of our end of a pipe: when this process goes, however it goes, the pipe ends and the
 * engine is killed. The pid file names the engine and its owner.
 */
const GUARD = `
exec 3<&0
"$@" 3<&- </dev/null &
engine=$!
echo "$engine $PPID" > "$PID_FILE"
{ cat <&3 >/dev/null; kill -9 $engine 2>/dev/null; } >/dev/null 2>&1 &
guard=$!
exec 3<&-
wait $engine
code=$?
kill $guard 2>/dev/null
exit $code
`;

/** How often another free port is tried when somebody took the one that was free a moment ago. */
const PORT_ATTEMPTS = 5;

export interface EngineProcess {
  readonly url: string;
  /** Resolves with a sentence when the engine ends, whoever ended it. */
  readonly exited: Promise<string>;
  close(): Promise<void>;
}

/** Starts the embedded DynamoDB on a free port of 127.0.0.1 and waits until it listens. */
export async function startEngine(binary: string, dataDir: string): Promise<EngineProcess> {
  const pidFile = join(dataDir, 'dynamodb.pid');
  await endStale(pidFile, binary);
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const started = await tryStart(binary, { dataDir, pidFile, port });
    if ('url' in started) return started;
    if (attempt === PORT_ATTEMPTS || !/address|in use|bind/i.test(started.output)) throw startError(started.output);
  }
}

async function tryStart(
  binary: string,
  { dataDir, pidFile, port }: { dataDir: string; pidFile: string; port: number },
): Promise<EngineProcess | { readonly output: string }> {
  const database = join(dataDir, 'dynamodb.sqlite');
  const child = spawn('sh', ['-c', GUARD, 'sh', binary, 'serve', '--port', String(port), '--db-path', database], {
    // In a process group of its own, so that Ctrl-C reaches it through us only and what is running can finish.
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], PID_FILE: pidFile },
  });
  // Writing to it never happens; a broken pipe only says that it ended, which `exit` tells.
  child.stdin.on('error', () => {});
  const output: string[] = [];
  const listening = Promise.withResolvers<true>();
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      output.push(line);
      output.splice(0, output.length - 20);
      if (line.includes('listening on')) listening.resolve(true);
    });
  }
  const exited = exitOf(child);
  const ready = await Promise.race([listening.promise, exited.then(() => false)]);
  if (!ready) return { output: output.join(' ').trim() };
  const close = async (): Promise<void> => {
    child.stdin.end();
    await exited;
  };
  return { url: `http://127.0.0.1:${port}`, exited, close };
}

function exitOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('close', (code, signal) => resolve(`The embedded DynamoDB has ended (${signal ?? `exit code ${code}`}).`));
    child.once('error', (error) => resolve(`The embedded DynamoDB could not be started (${error.message}).`));
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  server.close();
  await once(server, 'close');
  return port;
}

function startError(output: string): Error {
  const detail = output === '' ? '' : ` It says: ${output}`;
  if (/permission|disk|full|read-?only|sqlite database|malformed|unable to open/i.test(output)) {
    return new InputError(`The embedded DynamoDB cannot use its data file.${detail}`, {
      code: 'DATA_DIR_UNUSABLE',
      kind: 'config',
    });
  }
  return new UpstreamError(`The embedded DynamoDB did not start.${detail}`, { code: 'DYNAMODB_NOT_STARTED', kind: 'compute' });
}
