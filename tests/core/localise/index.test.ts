import { mkdtempSync, rmSync, symlinkSync, writeFileSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Cache, type Kept, openCache } from '#localise/checkout/cache.ts';
import { visitFile } from '#localise/collection.ts';
import { indexCommit, indexDirectory } from '#localise/localise.ts';
import type { Snapshot } from '#localise/rank/library.ts';
import { openWorld, type World } from './world.ts';

let world: World;
let folder: string;
beforeEach(() => {
  world = openWorld();
  folder = mkdtempSync(join(tmpdir(), 'stepwright-cache-'));
});
afterEach(() => {
  world.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** What a snapshot says, without the numbers that its words happen to have. */
function contentOf({ paths, facts, commits }: Snapshot): unknown {
  const words = (of: typeof facts, at: number): string[] => {
    const found: string[] = [];
    visitFile(of, at, (word, counts) => found.push(`${of.words[word]} ${counts}`));
    return found.toSorted();
  };
  return {
    files: paths.map((path, at) => [path, facts.keys[at], words(facts, at)]),
    commits: commits.keys.map((key, at) => [key, words(commits, at)]),
  };
}

/** Keeps one index in memory. */
function memoryCache(): Cache {
  let kept: Kept | undefined;
  return {
    read: () => Promise.resolve(kept),
    write: (_, now) => {
      kept = now;
      return Promise.resolve();
    },
  };
}

const change = fc.dictionary(
  fc.constantFrom('a.py', 'b/c.ts', 'b/d.go', 'e.md'),
  fc.option(fc.constantFrom('def one(): pass\n', 'export class Two {}\n', 'func Three() {}\n', 'four five\n'), {
    nil: undefined,
  }),
);

describe('an index', () => {
  test('brought up to date by what changed is the same as one made anew', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ change, committed: fc.boolean() }), { minLength: 1, maxLength: 4 }),
        async (steps) => {
          const here = openWorld();
          here.commit('Start', { 'a.py': 'x = 1\n' });
          const cache = memoryCache();
          for (const { change: files, committed } of steps) {
            if (committed) here.commit('Change', files);
            else here.write(files);
            const updated = await indexDirectory(here.directory, cache);
            expect(contentOf(updated)).toEqual(contentOf(await indexDirectory(here.directory)));
          }
          here.remove();
        },
      ),
      { numRuns: 8 },
    );
  });

  test('of a commit is that of a clean checkout of it', async () => {
    const first = world.commit('Start', { 'a.py': 'def one(): pass\n' });
    world.commit('More', { 'b.py': 'def two(): pass\n' });
    const old = await indexCommit(world.directory, first);
    world.git('checkout', '-q', first);
    expect(contentOf(old)).toEqual(contentOf(await indexDirectory(world.directory)));
  });

  test('has what git tracks and what is new, not what is ignored or gone', async () => {
    world.commit('Start', { '.gitignore': 'build/\n', 'a.py': 'x = 1\n', 'gone.py': 'x = 1\n' });
    world.write({ 'build/b.py': 'x = 1\n', 'new.py': 'x = 1\n', 'gone.py': undefined });
    expect((await indexDirectory(world.directory)).paths).toEqual(['.gitignore', 'a.py', 'new.py', 'gone.py'].toSorted());
  });

  test('of a folder inside a repository has its own paths', async () => {
    world.commit('Start', { 'app/a.py': 'x = 1\n', 'b.py': 'x = 1\n' });
    world.commit('Tariff', { 'app/a.py': 'x = 2\n' });
    const { paths, commits } = await indexDirectory(join(world.directory, 'app'));
    expect(paths).toEqual(['a.py']);
    expect(commits.words).toContain('>a.py');
  });

  test('without git has every file, no loop of links, no dependencies', async () => {
    world.write({ 'a.py': 'x = 1\n', 'b/c.py': 'x = 1\n', 'node_modules/d.js': 'x\n' });
    symlinkSync(world.directory, join(world.directory, 'b', 'loop'));
    expect((await indexDirectory(world.directory)).paths).toEqual(['a.py', 'b/c.py']);
  });

  test('of a huge file has its path', async () => {
    world.write({ 'big.py': 'x = 1\n'.repeat(500_000), 'a.py': 'x = 1\n' });
    expect((await indexDirectory(world.directory)).paths).toEqual(['a.py', 'big.py']);
  });
});

const index = async () => contentOf(await indexDirectory(world.directory, openCache(folder)));
const stored = () => join(folder, readdirSync(folder)[0] ?? '');

describe('the cache', () => {
  test('gives back what was kept', async () => {
    world.commit('Start', { 'a.py': 'def one(): pass\n' });
    const first = await index();
    expect(await index()).toEqual(first);
  });

  test.each([
    ['empty', () => Buffer.alloc(0)],
    ['cut off', (file: Buffer) => file.subarray(0, file.length / 2)],
    ['changed in one byte', (file: Buffer) => Buffer.from(file).fill(7, 60, 61)],
    ['of another version', (file: Buffer) => Buffer.from(file.toString('latin1').replace('localise-', 'localist-'), 'latin1')],
  ])('%s is made anew', async (_, damage) => {
    world.commit('Start', { 'a.py': 'def one(): pass\n' });
    const first = await index();
    writeFileSync(stored(), damage(readFileSync(stored())));
    expect(await index()).toEqual(first);
  });

  test('that cannot be written is done without', async () => {
    world.commit('Start', { 'a.py': 'def one(): pass\n' });
    const blocked = openCache(join(world.directory, 'a.py', 'cache'));
    expect(contentOf(await indexDirectory(world.directory, blocked))).toEqual(await index());
  });
});
