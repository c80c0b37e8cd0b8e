import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkCommands } from '#agents/ci-monitor/check-commands.ts';
import { decideCause } from '#agents/ci-monitor/decide-cause.ts';
import { decideElsewhere, type Sighting } from '#agents/ci-monitor/decide-elsewhere.ts';
import { decideDiagnosis } from '#agents/ci-monitor/decide-diagnosis.ts';
import { extractFailure, extractFromStream } from '#agents/ci-monitor/extract-failure.ts';
import { FIX_RULES } from '#agents/ci-monitor/fix-rules.ts';
import type { Finding } from '#agents/ci-monitor/job.ts';
import { wasBrokenBefore } from '#agents/ci-monitor/was-broken-before.ts';
import { aDiagnosis, RED } from '../../fakes/samples.ts';

const firstFix = (command: string, scripts: Readonly<Record<string, string>> = {}, log = ''): string | undefined => {
  const repo = { files: ['package.json'], texts: { 'package.json': JSON.stringify({ scripts }) } };
  return FIX_RULES.map((rule) => rule.fix({ repo, command, log })).find((fix) => fix !== undefined);
};

describe('fix rules', () => {
  test.each([
    ['npm run format:check', { 'format:check': 'x', format: 'y' }, 'npm run format'],
    ['npm run check:format', { 'check:format': 'x', 'fix:format': 'y' }, 'npm run fix:format'],
    ['npm run lint', { lint: 'x', 'lint:fix': 'y' }, 'npm run lint:fix'],
    ['npm run lint', { lint: 'eslint .' }, 'PATH="$PWD/node_modules/.bin:$PATH"; eslint --fix .'],
    ['npm run style', { style: 'prettier --check src' }, 'PATH="$PWD/node_modules/.bin:$PATH"; prettier --write src'],
    ['npx prettier . --check', {}, 'npx prettier . --write'],
    ['npx biome ci .', {}, 'npx biome check --write .'],
    ['biome format .', {}, 'biome format --write .'],
    ['ruff check .', {}, 'ruff check --fix .'],
    ['ruff format --check .', {}, 'ruff format .'],
    ['black --check .', {}, 'black .'],
    ['test -z "$(gofmt -l .)"', {}, 'gofmt -w .'],
    ['cargo fmt --all -- --check', {}, 'cargo fmt --all'],
  ])('`%s` with scripts %j is mended by `%s`', (command, scripts, fix) => {
    expect(firstFix(command, scripts)).toBe(fix);
  });

  test.each([
    ['npm test', { test: 'node --test', 'test:fix': 'no' }],
    ['npm run lint', { lint: 'node scripts/lint.js' }],
    ['npm run format:check', { 'format:check': 'x' }],
    ['make check', {}],
  ])('`%s` with scripts %j has no deterministic fix', (command, scripts) => {
    const fix = firstFix(command, scripts);
    expect(fix === undefined || fix.endsWith('test:fix')).toBe(true);
  });

  test.each([
    [
      'npm error `npm ci` can only install packages when your package.json and package-lock.json are in sync',
      /^npm install --package-lock-only/,
    ],
    ['ERR_PNPM_OUTDATED_LOCKFILE  Cannot install', /^pnpm install --lockfile-only/],
    ['missing go.sum entry for module', /^go mod tidy/],
  ])('the log line `%s` tells what is out of date', (log, fix) => {
    expect(firstFix('npm ci', {}, log)).toMatch(fix);
  });
});

describe('the commands of a check', () => {
  const workflow = `
jobs:
  test:
    strategy: { matrix: { node: [20, 22] } }
    steps:
      - uses: actions/checkout@v4
      - run: npm ci
      - run: npm test
        working-directory: packages/a
  pretty:
    name: Code style
    steps: [{ run: npm run format:check }]
  deploy:
    steps: [{ run: "deploy \${{ secrets.KEY }}" }]
`;
  test.each([
    ['test', ['npm ci', 'cd "packages/a"\nnpm test']],
    ['test (20)', ['npm ci', 'cd "packages/a"\nnpm test']],
    ['Code style', ['npm run format:check']],
    ['pretty', undefined],
    ['deploy', undefined],
    ['other', undefined],
  ])('%s', (name, commands) => {
    expect(checkCommands(name, ['not: [yaml', 'a: 1', workflow])).toEqual(commands);
  });
});

describe('causes', () => {
  const facts = { checkName: 'test', conclusion: 'failure', commands: ['npm test'], log: '' };
  test.each([
    [{ checkName: 'CodeQL' }, 'security'],
    [{ commands: ['npm audit --audit-level high'] }, 'security'],
    [{ log: 'npm error code ECONNRESET registry.npmjs.org' }, 'infrastructure'],
    [{ log: 'write: No space left on device' }, 'infrastructure'],
    [{ conclusion: 'action_required' }, 'infrastructure'],
    [{ log: 'AssertionError: 1 == 2' }, undefined],
  ])('%j → %s', (more, cause) => {
    expect(decideCause({ ...facts, ...more })).toBe(cause);
  });
});

async function* parts() {
  for (let part = 0; part < 500; part += 1) yield part === 250 ? '✖ in the middle\n' : 'compiled another module\n'.repeat(40);
  for (let part = 0; part < 500; part += 1) yield 'x'.repeat(10_000);
  yield '\nError: at the end\n';
}

describe('extractFailure', () => {
  test('the failing lines of megabytes of log are found, without times, colours and noise', () => {
    const noise = Array.from(
      { length: 60_000 },
      (_, n) => `2026-11-01T10:00:00.0000000Z compiled module number ${n} of the build`,
    );
    noise[30_000] = '2026-11-01T10:00:00.0000000Z \u001b[31m✖ the boundary is included (1.5ms)\u001b[39m';
    noise[30_001] = '2026-11-01T10:00:00.0000000Z   AssertionError [ERR_ASSERTION]: 490 !== 0';
    noise.push('##[error]Process completed with exit code 1.');
    const text = extractFailure(noise.join('\n'), 2_000);
    expect(text.length).toBeLessThanOrEqual(2_000);
    expect(text).toContain('✖ the boundary is included (1.5ms)');
    expect(text).toContain('AssertionError [ERR_ASSERTION]: 490 !== 0');
    expect(text).toContain('##[error]Process completed');
    expect(text).not.toContain('2026-11-01T10');
  });

  test('a log that arrives in parts is read as the same log whole, wherever it is cut', async () => {
    const log = `${Array.from({ length: 500 }, (_, n) => `step ${n}`).join('\n')}\n✖ broken\n  at src/a.js:3\nError: no\n`;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(log.length)), fc.integer({ min: 10, max: 400 }), async (cuts, limit) => {
        const ends = [...cuts.sort((a, b) => a - b), log.length];
        const parts = ends.map((end, at) => log.slice(ends[at - 1] ?? 0, end));
        expect(await extractFromStream(ReadableStream.from(parts), limit)).toBe(extractFailure(log, limit));
      }),
    );
  });

  test('a log of many parts with a line that never ends is read to its end', async () => {
    const text = await extractFromStream(parts(), 2_000);
    expect(text).toContain('✖ in the middle');
    expect(text).toContain('Error: at the end');
    expect(text.length).toBeLessThanOrEqual(2_000);
  });

  test('what is said a thousand times leaves room for what is said once', () => {
    const text = extractFailure(`${'error: cannot connect, try 17\n'.repeat(1_000)}error: the port is taken\n`, 400);
    expect(text).toContain('error: the port is taken');
  });

  test('a log without a sign of failure gives its end', () => {
    expect(extractFailure(`${'line\n'.repeat(1_000)}the end`, 100)).toMatch(/the end$/);
  });

  test.each(['', '\n', 'x'.repeat(100_000)])('an odd log is no problem (%#)', (log) => {
    expect(extractFailure(log, 500).length).toBeLessThanOrEqual(500);
  });
});

const result = (output: string, exitCode = 1) => ({ output, exitCode, stopped: undefined, ms: 1 });
const tap = (...failing: string[]) =>
  `${failing.map((name, at) => `not ok ${at + 1} - ${name}`).join('\n')}\n1..9\n# fail ${failing.length}\n`;

describe('wasBrokenBefore', () => {
  test.each([
    ['the same test failed before', result(tap('a')), result(tap('a', 'b')), true],
    ['another test failed before', result(tap('a')), result(tap('b')), false],
    ['the base is green', result(tap('a')), result(tap(), 0), false],
    ['the same lines failed before', result('src/a.js: not formatted'), result('src/a.js: not formatted'), true],
    ['a further line fails', result('src/a.js: bad\nsrc/b.js: bad'), result('src/a.js: bad'), false],
    ['the base could not be prepared', result('x'), result('x', 125), false],
  ])('%s', (_name, now, base, expected) => {
    expect(wasBrokenBefore(now, base)).toBe(expected);
  });
});

const red = (log: string): Sighting => ({ sha: 'f', passed: false, log });

describe('decideElsewhere', () => {
  const green: Sighting = { sha: 'a', passed: true, log: '' };
  const log = 'not ok 3 - adds 12 and 30';
  test.each([
    ['nothing is known', [], undefined],
    ['the tip fails the same way', [red('not ok 4 - adds 1 and 2')], 'broken-before'],
    ['the tip fails in another way', [red('not ok 1 - removes')], undefined],
    ['the tip fails in this way and others', [red(`${log}\nnot ok 1 - removes`)], 'broken-before'],
    ['it failed between runs that passed', [green, red(log), green], 'flake'],
    ['it failed and was mended since', [green, red(log)], undefined],
    ['another failure between runs that passed', [green, red('not ok 1 - removes'), green], undefined],
    ['the tip is red and says nothing', [red('')], undefined],
  ])('%s', (_name, sightings, cause) => {
    expect(decideElsewhere(log, sightings)?.cause).toBe(cause);
  });

  test('a log that names nothing proves nothing', () => {
    expect(decideElsewhere('all is well', [red('all is well')])).toBeUndefined();
  });
});

describe('decideDiagnosis', () => {
  const check = { ...RED.failed[0], name: 'x', conclusion: 'failure' as const, url: '', repo: 'a/b', headSha: 'c' };
  const finding = (verdict: Finding['verdict'], cause: Finding['cause'] = 'ours'): Finding => ({
    check,
    verdict,
    cause,
    summary: `${verdict}.`,
    evidence: 'line',
  });
  test.each([
    [[finding('fixed'), finding('escalate', 'security')], undefined, 'escalate'],
    [[finding('fixed'), finding('escalate', 'broken-before')], undefined, 'fixed'],
    [[finding('fixed'), finding('unknown')], aDiagnosis({ verdict: 'brief' }), 'brief'],
    [[finding('rerun', 'flake'), finding('escalate', 'broken-before')], undefined, 'rerun'],
    [[finding('unknown')], aDiagnosis({ verdict: 'escalate' }), 'escalate'],
    [[], undefined, 'escalate'],
  ])('%#', (findings, advice, verdict) => {
    expect(decideDiagnosis(findings, advice).verdict).toBe(verdict);
  });
});
