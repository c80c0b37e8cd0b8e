import { expect, test } from 'vitest';
import { decideLimit, type LimitFacts, MAX_WORK_SECONDS } from '#domain/decide-limit.ts';
import { NO_USAGE } from '#domain/usage.ts';

const BASE: LimitFacts = {
  used: { ...NO_USAGE, turns: 50, costUsd: 4 },
  limits: { maxTurns: 100, maxBudgetUsd: 10 },
  mark: { step: 'execute', turns: 49, costUsd: 3.9 },
  maxWorkSeconds: MAX_WORK_SECONDS,
};

test.each<[string, Partial<LimitFacts>, string | undefined]>([
  ['within all limits', {}, undefined],
  ['all turns used', { used: { ...NO_USAGE, turns: 100 } }, 'TURN_LIMIT'],
  ['all money spent', { used: { ...NO_USAGE, costUsd: 10 } }, 'BUDGET_LIMIT'],
  ['eight hours of work', { used: { ...NO_USAGE, workSeconds: MAX_WORK_SECONDS } }, 'TIME_LIMIT'],
  ['an hour of work where that is the limit', { used: { ...NO_USAGE, workSeconds: 3_600 }, maxWorkSeconds: 3_600 }, 'TIME_LIMIT'],
  ['40 turns since the last progress', { mark: { step: 'x', turns: 10, costUsd: 4 } }, 'NO_PROGRESS'],
  ['39 turns since the last progress', { mark: { step: 'x', turns: 11, costUsd: 4 } }, undefined],
  ['$4 since the last progress', { mark: { step: 'x', turns: 50, costUsd: 0 } }, 'NO_PROGRESS'],
  ['$3.99 since the last progress', { mark: { step: 'x', turns: 50, costUsd: 0.01 } }, undefined],
  [
    '29 turns without progress under a small limit',
    { used: { ...NO_USAGE, turns: 29 }, limits: { maxTurns: 30, maxBudgetUsd: 1 }, mark: { step: 'x', turns: 0, costUsd: 0 } },
    undefined,
  ],
])('%s', (_, facts, code) => {
  const decision = decideLimit({ ...BASE, ...facts });
  expect(decision.type === 'stop' ? decision.code : undefined).toBe(code);
});
