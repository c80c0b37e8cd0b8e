import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isProgress, type Seen, see, type Standing } from '#domain/progress.ts';

const at = (passed: number, ...failing: string[]): Standing => ({ passed, failing });
const after = (...runs: Standing[]): Seen | undefined => runs.reduce<Seen | undefined>(see, undefined);

test.each<[string, Standing[], Standing, boolean]>([
  ['the first run only shows where the work stands', [], at(3, 'a'), false],
  ['one more test passes', [at(3, 'a')], at(4), true],
  ['a new test fails, as it should before its code is written', [at(3)], at(3, 'new'), true],
  ['another test fails than before', [at(3, 'a')], at(3, 'b'), true],
  ['the same tests fail', [at(3, 'a', 'b')], at(3, 'b', 'a'), false],
  ['fewer pass and the same fail', [at(3, 'a')], at(2, 'a'), false],
  ['back to what failed before', [at(3, 'a'), at(3, 'b')], at(3, 'a'), false],
  ['as many pass as once did', [at(5), at(3, 'a')], at(5), false],
])('%s', (_, before, now, expected) => {
  expect(isProgress(after(...before), now)).toBe(expected);
});

test('nothing that was seen is progress a second time', () => {
  const standing = fc.record({ passed: fc.nat(9), failing: fc.array(fc.constantFrom('a', 'b', 'c')) });
  fc.assert(
    fc.property(fc.array(standing, { minLength: 1 }), fc.nat(), (runs, index) => {
      const again = runs[index % runs.length];
      expect(again && isProgress(after(...runs), again)).toBe(false);
    }),
  );
});
