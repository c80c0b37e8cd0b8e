import fc from 'fast-check';
import { expect, test } from 'vitest';
import { visiblePath } from '#domain/visible-path.ts';

test.each(['src/a.ts', 'a b', '-rf', 'café', '日本語', '"x"'])('a path that can be seen is shown as it is: %s', (path) => {
  expect(visiblePath(path)).toBe(path);
});

test('any other is one line of which the path can be read', () => {
  const odd = fc.constantFrom('\n', '\t', '\u001b', '\u202e', '\u200b', '\0');
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), odd, fc.string(), (before, hidden, after) => {
      const shown = visiblePath(before + hidden + after);
      expect(shown).toMatch(/^"[ -~]*"$/);
      expect(JSON.parse(shown)).toBe(before + hidden + after);
    }),
  );
});
