import { describe, expect, test } from 'vitest';
import { toBranchName } from '#domain/branch-name.ts';
import { renderPlan } from '#agents/planning/render-plan.ts';
import { renderPullRequest } from '#agents/planning/render-pull-request.ts';
import { whatChanged } from '#agents/planning/what-changed.ts';
import { aPlan, aPlanTask, aTask, TASK_ID } from '#tests/fakes/samples.ts';

const { ticket } = aTask();

describe('a branch is named after its ticket', () => {
  test.each([
    ['Free shipping over 50', 'shop-1-free-shipping-over-50'],
    ['Größe & Gewicht…', 'shop-1-gro-e-gewicht'],
    ['..//..~^:?*[ evil.lock', 'shop-1-evil-lock'],
    ['x'.repeat(100), `shop-1-${'x'.repeat(33)}`],
  ])('%s', (summary, slug) => {
    expect(toBranchName({ id: TASK_ID, ticket: { ...ticket, summary } })).toBe(`stepwright/${TASK_ID}/${slug}`);
  });
});

describe('what changed', () => {
  test.each([
    ['nothing', {}, []],
    ['a task less', { tasks: [aPlanTask()] }, ['Removed task T2: Test the threshold']],
    [
      'a task with another text',
      { tasks: [aPlanTask({ detail: 'In euros.' }), aPlanTask({ id: 'T2', kind: 'code' as const, dependsOn: ['T1'] })] },
      ['Changed task T1: Test the threshold (what to do)'],
    ],
    ['the scope', { scope: { in: ['rates', 'cart'], out: ['taxes'] } }, ['In scope, added: cart', 'Out of scope, added: taxes']],
    [
      'estimate and risk',
      { estimateHours: 3, risk: { level: 'high' as const, reason: '' } },
      ['Estimate: 2 h → 3 h', 'Risk: low → high'],
    ],
    [
      'a test',
      { tests: [{ level: 'unit' as const, name: 'is free', file: 'a.test.js', assertions: [] }] },
      ['Test, added: is free'],
    ],
  ])('%s', (_, change, expected) => {
    expect(whatChanged(aPlan(), aPlan(change))).toEqual(expected);
  });
});

test('a plan is rendered with its tests, tasks and order', () => {
  const tests = [{ level: 'unit' as const, name: 'is free over 50', file: 'test/rates.test.js', assertions: ['50.01 costs 0'] }];
  const text = renderPlan({ plan: aPlan({ tests }), ticket });
  expect(text).toContain('- unit: is free over 50 (`test/rates.test.js`)\n  - 50.01 costs 0');
  expect(text).toContain('code · acme/shop · 1 h · after T1');
  expect(text).toContain('confidence 80 %');
});

test('a pull request text stays within what GitHub takes, however long the plan', () => {
  const plan = aPlan({ tasks: [aPlanTask({ detail: 'x'.repeat(100_000) })] });
  const { body } = renderPullRequest({ plan, ticket }, TASK_ID);
  expect(body.length).toBeLessThan(65_536);
  expect(body).toContain('… the rest is in PLAN.md');
  expect(body).toContain(`<!-- stepwright:${TASK_ID} -->`);
});
