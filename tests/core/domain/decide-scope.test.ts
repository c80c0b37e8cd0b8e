import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideScope, pathsIn } from '#domain/decide-scope.ts';

const forbidden = (path: string, ...named: string[]): boolean => decideScope({ changed: [path], named }).forbidden.length > 0;

describe('what nobody asked to change must not go out', () => {
  test.each([
    '.github/workflows/ci.yml',
    '.GitHub/Workflows/CI.yml',
    './.github//workflows/deep/er/ci.yml',
    'src/../.github/workflows/ci.yml',
    '.github/actions/setup/action.yml',
    '.github/CODEOWNERS',
    '.gitlab-ci.yml',
    '.circleci/config.yml',
    'ci/Jenkinsfile',
    'azure-pipelines.yml',
    'package-lock.json',
    'packages/web/yarn.lock',
    'Cargo.lock',
    'go.sum',
  ])('%s', (path) => {
    expect(forbidden(path, 'src/a.ts')).toBe(true);
  });

  test.each([
    ['the plan names it', '.github/workflows/ci.yml', ['.github/workflows/ci.yml']],
    ['the plan names its folder', '.github/workflows/ci.yml', ['.github/workflows/']],
    ['the plan changes the manifest beside it', 'packages/web/package-lock.json', ['packages/web/package.json']],
    ['it only looks like one', 'docs/workflows/ci.yml', []],
    ['it only looks like a lock file', 'src/yarn.lock.ts', []],
    ['it is named like something every object has', 'src/constructor', []],
  ])('but not when %s', (_, path, named) => {
    expect(forbidden(path, ...named)).toBe(false);
  });

  test('a manifest elsewhere allows nothing', () => {
    expect(forbidden('packages/web/package-lock.json', 'package.json')).toBe(true);
  });
});

test('what the plan does not name is drift, and what it names is neither', () => {
  const changed = ['src/a.ts', 'src/b.ts', 'docs/x/y.md', 'Package.json'];
  expect(decideScope({ changed, named: ['src/a.ts', 'docs'] })).toEqual({ forbidden: [], drift: ['src/b.ts', 'Package.json'] });
});

test('every changed file is named, drift or forbidden, and never two of them', () => {
  const path = fc
    .array(fc.constantFrom('a', '.github', 'workflows', 'go.sum', '..', 'B'), { minLength: 1 })
    .map((parts) => parts.join('/'));
  fc.assert(
    fc.property(fc.uniqueArray(path), fc.array(path), (changed, named) => {
      const { forbidden: no, drift } = decideScope({ changed, named });
      expect(new Set([...drift, ...no.map((one) => one.path)]).size).toBe(drift.length + no.length);
      expect([...drift, ...no.map((one) => one.path)].every((one) => changed.includes(one))).toBe(true);
    }),
  );
});

test('paths are found in what CI and people say', () => {
  const found = pathsIn(
    'Error in ./src/quote.js:12 and .github/workflows/ci.yml. Please run Jenkinsfile, see package-lock.json.',
  );
  expect(found).toEqual(
    expect.arrayContaining(['./src/quote.js', '.github/workflows/ci.yml', 'Jenkinsfile', 'package-lock.json']),
  );
});
