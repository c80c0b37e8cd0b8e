import { describe, expect, test } from 'vitest';
import { isOurs, readDoneItems, toCommitMessage, toSubject, toTrailers } from '#agents/execution/commit-message.ts';
import { type AcceptanceFacts, decideAcceptance } from '#agents/execution/decide-acceptance.ts';
import type { Measured } from '#agents/execution/measure.ts';
import { TASK_ID } from '../../fakes/samples.ts';

const tests = (...failing: string[]): Measured => ({
  name: 'test',
  command: 'npm test',
  passed: failing.length === 0,
  output: failing.map((name) => `not ok - ${name}`).join('\n'),
  failing,
});
const run = (name: 'build' | 'lint', passed: boolean): Measured => ({ name, command: `npm run ${name}`, passed, output: '' });

describe('a plan task is accepted', () => {
  const base: AcceptanceFacts = { kind: 'code', baseline: [tests()], before: [tests('new')], after: [tests()], lastCode: true };
  test.each<[string, Partial<AcceptanceFacts>]>([
    ['a test task that leaves a new failing test', { kind: 'test', lastCode: false, before: [tests()], after: [tests('new')] }],
    ['a test task whose tests pass, when no code follows', { kind: 'test', before: [tests()], after: [tests()] }],
    [
      'a test task whose code does not build yet',
      {
        kind: 'test',
        lastCode: false,
        baseline: [run('build', true), tests()],
        before: [tests()],
        after: [run('build', false), tests('new')],
      },
    ],
    ['code that makes all tests pass', {}],
    ['code that makes one more pass, when more code comes', { before: [tests('a', 'b')], after: [tests('b')], lastCode: false }],
    [
      'code that leaves red what was red before any work',
      { baseline: [tests('old')], before: [tests('old', 'new')], after: [tests('old')] },
    ],
    ['lint that failed before and still does', { baseline: [run('lint', false), tests()], after: [run('lint', false), tests()] }],
    ['documents while a test of a later task still fails', { kind: 'docs', after: [tests('new')] }],
    ['anything in a repository without tests', { baseline: [], before: [], after: [] }],
  ])('%s', (_, facts) => {
    expect(decideAcceptance({ ...base, ...facts })).toMatchObject({ type: 'accepted' });
  });

  test.each<[string, Partial<AcceptanceFacts>, RegExp]>([
    [
      'a test task whose test passes at once, when code follows',
      { kind: 'test', lastCode: false, before: [tests()], after: [tests()] },
      /No new test fails/,
    ],
    [
      'a test task that leaves a failing test, when no code follows',
      { kind: 'test', before: [tests()], after: [tests('new')] },
      /fail now: new/,
    ],
    [
      'a test task that fails only where it failed before',
      { kind: 'test', lastCode: false, before: [tests('old')], after: [tests('old')] },
      /No new test fails/,
    ],
    ['code that breaks a test', { after: [tests('other')] }, /passed before and fail now: other/],
    ['the last code while a test still fails', { after: [tests('new')] }, /still fail: new/],
    ['code that makes no test pass', { after: [tests('new')], lastCode: false }, /No failing test was made to pass/],
    [
      'code that breaks lint',
      { baseline: [run('lint', true), tests()], after: [run('lint', false), tests()] },
      /npm run lint fails now/,
    ],
    ['documents that break a test', { kind: 'docs', before: [tests()], after: [tests('x')] }, /fail now: x/],
  ])('but not %s', (_, facts, why) => {
    const acceptance = decideAcceptance({ ...base, ...facts });
    expect(acceptance).toMatchObject({ type: 'refused', failure: expect.stringMatching(why) });
  });
});

describe('the commits of a branch are the memory of what is done', () => {
  const item = { commitType: 'feat', title: 'Ship for free within the EU.' };
  const done = { summary: 'Free from\n50 €.', decisions: ['Note: both sides', 'Task-Id: none of ours'] };
  const messageOf = (trailers: Readonly<Record<string, string>>): string =>
    `${toCommitMessage(item, done)}\n\n${Object.entries(trailers)
      .map(([key, value]) => `${key}: ${value}`)
      .join('\n')}`;

  test('what is written is read again', () => {
    const message = messageOf(toTrailers(TASK_ID, { id: 'T2', attempts: 3 }));
    expect(readDoneItems([{ sha: 'abc', message }])).toEqual([
      { id: 'T2', taskId: TASK_ID, attempts: 3, commit: 'abc', summary: 'Free from 50 €.', decisions: done.decisions },
    ]);
  });

  test('nothing hidden gets into a commit, which git would refuse', () => {
    expect(toCommitMessage(item, { summary: 'Free\0 from', decisions: ['a\u202eb'] })).toBe(
      'feat: ship for free within the EU\n\nFree from\n\nWhat was decided:\n- ab',
    );
  });

  test("unfinished work of ours is ours and not done; a person's commit is neither", () => {
    const unfinished = messageOf(toTrailers(TASK_ID));
    const log = ['By a person\n\nBecause.', unfinished].map((message) => ({ sha: 'abc', message }));
    expect(readDoneItems(log)).toEqual([]);
    expect(log.map(({ message }) => isOurs(message))).toEqual([false, true]);
  });

  test.each([
    ['feat', 'Ship for free.', 'feat: ship for free'],
    ['docs', 'README names the rule', 'docs: README names the rule'],
    ['fix', `Make ${'it '.repeat(40)}work`, `fix: make ${'it '.repeat(20)}…`],
  ])('the first line is a conventional one that fits: %s, %s', (type, title, subject) => {
    expect(toSubject(type, title)).toBe(subject);
    expect(toSubject(type, title).length).toBeLessThanOrEqual(72);
  });
});
