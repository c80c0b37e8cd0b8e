import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openWorkspaces } from '#adapters/git/open-workspaces.ts';
import { BRANCH, createServer, git, sandbox, TASK_ID } from './server.ts';
import { serveGit } from './serve-git.ts';

const TOKEN = 'ghs_topsecrettoken';
const ENCODED = Buffer.from(`x-access-token:${TOKEN}`).toString('base64');

/** A repository whose tests print whatever they can find of the environment, of their own process and those above it. */
const NOSY = `
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
const read = (path) => { try { return readFileSync(path, 'latin1'); } catch (error) { return String(error); } };
test('prints the environment', () => {
  process.stdout.write(JSON.stringify(process.env) + read('/proc/self/environ') + read('/proc/self/cmdline'));
  process.stdout.write(read('/proc/' + process.ppid + '/environ') + read('/proc/' + process.ppid + '/cmdline'));
  process.stdout.write(read('.git/config') + read(process.env.HOME + '/.gitconfig') + read(process.env.HOME + '/.git-credentials'));
  for (const pid of readdirSync('/proc').filter((name) => /^[0-9]+$/.test(name))) {
    process.stdout.write(read('/proc/' + pid + '/cmdline'));
  }
});
`;

let server: Awaited<ReturnType<typeof serveGit>>;
let repository: ReturnType<typeof createServer>;

beforeAll(async () => {
  repository = createServer({ 'package.json': '{"type":"module","scripts":{"test":"node --test"}}', 'nosy.test.js': NOSY });
  git(repository.url, 'config', 'http.receivepack', 'true');
  server = await serveGit(repository.place, `Basic ${ENCODED}`);
});
afterAll(() => server.close());

const openWith = (token: string, name: string) =>
  openWorkspaces({ root: `${repository.place}/${name}`, sandbox, path: process.env['PATH'] ?? '' }).open({
    taskId: TASK_ID,
    repo: 'acme/shop',
    cloneUrl: `${server.url}/server.git`,
    branch: BRANCH,
    baseBranch: 'main',
    withSaved: true,
    token: async () => token,
  });

describe('credentials', () => {
  test('a repository whose tests print the environment shows no token, and none is left on disk', async () => {
    const workspace = await openWith(TOKEN, 'work');
    await workspace.writeFile('x.txt', 'x');
    await workspace.commit('x', {});
    await workspace.save();
    const pushed = await workspace.push();
    expect(git(repository.url, 'rev-parse', BRANCH)).toBe(pushed);
    const { output, exitCode } = await workspace.run('npm test', { timeoutSeconds: 20 });
    expect(exitCode).toBe(0);
    expect(output).toContain('TMPDIR');
    for (const secret of [TOKEN, ENCODED]) {
      expect(output).not.toContain(secret);
      const left = execFileSync('bash', ['-c', `grep -raF '${secret}' '${repository.place}/work' || true`], { encoding: 'utf8' });
      expect(left).toBe('');
    }
    expect(Object.values(process.env)).not.toContain(TOKEN);
  });

  test('settings that the code of the repository plants do not get the token', async () => {
    const workspace = await openWith(TOKEN, 'planted');
    const catcher = '!f() { env >> ../caught; }; f';
    await workspace.run(
      `git config credential.helper '${catcher}'; git config core.sshCommand '${catcher}'; ` +
        `git config http.proxy http://127.0.0.1:9; git config url.http://127.0.0.1:9/.insteadOf ${server.url}; ` +
        `git config remote.origin.pushurl http://127.0.0.1:9; git config core.worktree /`,
      { timeoutSeconds: 10 },
    );
    await workspace.writeFile('y.txt', 'y');
    await workspace.commit('y', {});
    await expect(workspace.push()).resolves.toMatch(/^[0-9a-f]{40}$/);
    const { output } = await workspace.run('cat ../caught', { timeoutSeconds: 10 });
    expect(output).toMatch(/No such file/);
  });

  test('a refused token is an error that says so without showing it', async () => {
    const opening = openWith('ghs_wrong', 'refused');
    await expect(opening).rejects.toMatchObject({ name: 'PolicyError', code: 'GIT_AUTH_FAILED', kind: 'auth' });
    await expect(opening).rejects.not.toThrow(/ghs_wrong/);
  });
});
