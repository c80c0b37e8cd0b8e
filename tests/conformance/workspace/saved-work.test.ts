import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { openWorkspaces } from '#adapters/git/open-workspaces.ts';
import type { Workspace } from '#ports/workspace.ts';
import { BRANCH, createServer, git, openAt, pushAsPerson, sandbox, TASK_ID } from '../../core/adapters/git/server.ts';

const SAVED = `refs/stepwright/${BRANCH}`;

let place: string;
let url: string;
let person: string;
/** What planning left on the branch. */
let planned: string;

beforeEach(() => {
  ({ place, url, person } = createServer({ 'a.txt': 'one\n' }));
  planned = git(url, 'rev-parse', BRANCH);
});

const open = (): Promise<Workspace> => openAt(place, url);
/** The next session has a disk of its own. */
const openElsewhere = (): Promise<Workspace> => {
  rmSync(join(place, 'work'), { recursive: true, force: true });
  return open();
};
const refs = (): string[] => git(url, 'for-each-ref', '--format=%(refname)', 'refs/stepwright').split('\n').filter(Boolean);
const messages = async (workspace: Workspace) => (await workspace.log('main')).map(({ message }) => message);

async function commit(workspace: Workspace, path: string, content = path): Promise<string> {
  await workspace.writeFile(path, content);
  return workspace.commit(path, {});
}

describe('saving', () => {
  test('keeps the commits on the server, and the branch stays where it was until the push, which ends what was saved', async () => {
    const workspace = await open();
    const first = await commit(workspace, 'first');
    expect(await workspace.save()).toEqual({ branchMoved: false });
    expect(workspace.savedRef).toBe(SAVED);
    expect([git(url, 'rev-parse', SAVED), git(url, 'rev-parse', BRANCH)]).toEqual([first, planned]);
    const second = await commit(workspace, 'second');
    await workspace.save();
    expect(git(url, 'rev-parse', SAVED)).toBe(second);
    await workspace.push();
    expect(git(url, 'rev-parse', BRANCH)).toBe(second);
    expect(refs()).toEqual([]);
  });

  test('what the branch has leaves nothing, twice the same changes nothing, and a push needs none before it', async () => {
    const workspace = await open();
    await workspace.save();
    expect(refs()).toEqual([]);
    await commit(workspace, 'first');
    await workspace.save();
    expect(await workspace.save()).toEqual({ branchMoved: false });
    await workspace.push();
    await commit(workspace, 'second');
    expect(await workspace.push()).toBe(git(url, 'rev-parse', BRANCH));
  });

  test('tells that somebody pushed to the branch meanwhile, and has saved all the same', async () => {
    const workspace = await open();
    const theirs = pushAsPerson(person, BRANCH, { 'theirs.txt': 'theirs' });
    const ours = await commit(workspace, 'ours');
    expect(await workspace.save()).toEqual({ branchMoved: true });
    expect([git(url, 'rev-parse', SAVED), git(url, 'rev-parse', BRANCH)]).toEqual([ours, theirs]);
  });

  test('never replaces work that somebody else saved', async () => {
    const workspace = await open();
    const theirs = pushAsPerson(person, 'elsewhere', { 'theirs.txt': 'theirs' }, `origin/${BRANCH}`);
    git(person, 'push', '--quiet', 'origin', `${theirs}:${SAVED}`);
    await commit(workspace, 'ours');
    await expect(workspace.save()).rejects.toMatchObject({ name: 'ConflictError', code: 'BRANCH_MOVED' });
    await workspace.push();
    expect(git(url, 'rev-parse', SAVED)).toBe(theirs);
  });

  test('goes on after a save whose answer was lost', async () => {
    const workspace = await open();
    const first = await commit(workspace, 'first');
    git(url, 'fetch', '--quiet', workspace.root, `HEAD:${SAVED}`);
    await commit(workspace, 'second');
    await workspace.save();
    expect(git(url, 'rev-parse', `${SAVED}~1`)).toBe(first);
  });
});

describe('another session', () => {
  test('goes on from what was saved', async () => {
    const lost = await open();
    await commit(lost, 'first');
    const saved = await commit(lost, 'second');
    await lost.save();
    const next = await openElsewhere();
    expect(await next.head()).toBe(saved);
    expect(next.setAside).toBeUndefined();
    await commit(next, 'third');
    await next.save();
    expect(await messages(next)).toEqual(['first', 'second', 'third']);
  });

  test('without wanting it begins at the branch, and leaves what was saved where it is', async () => {
    const lost = await open();
    const saved = await commit(lost, 'half');
    await lost.save();
    const workspaces = openWorkspaces({ root: join(place, 'other'), sandbox });
    const at = { taskId: TASK_ID, repo: 'acme/shop', cloneUrl: url, branch: BRANCH, baseBranch: 'main', token: async () => '' };
    const other = await workspaces.open({ ...at, withSaved: false });
    expect(await other.head()).toBe(planned);
    await commit(other, 'fix');
    await other.push();
    expect(git(url, 'rev-parse', SAVED)).toBe(saved);
  });

  test('begins at the branch when that has what was saved: only the end of the push was lost', async () => {
    const lost = await open();
    const saved = await commit(lost, 'done');
    await lost.save();
    git(url, 'update-ref', `refs/heads/${BRANCH}`, saved);
    const theirs = pushAsPerson(person, BRANCH, { 'more.txt': 'more' });
    const next = await openElsewhere();
    expect(await next.head()).toBe(theirs);
    await next.push();
    expect(refs()).toEqual([]);
  });

  test('puts what was saved on top of what somebody pushed meanwhile, and may then replace it', async () => {
    const lost = await open();
    await commit(lost, 'ours');
    await lost.save();
    pushAsPerson(person, BRANCH, { 'theirs.txt': 'theirs' });
    const next = await openElsewhere();
    expect(await messages(next)).toEqual(['By a person', 'ours']);
    // The process dies before it saved again, and the disk stays.
    const again = await open();
    expect(await again.save()).toEqual({ branchMoved: false });
    expect(git(url, 'rev-parse', SAVED)).toBe(await again.head());
    await again.push();
    expect(refs()).toEqual([]);
  });

  test('keeps what still fits when some of it conflicts with what somebody pushed, and all of it aside', async () => {
    const lost = await open();
    await commit(lost, 'fits');
    await commit(lost, 'a.txt', 'ours\n');
    const saved = await commit(lost, 'after');
    await lost.save();
    pushAsPerson(person, BRANCH, { 'a.txt': 'theirs\n' });
    const next = await openElsewhere();
    expect(await messages(next)).toEqual(['By a person', 'fits']);
    expect(await next.hasChanges()).toBe(false);
    expect(next.setAside).toBe(`${SAVED}.${saved.slice(0, 12)}`);
    expect((await openElsewhere()).setAside).toBe(next.setAside);
    const last = await open();
    await commit(last, 'a.txt', 'both\n');
    await last.save();
    await last.push();
    expect(git(url, 'show', `${BRANCH}:a.txt`)).toBe('both');
    expect(refs()).toEqual([next.setAside]);
    expect(git(url, 'rev-parse', `${next.setAside}`)).toBe(saved);
  });
});

describe('removing', () => {
  test('takes away all that a task has on this disk and nothing of others; without it there is nothing to do', async () => {
    const workspaces = openWorkspaces({ root: join(place, 'work'), sandbox });
    const other = TASK_ID.replace('task_', 'task_0');
    const at = { repo: 'acme/shop', cloneUrl: url, branch: BRANCH, baseBranch: 'main', withSaved: true, token: async () => '' };
    const gone = await workspaces.open({ ...at, taskId: TASK_ID });
    const kept = await workspaces.open({ ...at, taskId: other });
    await workspaces.remove(TASK_ID);
    expect([existsSync(gone.root), existsSync(kept.root)]).toEqual([false, true]);
    await workspaces.remove(TASK_ID);
    await expect.poll(() => readdirSync(join(place, 'work'))).toEqual([other]);
    const again = await workspaces.open({ ...at, taskId: TASK_ID });
    expect(await again.head()).toBe(planned);
  });

  test('never leaves the directory of workspaces', async () => {
    const workspaces = openWorkspaces({ root: join(place, 'work'), sandbox });
    for (const id of ['..', '.', '', '../server.git', 'a/b']) {
      await expect(workspaces.remove(id)).rejects.toMatchObject({ code: 'NAME_INVALID' });
    }
    expect(existsSync(url)).toBe(true);
  });
});
