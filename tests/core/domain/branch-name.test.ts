import { describe, expect, test } from 'vitest';
import { deriveConvention, toBranchName } from '#domain/branch-name.ts';
import { aTask } from '#tests/fakes/samples.ts';

const ticket = (key: string, summary: string) => ({ ...aTask().ticket, key, summary, labels: [] });
const task = (key: string, summary: string) => aTask({ id: 'task_01JC00000000000000000ABCDE', ticket: ticket(key, summary) });
const five = (name: string): string[] => ['a', 'b', 'c', 'd', 'e'].map((end) => `${name}-${end}`);

describe('a branch is named as the organisation names its branches', () => {
  test.each<[string, string[], string]>([
    ['feature/KEY-slug', [...five('feature/SHOP-1-x'), 'fix/SHOP-9-y'], 'feature/SHOP-7-free-shipping-0abcde'],
    ['KEY-slug', five('SHOP-12-x'), 'SHOP-7-free-shipping-0abcde'],
    ['lower-case keys', five('feat/shop-12-x'), 'feat/shop-7-free-shipping-0abcde'],
    ['underscores', ['a', 'b', 'c', 'd', 'e'].map((end) => `feature/SHOP-1_x_${end}`), 'feature/SHOP-7_free_shipping_0abcde'],
    ['no key', five('feat/x'), 'feat/free-shipping-0abcde'],
    ['with some that do otherwise', [...five('feat/x'), 'wip', 'ann/try'], 'feat/free-shipping-0abcde'],
    ['bots do not count', [...five('feat/x'), ...five('dependabot/npm/x'), ...five('renovate/x')], 'feat/free-shipping-0abcde'],
  ])('%s', (_, names, expected) => {
    expect(toBranchName(task('SHOP-7', 'Free shipping'), deriveConvention(names))).toBe(expected);
  });

  test('a bug gets the word for bugs, and the organisation’s own', () => {
    expect(toBranchName(task('SHOP-7', 'Fix crash'), deriveConvention(five('feature/SHOP-1-x')))).toMatch(/^fix\/SHOP-7-/);
    expect(toBranchName(task('SHOP-7', 'Fix crash'), deriveConvention([...five('feature/SHOP-1-x'), 'bugfix/SHOP-2-y']))).toMatch(
      /^bugfix\//,
    );
  });

  test('a ticket that has no key of a tracker goes without', () => {
    expect(toBranchName(task('#12', 'Free shipping'), deriveConvention(five('feature/SHOP-1-x')))).toBe(
      'feature/free-shipping-0abcde',
    );
  });
});

describe('without a convention it is ours', () => {
  test.each<[string, string[]]>([
    ['no names', []],
    ['four names', five('feat/x').slice(1)],
    ['names that do not agree', [...five('feat/x').slice(2), ...five('SHOP-1-x').slice(2)]],
    ['names of people', five('ann/x')],
    ['only our own', five('stepwright/task_1/x')],
  ])('%s', (_, names) => {
    const name = toBranchName(task('SHOP-7', 'Über 50 €: free!'), deriveConvention(names));
    expect(name).toBe('stepwright/task_01JC00000000000000000ABCDE/shop-7-uber-50-free');
  });
});

test('two tasks about one ticket never share a branch', () => {
  const convention = deriveConvention(five('feature/SHOP-1-x'));
  const other = { ...task('SHOP-7', 'Free shipping'), id: 'task_01JC00000000000000000ZZZZZ' };
  expect(toBranchName(other, convention)).not.toBe(toBranchName(task('SHOP-7', 'Free shipping'), convention));
});
