import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideFindings, misplacedFindings } from '#domain/decide-findings.ts';
import { readDiffLines, toRanges } from '#domain/diff-lines.ts';
import { countFindings, type Finding } from '#domain/review.ts';

const PATCH = `@@ -1,4 +1,5 @@ function rate()
 const a = 1;
-const b = 2;
+const b = 3;
+const c = 4;
 return a;
 }
@@ -20,2 +21,1 @@
-old
 kept
\\ No newline at end of file`;

function aFinding(finding: Partial<Finding> = {}): Finding {
  return {
    kind: 'issue',
    severity: 'major',
    title: 'The boundary is wrong',
    description: 'An order of exactly fifty pays shipping although it should be free.',
    path: 'src/rate.js',
    line: 2,
    side: 'new',
    proposedFix: 'Use >=.',
    prompt: 'Use >= in isFree.',
    ...finding,
  };
}

describe('the lines of a diff', () => {
  test('are numbered on both sides', () => {
    const lines = readDiffLines(PATCH);
    expect([...lines.new]).toEqual([
      [1, 'const a = 1;'],
      [2, 'const b = 3;'],
      [3, 'const c = 4;'],
      [4, 'return a;'],
      [5, '}'],
      [21, 'kept'],
    ]);
    expect([...lines.old.keys()]).toEqual([1, 2, 3, 4, 20, 21]);
  });

  test('whatever a patch contains, it is read', () => {
    const known = readDiffLines(PATCH).new.size;
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(readDiffLines(text).old.size).toBeLessThanOrEqual(text.length);
        expect(readDiffLines(`${PATCH}\n${text}`).new.size).toBeGreaterThanOrEqual(known);
      }),
    );
  });

  test.each([
    [[], ''],
    [[3], '3'],
    [[7, 1, 2, 3, 9], '1-3, 7, 9'],
  ])('%j are told as %j', (numbers, expected) => {
    expect(toRanges(numbers)).toBe(expected);
  });
});

describe('a finding that is not about a line of the diff is sent back', () => {
  const files = new Map([['src/rate.js', readDiffLines(PATCH)]]);
  test.each([
    [{}, undefined],
    [{ line: 20, side: 'old' as const }, undefined],
    [{ line: 20 }, 'line 20 of src/rate.js (new side) is not in the diff; these are: 1-5, 21'],
    [{ path: 'src/other.js' }, 'src/other.js is not a file of this diff; these are: src/rate.js'],
  ])('%j', (change, expected) => {
    const [problem] = misplacedFindings([aFinding(change)], files);
    if (expected === undefined) expect(problem).toBeUndefined();
    else expect(problem).toContain(expected);
  });
});

describe('what was said before is not repeated', () => {
  const remark = {
    path: 'src/rate.js',
    line: 3,
    body: 'I think an order of exactly fifty should be free, no? It pays shipping now.',
  };
  test.each([
    ['a person said it near that line', [remark], 0],
    ['a person said it of the whole file', [{ ...remark, line: undefined }], 0],
    ['it was said of another file', [{ ...remark, path: 'src/zone.js' }], 1],
    ['it was said far away', [{ ...remark, line: 90 }], 1],
    ['something else was said there', [{ ...remark, body: 'Please rename this variable to something clearer.' }], 1],
    ['nothing of weight was said there', [{ ...remark, body: 'ok :)' }], 1],
  ])('%s', (_, before, posted) => {
    const decided = decideFindings([aFinding()], before);
    expect(decided.post).toHaveLength(posted);
    expect(decided.said).toHaveLength(1 - posted);
  });

  test('nor is what the review itself says twice; the heavier one stays', () => {
    const decided = decideFindings([aFinding({ severity: 'minor' }), aFinding({ severity: 'critical', line: 3 })], []);
    expect(decided.post.map(({ severity }) => severity)).toEqual(['critical']);
  });
});

test('the heaviest findings come first, praise last', () => {
  const findings = [
    aFinding({ kind: 'good point', severity: 'critical', path: 'a' }),
    aFinding({ severity: 'minor', path: 'b' }),
    aFinding({ severity: 'critical', path: 'c' }),
  ];
  const { post } = decideFindings(findings, []);
  expect(post.map(({ path }) => path)).toEqual(['c', 'b', 'a']);
  expect(countFindings(post)).toBe('1 critical, 1 minor');
  expect(countFindings(post.slice(2))).toBe('nothing to change');
});
