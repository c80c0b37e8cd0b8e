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
  [
    'Maven Surefire',
    '[INFO] Tests run: 3, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 0.1 s - in A\n[ERROR] a.BTest.broken -- Time elapsed: 0.01 s <<< FAILURE!\n[ERROR] Tests run: 5, Failures: 1, Errors: 1, Skipped: 0\n',
    3,
    2,
    ['a.BTest.broken'],
  ],
  [
    'Gradle',
    'ATest > broken() FAILED\n    java.lang.AssertionError\n\n7 tests completed, 1 failed\n',
    6,
    1,
    ['ATest > broken()'],
  ],
  [
    'unittest',
    'FAIL: test_b (test_a.A.test_b)\nERROR: test_c (test_a.A.test_c)\n\nRan 5 tests in 0.001s\n\nFAILED (failures=1, errors=1)\n',
    3,
    2,
    ['test_b (test_a.A.test_b)', 'test_c (test_a.A.test_c)'],
  ],
  ['RSpec', '12 examples, 1 failure\n\nrspec ./spec/a_spec.rb:3 # A is broken\n', 11, 1, ['./spec/a_spec.rb:3']],
  [
    'CTest',
    '67% tests passed, 1 tests failed out of 3\n\nTotal Test time (real) = 0.01 sec\n\nThe following tests FAILED:\n\t  2 - broken (Failed)\n',
    2,
    1,
    ['broken'],
  ],
  ['PHPUnit, green', 'PHPUnit 11.0.0\n\n.....\n\nOK (5 tests, 9 assertions)\n', 5, 0, []],
  [
    'PHPUnit, red',
    'There was 1 failure:\n\n1) ATest::testBroken\nFailed asserting.\n\nFAILURES!\nTests: 5, Assertions: 9, Errors: 1, Failures: 1.\n',
    3,
    2,
    ['ATest::testBroken'],
  ],
  [
    'Minitest',
    'Failure:\nTestA#test_broken [test/a.rb:5]:\nExpected: 1\n\n4 runs, 6 assertions, 1 failures, 0 errors, 0 skips\n',
    3,
    1,
    ['TestA#test_broken'],
  ],
  [
    'dotnet test',
    '  Failed A.B.Broken [12 ms]\n\nFailed!  - Failed:     1, Passed:     5, Skipped:     0, Total:     6\n',
    5,
    1,
    ['A.B.Broken'],
  ],
  ['bun test', '(pass) fine [0.1ms]\n(fail) broken [0.2ms]\n\n 1 pass\n 1 fail\n', 1, 1, ['broken']],
  ['deno test', 'fine ... ok (1ms)\nbroken ... FAILED (2ms)\n\nFAILED | 1 passed | 1 failed (5ms)\n', 1, 1, ['broken']],
];

describe('parseTestOutput', () => {
  test.each(OUTPUTS)('%s', (_runner, output, passed, failed, failing) => {
    expect(parseTestOutput(output)).toEqual({ counts: { passed, failed }, failing });
    expect(parseTestOutput(output.replaceAll('\n', '\r\n'))).toEqual({ counts: { passed, failed }, failing });
  });

  test.each(OUTPUTS)('%s and another runner after it, or before, are added up', (name, output, passed, failed, failing) => {
    for (const [other, otherOutput, otherPassed, otherFailed, otherFailing] of OUTPUTS) {
      if (isSameRunner(name, other)) continue;
      const report = parseTestOutput(`${output}\n${otherOutput}`);
      expect({ other, ...report?.counts }).toEqual({ other, passed: passed + otherPassed, failed: failed + otherFailed });
      expect(new Set(report?.failing)).toEqual(new Set([...failing, ...otherFailing]));
    }
  });

  test.each(['', 'compiled 12 files', 'error: no such command', '3 errors'])(
    'an output of no known runner tells nothing: %j',
    (output) => {
      expect(parseTestOutput(output)).toBeUndefined();
    },
  );
});

/** Rows such as `pytest` and `pytest -q`, whose outputs one pattern reads. */
function isSameRunner(one: string, other: string): boolean {
  const [runner = ''] = one.split(/[ ,]/);
  return other.startsWith(runner);
}

test.each(['=', '1 passed, ', 'x ', '{"Action":"run"'])(
  'output made to keep a reader busy is read like any other: %j',
  (part) => {
    const flood = part.repeat(200_000 / part.length);
    expect(parseTestOutput(`${flood}\n= 2 passed in 0.1s`)?.counts.passed).toBe(2);
  },
);
