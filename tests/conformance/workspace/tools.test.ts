import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fakeModel } from '@langchain/core/testing';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTools } from '#agents/execution/tools/create-tools.ts';
import { visiblePath } from '#domain/visible-path.ts';
import type { Workspace } from '#ports/workspace.ts';
import { stepContext } from '../../agents/harness/step-context.ts';
import { createServer, openAt } from '../../core/adapters/git/server.ts';

interface Tried {
  readonly workspace: Workspace;
  /** Calls a tool of the model by its name. */
  readonly call: (name: string, args: object) => Promise<string>;
}

/** The tools of execution's model on a checkout in which a command has run. */
async function tryTools(files: Readonly<Record<string, string>>, command: string): Promise<Tried> {
  const { place, url } = createServer(files);
  const workspace = await openAt(place, url);
  const tools = createTools(workspace, 20, stepContext({ model: fakeModel() }).context);
  const call = async (name: string, args: object): Promise<string> =>
    String(await tools.find((tool) => tool.name === name)?.invoke(args));
  expect(await call('run', { command })).toMatch(/^exit code 0\n/);
  return { workspace, call };
}

/** Whatever it does with files. */
const TOOLS = [
  ['read_file', {}],
  ['edit_file', { find: 'o', replace: 'x' }],
  ['write_file', { content: 'x' }],
] as const;

describe('no tool leaves the tree or gets stuck in it', () => {
  let tried: Tried;
  beforeAll(async () => {
    const planted = [
      'ln -s /etc/passwd file-link; ln -s / directory-link; ln -s .git/config git-link; ln -s /dev/zero device',
      'ln -s turn round; ln -s round turn; mkfifo pipe; mkdir directory; ln -s pipe pipe-link',
    ];
    tried = await tryTools({ 'a.txt': 'one\n' }, planted.join('; '));
  });

  const outside = ['../x', '/etc/passwd', '.git/config', '.git/hooks/x', 'file-link', 'directory-link/etc/passwd', 'git-link'];
  test.each([
    ...[...outside, 'device', 'round'].map((path) => [path, /is not a file of this checkout/] as const),
    ...['pipe', 'pipe-link', 'directory'].map((path) => [path, /is not a file\./] as const),
    ['a.txt/below', /There is no file|ENOTDIR|EEXIST/] as const,
  ])('%s', async (path, refusal) => {
    for (const [tool, args] of TOOLS) await expect(tried.call(tool, { path, ...args })).rejects.toThrow(refusal);
    expect(existsSync(join(tried.workspace.root, '.git/hooks/x'))).toBe(false);
    expect(readFileSync('/etc/passwd', 'utf8')).not.toBe('x');
  });

  test('searching and listing pass over what is no file', async () => {
    expect(await tried.call('search', { pattern: 'root|one' })).toBe('a.txt:1: one');
    expect((await tried.call('list_files', {})).split('\n')).not.toContain('pipe');
  });
});

describe('a name is a name, whatever is in it', () => {
  let tried: Tried;
  beforeAll(async () => {
    tried = await tryTools({ 'a.txt': 'one\n', e: 'e\n' }, 'true');
  });

  test.each([
    '-rf',
    '--',
    '*',
    'a?[b].txt',
    ':(glob)*.txt',
    '!a.txt',
    ' edge ',
    '"quoted" \\ back',
    'two\nlines.txt',
    'tab\tbed.txt',
    '\u001b[31mred.txt',
    'caf\u00e9.txt',
    'cafe\u0301.txt',
    '日本語/👩‍💻.txt',
    '.gitx/config',
    'x'.repeat(255),
  ])('%j', async (path) => {
    const { workspace, call } = tried;
    await call('write_file', { path, content: 'needle one\n' });
    await call('edit_file', { path, find: 'one', replace: 'two' });
    expect(await call('read_file', { path })).toBe('1\tneedle two');
    expect(await call('search', { pattern: '^needle two$' })).toBe(`${visiblePath(path)}:1: needle two`);
    expect((await call('list_files', {})).split('\n')).toEqual(expect.arrayContaining([visiblePath(path), 'a.txt', 'e']));
    expect(await workspace.changedFiles()).toEqual([path]);
    await workspace.undo([path]);
    expect(await workspace.changedFiles()).toEqual([]);
    expect(existsSync(join(workspace.root, path))).toBe(false);
  });

  test('and one that is no text is put back all the same, and nothing beside it', async () => {
    const { workspace, call } = tried;
    await call('run', { command: "mkdir ci; touch ci/a.yml ci/éa.yml $'ci/\\xff-b.yml' $'ci/x\\xe9\\xe8[y]*.yml'" });
    const changed = await workspace.changedFiles();
    expect(changed).toHaveLength(4);
    await workspace.undo(changed.filter((path) => path.includes('\ufffd')));
    expect((await workspace.changedFiles()).toSorted()).toEqual(['ci/a.yml', 'ci/éa.yml']);
    await workspace.reset();
  });
});

test('a file that a command made a pipe of stands in the way of nothing', async () => {
  const { workspace, call } = await tryTools({ 'a.txt': 'one\n', 'b.txt': 'two\n' }, 'rm a.txt; mkfifo a.txt other');
  await call('write_file', { path: 'b.txt', content: 'three\n' });
  expect(await call('search', { pattern: 'one|three' })).toBe('b.txt:1: three');
  expect(await workspace.diff()).toContain('+three');
  await workspace.commit('wip', {});
  expect(await workspace.hasChanges()).toBe(false);
  expect(await workspace.changedFiles('main')).toEqual(['a.txt', 'b.txt']);
  await workspace.undo(['a.txt'], 'main');
  expect(await call('read_file', { path: 'a.txt' })).toBe('1\tone');
});

describe('an edit changes the bytes that it is about', () => {
  let tried: Tried;
  beforeEach(async () => {
    tried ??= await tryTools({ 'a.txt': 'one\n' }, 'true');
  });
  const put = (bytes: string): void => writeFileSync(join(tried.workspace.root, 'file'), bytes, 'latin1');
  const got = (): string => readFileSync(join(tried.workspace.root, 'file'), 'latin1');
  const MARK = '\xef\xbb\xbf';

  test.each([
    ['in a file of Windows', 'a\r\nb\r\nz\r\n', 'a\nb', 'a\nx\nb', 'a\r\nx\r\nb\r\nz\r\n'],
    ['in the one part of it that is not', 'a\r\nb\r\nc\nd\nz\r\n', 'c\nd', 'c\nx\nd', 'a\r\nb\r\nc\nx\nd\nz\r\n'],
    ['after a byte order mark', `${MARK}a\nb\n`, 'a\nb', 'x', `${MARK}x\n`],
    ['at an end without a line end', 'a\nb', 'b', 'x', 'a\nx'],
    ['by patterns of replacement', 'cost\n', 'cost', "$& $1 $' $` $$", "$& $1 $' $` $$\n"],
    ['by nothing', 'a\nb\n', 'a\n', '', 'b\n'],
  ])('%s', async (_, before, find, replace, after) => {
    put(before);
    await tried.call('edit_file', { path: 'file', find, replace });
    expect(got()).toBe(after);
  });

  test.each([
    ['text that stands there twice', 'a\nb\na\n', 'a', /more than once, at lines 1, 3/],
    ['text over line ends of two kinds', 'a\r\nb\nc\r\n', 'a\nb\nc', /not shown, or with line ends of two kinds/],
    ['text with what nobody sees in it', 'ze\xe2\x80\x8bro\n', 'zero', /not shown/],
    ['a file of Latin-1', 'caf\xe9 au lait\n', 'au', /not UTF-8/],
    ['an empty text', 'a\n', '', /did not match expected schema/],
  ])('and is refused for %s', async (_, before, find, refusal) => {
    put(before);
    await expect(tried.call('edit_file', { path: 'file', find, replace: 'x' })).rejects.toThrow(refusal);
    expect(got()).toBe(before);
  });

  test('and is refused when somebody changed them since they were read', async () => {
    put('one\n');
    await tried.call('read_file', { path: 'file' });
    await tried.call('run', { command: 'echo uno > file' });
    await expect(tried.call('edit_file', { path: 'file', find: 'one', replace: 'two' })).rejects.toThrow(/Read the part again/);
    expect(got()).toBe('uno\n');
  });

  test('all of a file is written in its form, unless that would lose bytes', async () => {
    put(`${MARK}a\r\nb\r\n`);
    await tried.call('write_file', { path: 'file', content: 'x\ny\n' });
    expect(got()).toBe(`${MARK}x\r\ny\r\n`);
    put('caf\xe9\n');
    await expect(tried.call('write_file', { path: 'file', content: 'tea\n' })).rejects.toThrow(/not UTF-8/);
    expect(got()).toBe('caf\xe9\n');
  });
});
