import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { discard } from '#adapters/git/discard.ts';

let place: string;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'stepwright-discard-'));
});
afterEach(() => rmSync(place, { recursive: true, force: true }));

function make(name: string): string {
  const directory = join(place, name);
  mkdirSync(join(directory, 'deep', 'er'), { recursive: true });
  writeFileSync(join(directory, 'deep', 'er', 'file'), name);
  return directory;
}

test('a discarded directory is out of the way at once, and soon deleted; others stay', async () => {
  make('other');
  const discarding = make('one');
  await discard(discarding);
  expect(readdirSync(place)).not.toContain('one');
  await expect.poll(() => readdirSync(place)).toEqual(['other']);
});

test('many at once are all deleted', async () => {
  await Promise.all(Array.from({ length: 50 }, (_, n) => discard(make(`task-${n}`))));
  await expect.poll(() => readdirSync(place)).toEqual([]);
});

test('what an earlier process left is deleted with the next one', async () => {
  make('.discarded-earlier');
  await discard(make('one'));
  await expect.poll(() => readdirSync(place)).toEqual([]);
});

test('what is not there needs no discarding', async () => {
  await discard(join(place, 'none'));
  expect(readdirSync(place)).toEqual([]);
});
