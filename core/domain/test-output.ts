import type { TestCounts } from './task.ts';

/** What a test command's output tells. */
export interface TestReport {
  readonly counts: TestCounts;
  /** Names of the tests that failed, as the runner prints them; in no particular order and without duplicates. */
  readonly failing: readonly string[];
}

interface Runner {
  readonly name: string;
  /** Present in the output of this runner and of no other one in the table; its patterns match nothing of theirs either. */
  readonly mark: RegExp;
  /** Counts of passed tests, or of all tests that ran when `counts` is `all`. */
  readonly passed: RegExp;
  readonly counts?: 'all';
  readonly failed: RegExp;
  readonly failing: RegExp;
}

/** One row per runner, read from what the runners print; every match of a count is added up. */
const RUNNERS: readonly Runner[] = [
  {
    name: 'node --test (spec)',
    mark: /^ℹ tests \d+$/m,
    passed: /^ℹ pass (\d+)$/gm,
    failed: /^ℹ (?:fail|cancelled) (\d+)$/gm,
    failing: /^\s*✖ (?!failing tests:)(.+?)(?: \([\d.]+ms\))?$/gm,
  },
  {
    name: 'TAP',
    mark: /^(?:# tests \d+|1\.\.\d+)$/m,
    passed: /^# pass (\d+)$/gm,
    failed: /^# (?:fail|cancelled) (\d+)$/gm,
    failing: /^\s*not ok \d+(?: -)? (?!.*# (?:TODO|SKIP))(.+)$/gm,
  },
  {
    name: 'vitest',
    mark: /^\s*Test Files {2}/m,
    passed: /^\s*Tests {2}.*?(\d+) passed/gm,
    failed: /^\s*Tests {2}.*?(\d+) failed/gm,
    failing: /^\s*FAIL {2}(.+)$/gm,
  },
  {
    name: 'jest',
    mark: /^Tests: +.*\d+ total$/m,
    passed: /^Tests: +.*?(\d+) passed/gm,
    failed: /^Tests: +.*?(\d+) failed/gm,
    failing: /^ {2}● (.+)$/gm,
  },
  {
    name: 'mocha',
    mark: /^ {2}\d+ passing \(/m,
    passed: /^ {2}(\d+) passing/gm,
    failed: /^ {2}(\d+) failing/gm,
    failing: /^ {2}\d+\) (.+)$/gm,
  },
  {
    name: 'pytest',
    mark: /(?:^|=+ )(?:\d+ [a-z]+, )*\d+ (?:passed|failed|error)s?.* in [\d.]+s/m,
    passed: /(?<=^(?:=+ )?(?:\d+ [a-z]+, )*)(\d+) passed(?=.* in [\d.]+s)/gm,
    failed: /(?<=^(?:=+ )?(?:\d+ [a-z]+, )*)(\d+) (?:failed|errors?)(?=.* in [\d.]+s)/gm,
    failing: /^(?:FAILED|ERROR) ([^\s(|]\S*)/gm,
  },
  {
    name: 'cargo test',
    mark: /^test result: /m,
    passed: /^test result: .*?(\d+) passed/gm,
    failed: /^test result: .*?(\d+) failed/gm,
    failing: /^test (\S+) \.\.\. FAILED$/gm,
  },
  {
    name: 'go test -json',
    mark: /^\{.*"Action":"(?:start|run)"/m,
    passed: /^\{.*"Action":"(pass)".*"Test":/gm,
    failed: /^\{.*"Action":"(fail)".*"Test":/gm,
    failing: /^\{.*"Action":"fail".*"Test":"([^"]+)"/gm,
  },
  {
    name: 'go test',
    mark: /^(?:ok {2}\t|FAIL\t|--- (?:PASS|FAIL): )/m,
    passed: /^\s*--- (PASS): /gm,
    failed: /^\s*--- (FAIL): /gm,
    failing: /^\s*--- FAIL: (\S+)/gm,
  },
  {
    name: 'Maven Surefire',
    mark: /^(?:\[[A-Z]+\] )?Tests run: \d+, Failures: \d+, Errors: \d+, Skipped: \d+\s*$/m,
    passed: /^(?:\[[A-Z]+\] )?Tests run: (\d+), Failures: \d+, Errors: \d+, Skipped: \d+\s*$/gm,
    counts: 'all',
    failed: /^(?:\[[A-Z]+\] )?Tests run: \d+, Failures: (\d+), Errors: (\d+), Skipped: \d+\s*$/gm,
    failing: /^\[ERROR\] +([\w.$]+\.\w+)(?:\([^)]*\))?(?: --)? +Time elapsed: .*<<< (?:FAILURE|ERROR)!$/gm,
  },
  {
    name: 'Gradle',
    mark: /^\d+ tests completed(?:, \d+ failed)?/m,
    passed: /^(\d+) tests completed/gm,
    counts: 'all',
    failed: /^\d+ tests completed, (\d+) failed/gm,
    failing: /^(\S.* > .+) FAILED$/gm,
  },
  {
    name: 'unittest',
    mark: /^Ran \d+ tests? in [\d.]+s$/m,
    passed: /^Ran (\d+) tests? in [\d.]+s$/gm,
    counts: 'all',
    failed: /^FAILED \((?:.*?failures=(\d+))?(?:.*?errors=(\d+))?.*\)$/gm,
    failing: /^(?:FAIL|ERROR): (.+)$/gm,
  },
  {
    name: 'RSpec',
    mark: /^\d+ examples?, \d+ failures?/m,
    passed: /^(\d+) examples?, \d+ failures?/gm,
    counts: 'all',
    failed: /^\d+ examples?, (\d+) failures?/gm,
    failing: /^rspec (\S+)/gm,
  },
  {
    name: 'CTest',
    mark: /^\d+% tests passed, \d+ tests failed out of \d+$/m,
    passed: /^\d+% tests passed, \d+ tests failed out of (\d+)$/gm,
    counts: 'all',
    failed: /^\d+% tests passed, (\d+) tests failed out of \d+$/gm,
    failing: /^\s*\d+ - (.+) \((?:Failed|Timeout|Not Run|SEGFAULT|Subprocess \w+|ILLEGAL|NUMERICAL|OTHER_FAULT)\)/gm,
  },
  {
    name: 'PHPUnit',
    mark: /^(?:OK \(\d+ tests?, |Tests: \d+, Assertions: \d+)/m,
    passed: /^(?:OK \((\d+) tests?|Tests: (\d+), Assertions)/gm,
    counts: 'all',
    failed: /^Tests: \d+, Assertions: \d+(?:, Errors: (\d+))?(?:, Failures: (\d+))?/gm,
    failing: /^\d+\) (\S+::.+)$/gm,
  },
  {
    name: 'Minitest',
    mark: /^\d+ (?:runs|tests), \d+ assertions, \d+ failures, \d+ errors/m,
    passed: /^(\d+) (?:runs|tests), \d+ assertions/gm,
    counts: 'all',
    failed: /^\d+ (?:runs|tests), \d+ assertions, (\d+) failures, (\d+) errors/gm,
    failing: /^\s*(?:\d+\) )?(?:Failure|Error):\n(\S+#\w+)/gm,
  },
  {
    name: 'dotnet test',
    mark: /^\s*(?:Passed|Failed)!\s+- Failed:\s+\d+, Passed:\s+\d+/m,
    passed: /^\s*(?:Passed|Failed)!\s+- Failed:\s+\d+, Passed:\s+(\d+)/gm,
    failed: /^\s*(?:Passed|Failed)!\s+- Failed:\s+(\d+)/gm,
    failing: /^\s+Failed (\S+) \[/gm,
  },
  {
    name: 'bun test',
    mark: /^ *\d+ pass\n *\d+ fail$/m,
    passed: /^ *(\d+) pass$/gm,
    failed: /^ *(\d+) fail$/gm,
    failing: /^\(fail\) (.+?)(?: \[[\d.]+ms\])?$/gm,
  },
  {
    name: 'deno test',
    mark: /^(?:ok|FAILED) \| \d+ passed/m,
    passed: /^(?:ok|FAILED) \| (\d+) passed/gm,
    failed: /^(?:ok|FAILED) \| \d+ passed.*? \| (\d+) failed/gm,
    failing: /^(?!test \S+ \.\.\. )(\S.*?) \.\.\. FAILED/gm,
  },
];

/** Colours and cursor movements of a terminal. */
const ESCAPES = new RegExp(`${String.fromCodePoint(27)}\\[[0-9;?]*[A-Za-z]`, 'g');

/** No runner's own line is longer; a longer one is a program's, and could keep a pattern busy for minutes. */
const MAX_LINE = 2_000;

/**
 * Reads counts and failing tests from the output of known test runners, added up when a command runs several; `undefined` when
 * none is recognised.
 */
export function parseTestOutput(output: string): TestReport | undefined {
  const lines = output.replace(ESCAPES, '').replace(/\r\n?/g, '\n').split('\n');
  const text = lines.map((line) => line.slice(0, MAX_LINE)).join('\n');
  const reports = RUNNERS.filter(({ mark }) => mark.test(text)).map((runner) => toReport(runner, text));
  if (reports.length === 0) return undefined;
  return {
    counts: {
      passed: reports.reduce((total, { counts }) => total + counts.passed, 0),
      failed: reports.reduce((total, { counts }) => total + counts.failed, 0),
    },
    failing: [...new Set(reports.flatMap(({ failing }) => failing))],
  };
}

function toReport(runner: Runner, text: string): TestReport {
  const failed = sum(text, runner.failed);
  const counted = sum(text, runner.passed);
  return {
    counts: { passed: runner.counts === 'all' ? Math.max(0, counted - failed) : counted, failed },
    failing: [...text.matchAll(runner.failing)].map(([, name = '']) => name.trim()),
  };
}

/** Adds up every group of every match; what is not a number counts for one. */
function sum(text: string, pattern: RegExp): number {
  const counts = [...text.matchAll(pattern)].flatMap(([, ...groups]) => groups.filter((group) => group !== undefined));
  return counts.reduce((total, count) => total + (/^\d+$/.test(count) ? Number(count) : 1), 0);
}
