import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openWorkspaces } from '#adapters/git/open-workspaces.ts';
import type { Workspace } from '#ports/workspace.ts';
import { BRANCH, createServer, git, openAt, sandbox, TASK_ID } from '../../core/adapters/git/server.ts';

const NOBODY = 65_534;

/** Root is stopped by no permission; the containers of the agents run as somebody else. */
beforeAll(() => {
  if (process.getuid?.() !== 0) return;
  process.setgroups?.([NOBODY]);
  process.setgid?.(NOBODY);
  process.setuid?.(NOBODY);
});

let place: string;
let url: string;
let workspace: Workspace;
beforeEach(async () => {
  ({ place, url } = createServer({ 'a.txt': 'one\n', 'src/b.txt': 'two\n' }));
  workspace = await openAt(place, url);
});

describe('what a command closes', () => {
  test('is open again: nothing of it is missing from what is read, committed and saved', async () => {
    const command = 'mkdir -p deep/er; echo new > deep/er/c.txt; chmod 000 deep/er/c.txt deep/er deep a.txt src .';
    expect(await workspace.run(command, { timeoutSeconds: 20 })).toMatchObject({ exitCode: 0 });
    expect(await workspace.readFile('a.txt')).toBe('one\n');
    expect(await workspace.changedFiles()).toEqual(['deep/er/c.txt']);
    await workspace.commit('wip', {});
    await workspace.save();
    const saved = `refs/stepwright/${BRANCH}`;
    expect(git(url, 'ls-tree', '-r', '--name-only', saved).split('\n')).toEqual(['a.txt', 'deep/er/c.txt', 'src/b.txt']);
  });

  test('in a run that is lost is open to the next one', async () => {
    await workspace.writeFile('src/half.txt', 'half');
    for (const closed of ['src', '.']) chmodSync(join(workspace.root, closed), 0);
    const next = await openAt(place, url);
    expect(await next.changedFiles()).toEqual(['src/half.txt']);
  });

  test('is taken away with the task, as are the read-only directories of package caches', async () => {
    const workspaces = openWorkspaces({ root: join(place, 'work'), sandbox });
    const cache = join(place, 'work', TASK_ID, '.stepwright', 'acme__shop', 'home', 'go', 'pkg');
    mkdirSync(cache, { recursive: true });
    writeFileSync(join(cache, 'module.go'), '');
    chmodSync(cache, 0o555);
    chmodSync(join(workspace.root, 'src'), 0);
    await workspaces.remove(TASK_ID);
    await expect.poll(() => readdirSync(join(place, 'work'))).toEqual([]);
  });
});
