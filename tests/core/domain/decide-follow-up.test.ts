import { describe, expect, test } from 'vitest';
import { decideFollowUp, decideStanding, type FollowUpFacts } from '#domain/decide-follow-up.ts';
import type { Verdict } from '#domain/pull-request.ts';
import { aChange, aTask } from '#tests/fakes/samples.ts';

const change = aChange();
const task = aTask({ status: 'completed', changes: [change] });
const check = (conclusion: 'success' | 'failure' | 'neutral') => ({ name: 'test', conclusion, url: '' });
const GREEN: FollowUpFacts = {
  first: task,
  last: task,
  pull: { change, title: '', body: '', state: 'open', fromFork: false, labels: [], draft: false },
  checks: { concluded: true, checks: [check('success'), check('neutral')] },
  conflicting: false,
  head: 'us',
  autoMerge: 'squash',
  reviews: { type: 'approved' },
};
const RED = { concluded: true, checks: [check('success'), check('failure')] };

test.each<[string, Partial<FollowUpFacts>, string]>([
  ['what is green and approved is merged', {}, 'merge'],
  ['nothing is merged unless it is wanted', { autoMerge: 'off' }, 'nothing'],
  ['nothing is merged without an approval', { reviews: { type: 'none' } }, 'nothing'],
  ['why an approval is not enough is told', { reviews: { type: 'held', why: '' } }, 'held'],
  [
    'nothing is told of it while CI runs',
    { reviews: { type: 'held', why: '' }, checks: { concluded: false, checks: [] } },
    'nothing',
  ],
  ['nothing is merged while CI runs', { checks: { concluded: false, checks: [check('success')] } }, 'nothing'],
  ['a conflict is worked on, before anything else', { conflicting: true, checks: RED }, 'iterate conflict'],
  ['checks that fail on our commit are worked on', { checks: RED }, 'iterate checks'],
  ['so are those that fail after the base was merged into it', { checks: RED, head: 'merge' }, 'iterate checks'],
  ['those of somebody else’s commit are not', { checks: RED, head: 'others' }, 'nothing'],
  ['nor are those that fail while others run', { checks: { ...RED, concluded: false } }, 'nothing'],
  [
    'one of several pull requests is merged by people, which whoever approves it is told',
    { first: aTask({ ...task, changes: [change, aChange({ repo: 'a/b' })] }) },
    'held',
  ],
  [
    'one of several is worked on all the same',
    { first: aTask({ ...task, changes: [change, aChange({ repo: 'a/b' })] }), conflicting: true },
    'iterate conflict',
  ],
  ['after work that failed a person is needed', { last: aTask({ status: 'failed' }), conflicting: true }, 'nothing'],
  ['work that goes on finds it itself', { last: aTask({ status: 'awaiting_ci' }), conflicting: true }, 'nothing'],
  ['a pull request of people is theirs', { first: aTask({ ...task, kind: 'iterate' }), conflicting: true }, 'nothing'],
  ['a merged one is done', { pull: { ...GREEN.pull, state: 'merged' }, conflicting: true }, 'nothing'],
  ['a draft is not offered yet', { pull: { ...GREEN.pull, draft: true } }, 'nothing'],
])('%s', (_, facts, expected) => {
  const decision = decideFollowUp({ ...GREEN, ...facts });
  expect('cause' in decision ? `${decision.type} ${decision.cause}` : decision.type).toBe(expected);
});

const by = (login: string, says: Verdict['says'], headSha = 'now'): Verdict => ({ login, byBot: false, says, headSha });

describe('an approval', () => {
  test.each<[string, Verdict[], string]>([
    ['stands for the commit it was given for', [by('ann', 'approved')], 'approved'],
    ['does not stand for a later one', [by('ann', 'approved', 'before')], 'held'],
    ['is taken back by a request for changes', [by('ann', 'approved'), by('ann', 'changes-requested')], 'none'],
    ['takes back the same person’s request', [by('ann', 'changes-requested'), by('ann', 'approved')], 'approved'],
    ['does not take back another’s', [by('bob', 'changes-requested'), by('ann', 'approved')], 'held'],
    ['is none when it was dismissed', [by('ann', 'approved'), by('ann', 'dismissed')], 'none'],
    ['of an outsider counts as little as their objection', [by('eve', 'changes-requested'), by('ann', 'approved')], 'approved'],
    ['of an outsider is none', [by('eve', 'approved')], 'none'],
    ['of an app is none', [{ ...by('ann', 'approved'), byBot: true }], 'none'],
    ['is needed', [], 'none'],
  ])('%s', (_, verdicts, expected) => {
    expect(decideStanding(verdicts, 'now', (login) => login !== 'eve').type).toBe(expected);
  });
});
