import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, test } from 'vitest';
import { processesOf, removeDirectory, spawnLocal, temporaryDirectory } from './environment.ts';
import { until } from './people.ts';

const INTERRUPTED = 130;

describe('npm start -- --yes --exit, interrupted', () => {
  let dataDir = '';
  afterEach(() => removeDirectory(dataDir));

  /** Starts as a user does who works with AWS. */
  function start() {
    dataDir = temporaryDirectory();
    const env = { AWS_PROFILE: 'not-there', AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_REGION: 'eu-west-1' };
    const child = spawnLocal(['--yes', '--exit', '--port', '0', '--data', dataDir], env);
    const errors: string[] = [];
    child.stderr?.on('data', (chunk: Buffer) => errors.push(chunk.toString()));
    return { child, errors };
  }

  test('when nobody reads its output any more, it stops without noise and leaves no process', async () => {
    const { child, errors } = start();
    await readUntil(child, /became task_/);
    child.stdout?.destroy();
    await expectInterrupted(child);
    expect(errors.join('')).toBe('');
  });

  test('Ctrl-C while it starts files no ticket', async () => {
    const { child, errors } = start();
    const output: string[] = [];
    child.stdout?.on('data', (chunk: Buffer) => output.push(chunk.toString()));
    await until('the start', async () => (existsSync(join(dataDir, 'environment.pid')) ? true : undefined));
    child.kill('SIGINT');
    await expectInterrupted(child);
    expect(output.join('') + errors.join('')).toBe('');
  });

  async function expectInterrupted(child: ChildProcess): Promise<void> {
    const [code]: unknown[] = child.exitCode === null ? await once(child, 'exit') : [child.exitCode];
    expect(code).toBe(INTERRUPTED);
    expect(processesOf(dataDir)).toEqual([]);
  }
});

async function readUntil(child: ChildProcess, pattern: RegExp): Promise<void> {
  if (child.stdout === null) throw new Error('no standard output');
  for await (const line of createInterface({ input: child.stdout })) if (pattern.test(line)) return;
  throw new Error(`it ended before ${pattern.source}`);
}
