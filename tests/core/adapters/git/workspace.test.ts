import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Workspace } from '#ports/workspace.ts';
import { BRANCH, createServer, git, openAt, pushAsPerson, TASK_ID } from './server.ts';

const FILES = { 'src/a.txt': 'one\ntwo\n', 'README.md': 'A shop\n' };

describe('files', () => {
  test('what is written is read, listed, found and part of the diff', async () => {
    const { place, url } = createServer(FILES);
    const workspace = await openAt(place, url);
    await workspace.writeFile('src/new/b.txt', 'three\n');
    await workspace.writeFile('src/a.txt', 'one\nTWO\n');
    rmSync(join(workspace.root, 'README.md'));
    expect(await workspace.readFile('src/new/b.txt')).toBe('three\n');
    expect(await workspace.readFile('README.md')).toBeUndefined();
    expect(await workspace.listFiles()).toEqual(['src/a.txt', 'src/new/b.txt']);
    expect(await workspace.search('t(wo|hree)', 10)).toEqual(['src/new/b.txt:1: three']);
    expect(await workspace.search('nowhere', 10)).toEqual([]);
    const diff = await workspace.diff();
    for (const line of ['+TWO', '-two', '+three', '-A shop']) expect(diff).toContain(line);
  });

  test('a search tells when its pattern is wrong', async () => {
    const { place, url } = createServer(FILES);
    const workspace = await openAt(place, url);
    await expect(workspace.search('(', 10)).rejects.toMatchObject({ code: 'PATTERN_INVALID' });
  });

  test('reset throws away what is not committed, new files too', async () => {
    const { place, url } = createServer(FILES);
    const workspace = await openAt(place, url);
    await workspace.writeFile('src/a.txt', 'changed');
    await workspace.writeFile('junk/c.txt', 'new');
    await workspace.diff();
    expect(await workspace.hasChanges()).toBe(true);
    await workspace.reset();
    expect(await workspace.hasChanges()).toBe(false);
    expect(await workspace.readFile('src/a.txt')).toBe('one\ntwo\n');
    expect(await workspace.readFile('junk/c.txt')).toBeUndefined();
  });

  test('files are put back one by one: changed, deleted and new ones, whatever they are called', async () => {
    const { place, url } = createServer(FILES);
    const workspace = await openAt(place, url);
    const odd = 'odd "name"\t*.txt';
    await workspace.writeFile('src/a.txt', 'changed');
    await workspace.writeFile(odd, 'new');
    await workspace.writeFile('stays.txt', 'new');
    rmSync(join(workspace.root, 'README.md'));
    expect(await workspace.changedFiles()).toEqual(expect.arrayContaining(['src/a.txt', odd, 'stays.txt', 'README.md']));
    await workspace.undo(['src/a.txt', odd, 'README.md']);
    expect(await workspace.changedFiles()).toEqual(['stays.txt']);
    await workspace.commit('wip', {});
    expect(await workspace.changedFiles('main')).toEqual(['stays.txt']);
    await workspace.undo(['stays.txt'], 'main');
    expect(await workspace.changedFiles('main')).toEqual([]);
  });

  test('a link that stays inside the checkout is followed', async () => {
    const { place, url } = createServer(FILES);
    const workspace = await openAt(place, url);
    symlinkSync('src', join(workspace.root, 'inside'));
    expect(await workspace.readFile('inside/a.txt')).toBe('one\ntwo\n');
  });
});

describe('branches', () => {
  test('of a server with many only its own and the one it left are brought here, whatever happens to the others', async () => {
    const { place, url, person } = createServer(FILES);
    const shown = () => git(join(place, 'work', TASK_ID, 'acme__shop'), 'for-each-ref', '--format=%(refname)', 'refs/remotes');
    for (const name of ['release', 'stepwright/other/work']) pushAsPerson(person, name, { 'x.txt': name }, 'origin/main');
    await openAt(place, url);
    pushAsPerson(person, 'release', { 'x.txt': 'again' });
    const tip = pushAsPerson(person, 'main', { 'y.txt': 'y' });
    const again = await openAt(place, url);
    expect(shown().split('\n')).toEqual(['refs/remotes/origin/main', `refs/remotes/origin/${BRANCH}`]);
    expect(await again.recentCommits('main', 1)).toEqual([tip]);
  });
});

describe('paths', () => {
  let place: string;
  let workspace: Workspace;

  beforeAll(async () => {
    const server = createServer(FILES);
    place = server.place;
    workspace = await openAt(place, server.url);
    mkdirSync(join(place, 'elsewhere'));
    writeFileSync(join(place, 'elsewhere', 'secret.txt'), 'secret');
    symlinkSync(join(place, 'elsewhere'), join(workspace.root, 'link'));
    symlinkSync(join(place, 'elsewhere', 'secret.txt'), join(workspace.root, 'file-link'));
    symlinkSync(join(place, 'elsewhere', 'not-yet.txt'), join(workspace.root, 'dangling'));
    symlinkSync(join(workspace.root, '.git'), join(workspace.root, 'git-link'));
  });

  test.each([
    '../outside.txt',
    '/etc/passwd',
    'src/../../x',
    '.git/config',
    'src/../.git/hooks/pre-commit',
    'sub/.GIT/config',
    '',
    '.',
    'link/escape.txt',
    'file-link',
    'dangling',
    'git-link/config',
    'a\0b',
  ])('a path outside the checkout is refused: %j', async (path) => {
    const refusal = { code: 'PATH_OUTSIDE_WORKSPACE' };
    await expect(workspace.readFile(path)).rejects.toMatchObject(refusal);
    await expect(workspace.writeFile(path, 'x')).rejects.toMatchObject(refusal);
    expect(readFileSync(join(place, 'elsewhere', 'secret.txt'), 'utf8')).toBe('secret');
  });
});

describe('commits', () => {
  test('a commit carries its trailers and the author, and is pushed to the branch', async () => {
    const { place, url } = createServer(FILES);
    const workspace = await openAt(place, url, { author: { name: 'Robot', email: 'robot@example.org' } });
    await workspace.writeFile('src/a.txt', 'changed');
    const sha = await workspace.commit('feat: change a\n\nBecause.', { 'Task-Id': TASK_ID, 'Plan-Task': 'T1' });
    expect(await workspace.push()).toBe(sha);
    expect(git(url, 'rev-parse', BRANCH)).toBe(sha);
    expect(git(url, 'log', '-1', '--format=%an <%ae>|%(trailers:only,unfold)', BRANCH)).toBe(
      `Robot <robot@example.org>|Task-Id: ${TASK_ID}\nPlan-Task: T1`,
    );
    const [entry, ...others] = await workspace.log('main');
    expect(others).toEqual([]);
    expect(entry).toEqual({ sha, message: `feat: change a\n\nBecause.\n\nTask-Id: ${TASK_ID}\nPlan-Task: T1` });
    expect(await workspace.diff('main')).toContain('+changed');
  });

  test('a hook or a filter of the repository is not run by our git', async () => {
    const { place, url } = createServer(FILES);
    const workspace = await openAt(place, url);
    const witness = join(place, 'ran');
    writeFileSync(join(workspace.root, '.git/hooks/pre-commit'), `#!/bin/sh\ntouch ${witness}\n`, { mode: 0o755 });
    await workspace.run(`git config core.hooksPath .git/hooks; git config core.fsmonitor "touch ${witness}; false"`, {
      timeoutSeconds: 10,
    });
    await workspace.writeFile('x.txt', 'x');
    await workspace.commit('x', {});
    await workspace.push();
    expect(() => readFileSync(witness)).toThrow(/ENOENT/);
  });

  test('a branch that somebody else moved is never overwritten', async () => {
    const { place, url, person } = createServer(FILES);
    const workspace = await openAt(place, url);
    const theirs = pushAsPerson(person, BRANCH, { 'src/a.txt': 'theirs' });
    await workspace.writeFile('src/a.txt', 'ours');
    await workspace.commit('ours', {});
    await expect(workspace.push()).rejects.toMatchObject({ name: 'ConflictError', code: 'BRANCH_MOVED' });
    expect(git(url, 'rev-parse', BRANCH)).toBe(theirs);
  });
});

describe('opening again', () => {
  test('uncommitted and unpushed work is still there', async () => {
    const { place, url } = createServer(FILES);
    const first = await openAt(place, url);
    await first.writeFile('done.txt', 'done');
    const sha = await first.commit('done', {});
    await first.writeFile('half.txt', 'half');
    writeFileSync(join(first.root, '.git/index.lock'), '');
    const again = await openAt(place, url);
    expect(await again.head()).toBe(sha);
    expect(await again.readFile('half.txt')).toBe('half');
    await again.commit('half', {});
    await again.push();
  });

  test('what others pushed meanwhile comes in below our unpushed work', async () => {
    const { place, url, person } = createServer(FILES);
    const first = await openAt(place, url);
    await first.writeFile('ours.txt', 'ours');
    await first.commit('ours', { 'Plan-Task': 'T1' });
    pushAsPerson(person, BRANCH, { 'theirs.txt': 'theirs' });
    const again = await openAt(place, url);
    expect(await again.readFile('theirs.txt')).toBe('theirs');
    await again.push();
    expect((await again.log('main')).map((entry) => entry.message)).toEqual(['By a person', 'ours\n\nPlan-Task: T1']);
  });

  test('work that conflicts with what others pushed is kept aside on the server, and the checkout is theirs', async () => {
    const { place, url, person } = createServer(FILES);
    const first = await openAt(place, url);
    await first.writeFile('src/a.txt', 'ours');
    const sha = await first.commit('ours', {});
    const theirs = pushAsPerson(person, BRANCH, { 'src/a.txt': 'theirs' });
    const again = await openAt(place, url);
    expect(await again.head()).toBe(theirs);
    expect(await again.hasChanges()).toBe(false);
    expect(git(url, 'rev-parse', `${again.setAside}`)).toBe(sha);
  });

  test('uncommitted work is not risked: the push tells that the branch moved', async () => {
    const { place, url, person } = createServer(FILES);
    const first = await openAt(place, url);
    await first.writeFile('src/a.txt', 'ours');
    pushAsPerson(person, BRANCH, { 'src/a.txt': 'theirs' });
    const again = await openAt(place, url);
    expect(await again.readFile('src/a.txt')).toBe('ours');
    await again.commit('ours', {});
    await expect(again.push()).rejects.toMatchObject({ code: 'BRANCH_MOVED' });
  });

  test('a branch that does not exist and a repository that does not exist are said plainly', async () => {
    const { place, url } = createServer(FILES);
    git(url, 'branch', '-D', BRANCH);
    await expect(openAt(place, url)).rejects.toMatchObject({ code: 'BRANCH_NOT_FOUND' });
    await expect(openAt(place, join(place, 'none.git'))).rejects.toMatchObject({ code: 'REPO_NOT_FOUND_OR_NO_ACCESS' });
  });
});

describe('many commands at once', () => {
  test('take turns, their time counts from their turn, and one that waits can be aborted', async () => {
    const { place, url } = createServer(FILES);
    const workspace = await openAt(place, url);
    const many = availableParallelism() * 2;
    const controller = new AbortController();
    const running = Array.from({ length: many }, () => workspace.run('sleep 0.6; echo done', { timeoutSeconds: 1 }));
    const waiting = workspace.run('touch late', { timeoutSeconds: 1, signal: controller.signal });
    controller.abort(new Error('cancelled'));
    await expect(waiting).rejects.toThrow('cancelled');
    const results = await Promise.all(running);
    expect(results.map(({ output, stopped }) => [output.trim(), stopped])).toEqual(results.map(() => ['done', undefined]));
    expect(await workspace.listFiles()).not.toContain('late');
  });
});
