import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { openTurns } from '#adapters/system/open-turns.ts';
import { isolation, openPlace } from './sandbox-place.ts';

const MB = 1024 ** 2;
const limits = { outputBytes: 10_000, fileBytes: MB, memoryBytes: 500 * MB, maxOutputBytes: 20 * MB };
const WAYS = [['limits alone', false] as const, ...(isolation.isolated ? [['namespaces', true] as const] : [])];

afterEach(() => {
  vi.unstubAllEnvs();
});

describe.each(WAYS)('with %s', (_way, namespaces) => {
  const { run, place, work } = openPlace({ limits, namespaces });

  test("a command sees nothing of this process's environment", async () => {
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'aws-secret');
    vi.stubEnv('STEPWRIGHT_TABLE', 'table-name');
    vi.stubEnv('GITHUB_TOKEN', 'github-secret');
    const { output, exitCode } = await run('env; tr "\\0" "\\n" < /proc/self/environ; export -p');
    expect(exitCode).toBe(0);
    expect(output).not.toMatch(/aws-secret|github-secret|table-name|AWS_|STEPWRIGHT_|GITHUB_/);
    const names = new Set((await run('env')).output.split('\n').map((line) => line.split('=')[0]));
    for (const known of ['', '_', 'OLDPWD', 'PWD', 'RUN_MARK', 'RUSTUP_HOME', 'SHLVL']) names.delete(known);
    expect([...names].toSorted((a = '', b = '') => a.localeCompare(b))).toEqual([
      'CI',
      'HOME',
      'HUSKY',
      'LANG',
      'PATH',
      'TMPDIR',
    ]);
  });

  test('home and temporary directories are its own and outside the checkout', async () => {
    const { output } = await run('echo $HOME; echo $TMPDIR; touch $HOME/h $TMPDIR/t && echo written');
    expect(output).toBe(`${join(place, 'own-home')}\n${join(place, 'own-tmp')}\nwritten\n`);
    expect(existsSync(join(place, 'own-tmp', 't'))).toBe(true);
  });

  test('node is the one that runs us', async () => {
    expect((await run('node --version')).output.trim()).toBe(process.version);
  });

  test('the exit code and both outputs come back in their order', async () => {
    const result = await run('echo one; echo two >&2; echo three; exit 3');
    expect(result).toMatchObject({ exitCode: 3, output: 'one\ntwo\nthree\n', stopped: undefined });
  });

  test('servers of its own can be talked to on loopback', async () => {
    const program = `require('node:http').createServer((_, r) => r.end('hello')).listen(0, '127.0.0.1', async function () {
      process.stdout.write(await (await fetch('http://localhost:' + this.address().port)).text()); process.exit();
    })`;
    expect((await run(`node -e "${program.replaceAll('\n', ' ')}"`)).output).toBe('hello');
  });

  test('a command that hangs is killed with everything it started, even what detached itself', async () => {
    const hanging = 'sleep 300 & setsid sleep 300 & (setsid sh -c "sleep 300 & exec sleep 300" &) ; echo started; sleep 300';
    const result = await run(hanging, { timeoutSeconds: 3 });
    expect(result).toMatchObject({ stopped: 'time', output: 'started\n' });
    await expectNoneLeft();
  });

  test('what a command leaves running when it ends is killed too, and its output does not keep us waiting', async () => {
    const result = await run('setsid sleep 301 & echo done');
    expect(result).toMatchObject({ exitCode: 0, output: 'done\n' });
    await expectNoneLeft();
  });

  test('an aborted command ends with the reason', async () => {
    const controller = new AbortController();
    const running = run('sleep 302', { timeoutSeconds: 60, signal: controller.signal });
    const reason = new Error('cancelled');
    controller.abort(reason);
    await expect(running).rejects.toBe(reason);
    await expectNoneLeft();
  });

  test('a flood of output keeps its beginning and its end', async () => {
    const { output } = await run('echo BEGIN; yes 0123456789 | head -c 5000000; echo END');
    expect(output.length).toBeLessThan(11_000);
    expect(output.startsWith('BEGIN')).toBe(true);
    expect(output.trimEnd().endsWith('END')).toBe(true);
    expect(output).toMatch(/… \d+ bytes cut here …/);
  });

  test.each(['yes', 'tr "\\0" x < /dev/zero'])('output without end is stopped, whether in lines or in one: %s', async (flood) => {
    const result = await run(flood, { timeoutSeconds: 60 });
    expect(result.stopped).toBe('output');
    expect(result.output.length).toBeLessThan(11_000);
  });

  test('a file cannot grow without end, and cannot claim to be huge either', async () => {
    expect(await run('head -c 10000000 /dev/zero > big.bin')).toMatchObject({ exitCode: 153, stopped: 'file-size' });
    expect((await readFile(join(work, 'big.bin'))).length).toBeLessThanOrEqual(MB);
    expect((await run('truncate -s 50G sparse.bin')).exitCode).not.toBe(0);
    expect((await run('stat -c %s sparse.bin')).output.trim()).toBe('0');
  });

  test.each([1, 4])('what eats memory is stopped, be it %i process or more', async (processes) => {
    const mebibytes = 640 / processes;
    const eat = `a=[];for(;a.length<${mebibytes};)a.push(Buffer.alloc(${MB},1));setTimeout(()=>{},60000)`;
    const command = `${Array.from({ length: processes }, () => `node -e "${eat}" &`).join(' ')} wait`;
    expect((await run(command, { timeoutSeconds: 60 })).stopped).toBe('memory');
  });

  test('a command that would fill the disk is stopped', async () => {
    const full = openPlace({ limits: { freeDiskBytes: Number.MAX_SAFE_INTEGER }, namespaces });
    expect((await full.run('sleep 20')).stopped).toBe('disk');
  });
});

async function expectNoneLeft(): Promise<void> {
  const outside = openPlace({ namespaces: false });
  expect((await outside.run('ps -eo args= | grep -E "^sleep 30[012]$" || true')).output).toBe('');
}

test('where a sandbox is required and there is none, nothing runs', async () => {
  const { run, place } = openPlace({ required: true, namespaces: false });
  await expect(run(`touch ${place}/ran`)).rejects.toMatchObject({ name: 'PolicyError', code: 'SANDBOX_MISSING' });
  expect(existsSync(join(place, 'ran'))).toBe(false);
});

test('many commands at once take turns', async () => {
  const { run, work } = openPlace({ turns: openTurns(1) });
  const alone = `mkdir ${work}/busy && sleep 0.1 && rmdir ${work}/busy`;
  const results = await Promise.all(Array.from({ length: 4 }, () => run(alone)));
  expect(results.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0]);
});
