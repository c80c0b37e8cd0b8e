import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toBranchName } from '#domain/branch-name.ts';
import { isBranchName, parseBranchTemplate } from '#domain/branch-template.ts';
import { aTask } from '#tests/fakes/samples.ts';

const task = (key: string, summary: string) =>
  aTask({ id: 'task_01JC00000000000000000ABCDE', ticket: { ...aTask().ticket, key, summary, labels: [] } });
const SHOP = task('SHOP-7', 'Free shipping from 50 €');

describe('a template of branch names', () => {
  test.each([
    ['{type}/{key}-{slug}-{id}', SHOP, 'feat/SHOP-7-free-shipping-from-50-0abcde'],
    ['ai/{key}/{id}', SHOP, 'ai/SHOP-7/0abcde'],
    ['{task}', SHOP, 'task_01JC00000000000000000ABCDE'],
    ['{key}_{slug}_{id}', task('acme/shop#7', '€€€'), '0abcde'],
    ['{key}/{id}-x', task('acme/shop#7', 'x'), '0abcde-x'],
    ['{type}/{id}', task('SHOP-7', 'Fix crash'), 'fix/0abcde'],
  ])('%s names a branch', (template, work, name) => {
    expect(toBranchName(work, parseBranchTemplate(template))).toBe(name);
  });

  test.each([
    ['{type}/{key}', /two tasks/],
    ['{type}/{author}-{id}', /\{author\}/],
    ['{id}.lock', /check-ref-format/],
    ['a b/{id}', /check-ref-format/],
    ['.hidden/{id}', /check-ref-format/],
    ['{id}..{key}~', /check-ref-format/],
    [`${'x'.repeat(200)}{id}`, /check-ref-format/],
    ['{id', /two tasks/],
    ['{id}{', /check-ref-format/],
  ])('%s is refused', (template, why) => {
    expect(() => parseBranchTemplate(template)).toThrow(why);
  });

  test('whatever a ticket says, the name is one that git takes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (summary, key) => {
        for (const template of ['{type}/{key}-{slug}-{id}', '{slug}/{id}', '{key}.{slug}.{task}'])
          expect(isBranchName(toBranchName(task(key, summary), template))).toBe(true);
      }),
    );
  });
});

function takes(name: string): boolean {
  try {
    execFileSync('git', ['check-ref-format', `refs/heads/${name}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

test('what is called a branch name is one for git as well', () => {
  const names = ['a', 'a/b', 'a//b', '/a', 'a/', '.a', 'a/.b', 'a.lock', 'a.lock/b', 'a..b', 'a.', 'a~', 'a^', 'a:', 'a?', 'a*'];
  for (const name of [...names, 'a[', 'a\\b', 'a b', 'a\tb', 'a\u007f', '@', 'a@{b', 'a@b', 'ü/ß', 'a-'])
    if (isBranchName(name)) expect([name, takes(name)]).toEqual([name, true]);
  expect(names.filter(isBranchName)).toEqual(['a', 'a/b']);
});
