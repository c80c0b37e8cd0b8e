import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Workspace } from '#ports/workspace.ts';
import { createServer, openAt } from './server.ts';

let workspace: Workspace;
let place: string;

beforeAll(async () => {
  const server = createServer({ 'package.json': '{}' });
  place = server.place;
  workspace = await openAt(place, server.url, { limits: { outputBytes: 10_000, fileBytes: 100 * 1024 } });
});

afterEach(() => {
  vi.unstubAllEnvs();
});

const run = (command: string, timeoutSeconds = 10, signal?: AbortSignal) =>
  workspace.run(command, { timeoutSeconds, ...(signal ? { signal } : {}) });

describe('environment', () => {
  test("a command sees nothing of this process's environment", async () => {
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'aws-secret');
    vi.stubEnv('STEPWRIGHT_TABLE', 'table-name');
    vi.stubEnv('GITHUB_TOKEN', 'github-secret');
    const { output, exitCode } = await run('env; tr "\\0" "\\n" < /proc/self/environ; export -p');
    expect(exitCode).toBe(0);
    expect(output).not.toMatch(/aws-secret|github-secret|table-name|AWS_|STEPWRIGHT_|GITHUB_/);
    const names = (await run('env')).output.split('\n').map((line) => line.split('=')[0]);
    expect(names.filter(Boolean).toSorted((a = '', b = '') => a.localeCompare(b))).toEqual([
      '_',
      'CI',
      'HOME',
      'LANG',
      'PATH',
      'PWD',
      'RUN_MARK',
      'SHLVL',
      'TMPDIR',
    ]);
  });

  test('home and temporary directories are its own and outside the checkout', async () => {
    const [home = '', temporary = ''] = (await run('echo $HOME; echo $TMPDIR')).output.split('\n');
    for (const directory of [home, temporary]) {
      expect(directory.startsWith(join(place, 'work'))).toBe(true);
      expect(directory.startsWith(workspace.root)).toBe(false);
      expect(existsSync(directory)).toBe(true);
    }
  });

  test('node is the one that runs us', async () => {
    expect((await run('node --version')).output.trim()).toBe(process.version);
  });
});

describe('ending', () => {
  test('the exit code and both outputs come back in their order', async () => {
    const result = await run('echo one; echo two >&2; echo three; exit 3');
    expect(result).toMatchObject({ exitCode: 3, output: 'one\ntwo\nthree\n', timedOut: false });
  });

  test('a command that hangs is killed with everything it started, even what detached itself', async () => {
    const result = await run(
      'sleep 300 & setsid sleep 300 & (setsid sh -c "sleep 300 & exec sleep 300" &) ; echo started; sleep 300',
      0.3,
    );
    expect(result.timedOut).toBe(true);
    expect(result.output).toContain('started');
    await expectNoneLeft();
  });

  test('what a command leaves running when it ends is killed too, and its output does not keep us waiting', async () => {
    const result = await run('setsid sleep 301 & echo done');
    expect(result).toMatchObject({ exitCode: 0, output: 'done\n' });
    expect(result.ms).toBeLessThan(5_000);
    await expectNoneLeft();
  });

  test('an aborted command ends at once with the reason', async () => {
    const controller = new AbortController();
    const running = run('sleep 302', 60, controller.signal);
    const reason = new Error('cancelled');
    controller.abort(reason);
    await expect(running).rejects.toBe(reason);
    await expectNoneLeft();
  });
});

describe('limits', () => {
  test('a flood of output keeps its beginning and its end', async () => {
    const { output } = await run('echo BEGIN; yes 0123456789 | head -c 5000000; echo END');
    expect(output.length).toBeLessThan(11_000);
    expect(output.startsWith('BEGIN')).toBe(true);
    expect(output.trimEnd().endsWith('END')).toBe(true);
    expect(output).toMatch(/… \d+ bytes cut here …/);
  });

  test('a file cannot grow without end', async () => {
    const { exitCode } = await run('head -c 10000000 /dev/zero > big.bin');
    expect(exitCode).not.toBe(0);
    expect((await readFile(join(workspace.root, 'big.bin'))).length).toBeLessThanOrEqual(100 * 1024);
  });
});

/** Processes carry their run's mark in the environment, or did until they were killed. */
async function expectNoneLeft(): Promise<void> {
  const { output } = await run('ps -eo args= | grep -E "^sleep 30[012]$" || true');
  expect(output).toBe('');
}
