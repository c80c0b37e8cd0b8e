import { expect, test } from 'vitest';
import { estimateCost } from '#domain/estimate-cost.ts';
import { rulePaths } from '#domain/repo-rules.ts';
import { NO_USAGE } from '#domain/usage.ts';
import { aPlanTask } from '#tests/fakes/samples.ts';

const tasks = [aPlanTask({ estimateHours: 1 }), aPlanTask({ id: 'T2', estimateHours: 2 })];

test('a plan costs what its expected turns cost at the price of the turns so far', () => {
  expect(estimateCost({ tasks }, { ...NO_USAGE, turns: 10, costUsd: 1 })).toBeCloseTo(2.7, 9);
});

test('before the first turn nothing is known', () => {
  expect(estimateCost({ tasks }, NO_USAGE)).toBeUndefined();
});

test('a repository’s rules are those for agents first, then those for everybody', () => {
  const paths = [
    'CONTRIBUTING.md',
    'docs/x.md',
    '.claude/rules/b.md',
    'AGENTS.md',
    'src/AGENTS.md.ts',
    'claude.md',
    '.github/CONTRIBUTING.md',
  ];
  expect(rulePaths(paths)).toEqual([
    'AGENTS.md',
    'claude.md',
    '.claude/rules/b.md',
    'CONTRIBUTING.md',
    '.github/CONTRIBUTING.md',
  ]);
});
