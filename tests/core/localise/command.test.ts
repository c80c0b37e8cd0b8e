import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openWorld, type World } from './world.ts';

const MAIN = new URL('../../../core/localise/main.ts', import.meta.url).pathname;
let world: World;
beforeEach(() => {
  world = openWorld({
    'repo/src/rates.py': 'def shipping(): pass\n',
    'repo/src/cart.py': 'import rates  # shipping\n',
    'file.txt': '',
  });
});
afterEach(() => {
  chmodSync(join(world.directory, 'repo'), 0o755);
  world.remove();
});

function run(args: readonly string[], input = '{"title":"Wrong shipping rates","body":""}', cache = 'cache') {
  const env = { PATH: process.env['PATH'] ?? '', XDG_CACHE_HOME: join(world.directory, cache) };
  return spawnSync(process.execPath, [MAIN, ...args], { cwd: world.directory, input, env, encoding: 'utf8' });
}

test('ranked paths leave, one per line, best first, and nothing else', () => {
  const { stdout, stderr, status } = run(['repo']);
  expect({ stdout, stderr, status }).toEqual({ stdout: 'src/rates.py\nsrc/cart.py\n', stderr: '', status: 0 });
});

test('--limit limits', () => {
  expect(run(['repo', '--limit', '1']).stdout).toBe('src/rates.py\n');
});

test('a missing body is an empty one', () => {
  expect(run(['repo'], '{"title":"shipping","body":null}').status).toBe(0);
});

test('nothing is written into the directory, and an unwritable cache does no harm', () => {
  chmodSync(join(world.directory, 'repo'), 0o555);
  expect(run(['repo'], undefined, 'file.txt').stdout).toContain('src/rates.py');
  expect(existsSync(join(world.directory, 'repo', '.cache'))).toBe(false);
});

test.each([
  ['no directory is named', [], '{"title":"x"}', /^Usage:/],
  ['the directory does not exist', ['nowhere'], '{"title":"x"}', /no directory nowhere/],
  ['it is a file', ['file.txt'], '{"title":"x"}', /no directory file\.txt/],
  ['the ticket is no JSON', ['repo'], 'Wrong shipping', /must be a ticket as JSON/],
  ['the ticket is of another shape', ['repo'], '["x"]', /must be a ticket as JSON/],
  ['the ticket is empty', ['repo'], '{"title":" ","body":""}', /ticket is empty/],
  ['nothing is said', ['repo'], '', /must be a ticket as JSON/],
  ['the limit is no number', ['repo', '--limit', 'many'], '{"title":"x"}', /--limit must be/],
  ['an option is unknown', ['repo', '--fast'], '{"title":"x"}', /--fast/],
])('when %s it says so in one line and fails', (_, args, input, words) => {
  const { stdout, stderr, status } = run(args, input);
  expect(stdout).toBe('');
  expect(stderr).toMatch(words);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(status).toBe(2);
});
