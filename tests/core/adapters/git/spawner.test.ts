import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { spawnGit } from '#adapters/git/spawner.ts';

const env = { PATH: process.env['PATH'] ?? '', GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' };
const EMPTY_BLOB = 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391';

/** The processes of this one that start gits. */
function spawners(): readonly number[] {
  const all = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(process.pid)], { encoding: 'utf8' }).split('\n');
  return all.filter((line) => line.includes('git-spawner')).map((line) => Number.parseInt(line, 10));
}

describe('git started by a small process', () => {
  test('gets its input and answers with everything it said', async () => {
    const hashed = await spawnGit({ args: ['hash-object', '--stdin'], env, input: '' });
    expect({ ...hashed, stdout: hashed.stdout.toString() }).toEqual({ code: 0, stdout: `${EMPTY_BLOB}\n`, stderr: '' });
    const refused = await spawnGit({ args: ['nonsense'], env, input: '' });
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("'nonsense' is not a git command");
  });

  test('hands over bytes as they are, and many at once', async () => {
    const input = Buffer.from([0, 255, 10, 13, 128]);
    const args = ['-c', 'alias.echo=!cat', 'echo'];
    const results = await Promise.all(Array.from({ length: 20 }, () => spawnGit({ args, env, input })));
    expect(results.map(({ stdout }) => stdout)).toEqual(Array.from({ length: 20 }, () => input));
    expect(spawners()).toHaveLength(1);
  });

  test('that cannot be started is an error', async () => {
    await expect(spawnGit({ args: ['version'], env: { PATH: '/nonexistent' }, input: '' })).rejects.toThrow('ENOENT');
  });

  test('is stopped when it takes too long or says too much', async () => {
    const slow = await spawnGit({ args: ['-c', 'alias.wait=!sleep 60', 'wait'], env, timeoutMs: 200 });
    expect(slow).toMatchObject({ code: -1, stopped: 'time' });
    const loud = await spawnGit({ args: ['-c', 'alias.say=!yes', 'say'], env, maxBytes: 10_000 });
    expect(loud).toMatchObject({ code: -1, stopped: 'output' });
    expect(loud.stdout.length).toBeLessThanOrEqual(10_000);
  });

  test('is started by another one when that process is killed; what ran then is an error', async () => {
    const running = spawnGit({ args: ['-c', 'alias.wait=!sleep 5', 'wait'], env, input: '' });
    for (const pid of spawners()) process.kill(pid, 'SIGKILL');
    await expect(running).rejects.toThrow('has ended');
    expect((await spawnGit({ args: ['version'], env, input: '' })).code).toBe(0);
  });
});
