import { describe, expect, test } from 'vitest';
import { showFile, showPaths } from '#agents/harness/show-files.ts';

describe('a file is shown', () => {
  test('with line numbers, and no line after its last line end', () => {
    expect(showFile('a\nb\n')).toBe('1\ta\n2\tb');
  });

  test('in the part that was asked for, with the numbers of the whole', () => {
    expect(showFile(Array.from({ length: 12 }, (_, at) => `l${at + 1}`).join('\n'), 9, 10)).toBe(' 9\tl9\n10\tl10');
  });

  test('as far as it fits, and where to go on', () => {
    const huge = Array.from({ length: 5_000 }, (_, at) => `${at + 1} ${'x'.repeat(40)}`).join('\n');
    const shown = showFile(huge).split('\n');
    const next = Number(/^… lines (\d+) to 5000 do not fit here: read on with from: \1\.$/.exec(shown.at(-1) ?? '')?.[1]);
    expect(shown).toHaveLength(next);
    expect(showFile(huge, next).split('\n')[0]).toMatch(new RegExp(`^ *${next}\\t${next} x`));
    expect(shown.join('\n').length).toBeLessThan(45_000);
  });

  test('with very long lines cut, so that a minified file does not fill the window', () => {
    expect(showFile('x'.repeat(1_000_000))).toMatch(/^1\tx{2000}… \(998000 more characters in this line\)$/);
  });

  test('not beyond its end', () => {
    expect(showFile('a\nb', 7)).toBe('The file has only 2 lines.');
  });
});

describe('paths are shown', () => {
  const paths = ['README.md', 'src/a.js', 'src/deep/b.js', 'srcs/c.js'];

  test.each([
    [undefined, 'README.md\nsrc/a.js\nsrc/deep/b.js\nsrcs/c.js'],
    ['.', 'README.md\nsrc/a.js\nsrc/deep/b.js\nsrcs/c.js'],
    ['./src/', 'src/a.js\nsrc/deep/b.js'],
    ['lib', 'There are no files below lib.'],
  ])('below %s', (under, expected) => {
    expect(showPaths(paths, under)).toBe(expected);
  });

  test('as folders with counts when there are too many to list', () => {
    const many = Array.from({ length: 3_000 }, (_, at) => `packages/${at % 2 ? 'api' : 'web'}/f${at}.ts`);
    expect(showPaths(['x.ts', ...many], '')).toMatch(/^3001 files .* with under.*:\nx\.ts\npackages\/ \(3000 files\)$/);
    expect(showPaths(many, 'packages')).toMatch(/:\npackages\/web\/ \(1500 files\)\npackages\/api\/ \(1500 files\)$/);
  });
});
