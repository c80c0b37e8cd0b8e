import { describe, expect, test } from 'vitest';
import { parseTestOutput } from '#domain/test-output.ts';

const ESC = String.fromCodePoint(27);

const OUTPUTS: readonly (readonly [
  runner: string,
  output: string,
  passed: number,
  failed: number,
  failing: readonly string[],
])[] = [
  [
    'node --test, spec',
    '▶ group\n  ✖ inner one (1.2ms)\n✔ fine (0.3ms)\n✖ test/a.test.js (20ms)\nℹ tests 3\nℹ suites 0\nℹ pass 1\nℹ fail 1\nℹ cancelled 1\n\n✖ failing tests:\n\ntest at a.js:1:1\n✖ inner one (1.2ms)\n',
    1,
    2,
    ['inner one', 'test/a.test.js'],
  ],
  [
    'node --test, TAP',
    'TAP version 13\nok 1 - fine\nnot ok 2 - broken\nnot ok 3 - later # TODO not yet\n1..3\n# tests 3\n# pass 1\n# fail 1\n# cancelled 0\n',
    1,
    1,
    ['broken'],
  ],
  [
    'vitest',
    ` FAIL  tests/a.test.ts > group > broken\nAssertionError: x\n\n Test Files  1 failed | 2 passed (3)\n      Tests  1 failed | ${ESC}[32m34 passed${ESC}[39m (35)\n`,
    34,
    1,
    ['tests/a.test.ts > group > broken'],
  ],
  [
    'jest',
    'FAIL ./a.test.js\n  ● group › broken\n\nTests:       1 failed, 2 skipped, 17 passed, 20 total\n',
    17,
    1,
    ['group › broken'],
  ],
  ['mocha', '\n  12 passing (3ms)\n  1 failing\n\n  1) group broken:\n', 12, 1, ['group broken:']],
  [
    'pytest',
    'FAILED tests/test_a.py::test_broken - assert 1 == 2\nERROR tests/test_b.py\n=== 1 failed, 17 passed, 1 error in 0.12s ===\n',
    17,
    2,
    ['tests/test_a.py::test_broken', 'tests/test_b.py'],
  ],
  ['pytest -q', '.....\n5 passed in 0.01s\n', 5, 0, []],
  [
    'cargo test',
    'test a::fine ... ok\ntest a::broken ... FAILED\n\ntest result: FAILED. 3 passed; 1 failed; 0 ignored\ntest result: ok. 2 passed; 0 failed; 0 ignored\n',
    5,
    1,
    ['a::broken'],
  ],
  [
    'go test -v',
    '--- PASS: TestA (0.00s)\n    --- FAIL: TestB/case (0.00s)\n--- FAIL: TestB (0.00s)\nFAIL\tx/y\t0.1s\n',
    1,
    2,
    ['TestB/case', 'TestB'],
  ],
  [
    'go test -json',
    '{"Time":"t","Action":"start","Package":"x"}\n{"Action":"run","Package":"x","Test":"TestA"}\n{"Action":"pass","Package":"x","Test":"TestA","Elapsed":0}\n{"Action":"fail","Package":"x","Test":"TestB","Elapsed":0}\n{"Action":"fail","Package":"x","Elapsed":0}\n',
    1,
    1,
    ['TestB'],
  ],
];

describe('parseTestOutput', () => {
  test.each(OUTPUTS)('%s', (_runner, output, passed, failed, failing) => {
    expect(parseTestOutput(output)).toEqual({ counts: { passed, failed }, failing });
    expect(parseTestOutput(output.replaceAll('\n', '\r\n'))).toEqual({ counts: { passed, failed }, failing });
  });

  test.each(['', 'compiled 12 files', 'error: no such command', '3 errors'])(
    'an output of no known runner tells nothing: %j',
    (output) => {
      expect(parseTestOutput(output)).toBeUndefined();
    },
  );
});

test.each(['=', '1 passed, ', 'x ', '{"Action":"run"'])(
  'output made to keep a reader busy is read like any other: %j',
  (part) => {
    const flood = part.repeat(200_000 / part.length);
    expect(parseTestOutput(`${flood}\n= 2 passed in 0.1s`)?.counts.passed).toBe(2);
  },
);
