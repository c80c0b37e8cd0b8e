import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { benchRepository } from '#tests/bench/localise/bench-repository.ts';
import { openTally } from '#tests/bench/localise/measure.ts';
import { writeSampleRepository } from '#tests/bench/localise/sample-repository.ts';
import { stripPaths, ticketsOf } from '#tests/bench/localise/tickets-of.ts';
import { openWorld } from './world.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'stepwright-sample-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

test('the sample repository is the same every time, and ours finds on it what BM25 finds, and more at once', async () => {
  writeSampleRepository(directory);
  const head = execFileSync('git', ['-C', directory, 'rev-parse', 'HEAD'], { encoding: 'utf8' }).trim();
  expect(head).toBe('56e2ee52b7f40d88b70895c9cec80e6cd022dae6');
  const result = await benchRepository(directory, 24);
  const recall = (name: string) => result?.found[name]?.recall ?? [];
  expect(result?.tickets).toBe(24);
  expect(recall('localise')[0]).toBeGreaterThan(recall('BM25')[0] ?? 1);
  expect(recall('localise')[2]).toBeGreaterThanOrEqual(recall('BM25')[2] ?? 1);
});

test('tickets are fixes and features with source files that were there; tests, new files and chores are not asked for', async () => {
  const world = openWorld();
  world.commit('Start of it all', { 'a.py': '1', 'b.py': '1', 'test_a.py': '1' });
  world.commit('Totals are rounded in src/a.py', { 'a.py': '2', 'new.py': '1', 'test_a.py': '2' });
  world.commit('Bump version of things', { 'b.py': '2' });
  world.commit('Only tests changed here', { 'test_a.py': '3' });
  const tickets = await ticketsOf(world.directory, 10);
  world.remove();
  expect(tickets.map(({ ticket, gold }) => [ticket.title.trim(), [...gold]])).toEqual([['Totals are rounded in', ['a.py']]]);
});

test('paths and file names leave no trace in a ticket', () => {
  expect(stripPaths('Fix src/cart/total.ts and rates.py: call total() of a/b').match(/cart|rates|\bb\b/)).toBeNull();
});

test('recall is the share of the changed files among the first', () => {
  const tally = openTally();
  tally.note(['a', 'x', 'b'], new Set(['a', 'b']));
  expect(tally.found()).toEqual({ recall: [0.5, 1, 1], allGold: [0, 1, 1] });
});
