import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Approval, type ApprovalPolicy, VERDICTS } from '#domain/approval.ts';
import { decideApproval } from '#domain/decide-approval.ts';
import { isSamePerson, type Person } from '#domain/person.ts';
import { ANN, BOB, RUN_ID, TASK_ID } from '#tests/fakes/samples.ts';

const NOW = new Date('2026-11-02T10:00:00.000Z');
const ANN_IN_SLACK: Person = { channel: 'slack', id: 'U1', name: 'ann', email: 'ANN@example.org' };
const CARL: Person = { channel: 'slack', id: 'U3', name: 'Carl', email: 'carl@example.org' };
const DANA: Person = { channel: 'github', id: 'dana', name: 'dana' };
const STRANGER: Person = { channel: 'slack', id: 'U9', name: 'X' };

function anApproval(approval: Partial<Approval> = {}): Approval {
  return {
    taskId: TASK_ID,
    runId: RUN_ID,
    n: 1,
    requestedAt: '2026-11-02T09:00:00.000Z',
    expiresAt: '2026-11-02T11:00:00.000Z',
    requester: ANN,
    policy: { mode: 'not-requester' },
    shown: { title: '', summary: '', planUrl: '', estimateHours: 1, risk: '', confidence: 1, costSoFarUsd: 0 },
    ...approval,
  };
}

describe('decideApproval', () => {
  const list: ApprovalPolicy = { mode: 'list', emails: ['bob@example.org'] };
  const logins: ApprovalPolicy = { mode: 'list', emails: [], logins: ['Dana'] };
  const owners: ApprovalPolicy = { mode: 'list', emails: ['ann@example.org', 'bob@example.org'], notRequester: true };
  test.each([
    { rule: 'somebody else may approve', by: BOB, verdict: 'approved', policy: { mode: 'not-requester' }, type: 'accepted' },
    { rule: 'the requester may not approve', by: ANN, verdict: 'approved', policy: { mode: 'not-requester' }, type: 'refused' },
    {
      rule: 'nor from another channel',
      by: ANN_IN_SLACK,
      verdict: 'approved',
      policy: { mode: 'not-requester' },
      type: 'refused',
    },
    { rule: 'the requester may reject', by: ANN, verdict: 'rejected', policy: { mode: 'not-requester' }, type: 'accepted' },
    {
      rule: 'the requester may ask for changes',
      by: ANN,
      verdict: 'changes_requested',
      policy: { mode: 'not-requester' },
      type: 'accepted',
    },
    {
      rule: 'nor may somebody who could be the requester',
      by: STRANGER,
      verdict: 'approved',
      policy: { mode: 'not-requester' },
      type: 'refused',
    },
    {
      rule: 'who could be the requester may reject',
      by: STRANGER,
      verdict: 'rejected',
      policy: { mode: 'not-requester' },
      type: 'accepted',
    },
    { rule: 'the listed may decide', by: BOB, verdict: 'approved', policy: list, type: 'accepted' },
    { rule: 'the requester may withdraw, listed or not', by: ANN, verdict: 'rejected', policy: list, type: 'accepted' },
    { rule: 'but not approve', by: ANN, verdict: 'approved', policy: list, type: 'refused' },
    { rule: 'the others may not', by: CARL, verdict: 'rejected', policy: list, type: 'refused' },
    { rule: 'a listed login may decide on GitHub', by: DANA, verdict: 'approved', policy: logins, type: 'accepted' },
    { rule: 'and nowhere else', by: { ...DANA, channel: 'slack' }, verdict: 'approved', policy: logins, type: 'refused' },
    { rule: 'whoever asked may not approve, listed or not', by: ANN, verdict: 'approved', policy: owners, type: 'refused' },
    { rule: 'another one of the list may', by: BOB, verdict: 'approved', policy: owners, type: 'accepted' },
    { rule: 'with anyone the requester may approve', by: ANN, verdict: 'approved', policy: { mode: 'anyone' }, type: 'accepted' },
    { rule: 'nor somebody without an address', by: STRANGER, verdict: 'approved', policy: list, type: 'refused' },
    { rule: 'with auto everybody may', by: ANN, verdict: 'approved', policy: { mode: 'auto' }, type: 'accepted' },
  ] as const)('$rule ($policy.mode)', ({ by, verdict, policy, type }) => {
    const approval = anApproval({ policy });
    expect(decideApproval({ verdict, by, reason: 'why' }, approval, NOW)).toMatchObject({ type });
  });

  test('who is refused is told who may', () => {
    const refused = decideApproval(
      { verdict: 'approved', by: CARL, reason: '' },
      anApproval({ policy: { ...owners, logins: ['dana'] } }),
      NOW,
    );
    expect(refused).toEqual({
      type: 'refused',
      code: 'NOT_ALLOWED',
      reason:
        'You are not among those who may decide on this plan. These may decide: ann@example.org, bob@example.org, dana (GitHub), ' +
        'but Ann, who asked for it, may not approve.',
    });
  });

  test.each([
    ['a requester who hides it, in another channel', BOB, { ...ANN, email: undefined }, 'Jira hides the e-mail address of Ann'],
    ['an approver who hides it, in another channel', STRANGER, ANN, 'Slack hides the e-mail address of X'],
    ['both in one channel', { ...STRANGER, channel: 'jira' as const }, { ...ANN, email: undefined }, undefined],
    ['a requester that is a rule', BOB, { ...ANN, email: undefined, automatic: true }, undefined],
  ])('without the e-mail address of %s, an approval is told why it does not count', (_who, by, requester, why) => {
    const approval = anApproval({ requester: JSON.parse(JSON.stringify(requester)) });
    const result = decideApproval({ verdict: 'approved', by, reason: '' }, approval, NOW);
    expect(result).toMatchObject(why ? { type: 'refused', reason: expect.stringContaining(why) } : { type: 'accepted' });
  });

  test.each(['', ' \n'])('a change request without a text (%j) is refused', (reason) => {
    expect(decideApproval({ verdict: 'changes_requested', by: BOB, reason }, anApproval(), NOW)).toMatchObject({
      type: 'refused',
      code: 'TEXT_MISSING',
    });
  });

  test('a decision says who, when and why', () => {
    expect(decideApproval({ verdict: 'rejected', by: BOB, reason: ' no ' }, anApproval(), NOW)).toEqual({
      type: 'accepted',
      decision: { verdict: 'rejected', by: BOB, reason: 'no', at: '2026-11-02T10:00:00.000Z' },
    });
  });

  test.each([
    ['2026-11-02T10:59:59.999Z', 'accepted'],
    ['2026-11-02T11:00:00.000Z', 'refused'],
  ])('at %s, of an approval that expires at 11:00, a decision is %s', (at, type) => {
    expect(decideApproval({ verdict: 'approved', by: BOB, reason: '' }, anApproval(), new Date(at))).toMatchObject({ type });
  });

  test('whatever is decided in whatever order, the first decision that counts is the only one', () => {
    const input = fc.record({
      verdict: fc.constantFrom(...VERDICTS),
      by: fc.constantFrom(ANN, BOB, ANN_IN_SLACK, STRANGER),
      reason: fc.constantFrom('', 'because'),
    });
    fc.assert(
      fc.property(fc.array(input, { maxLength: 20 }), (inputs) => {
        let approval = anApproval();
        for (const one of inputs) {
          const first = approval.decision;
          const result = decideApproval(one, approval, NOW);
          expect(result.type === 'already-decided' ? result.decision : undefined).toEqual(first);
          if (result.type === 'accepted') approval = { ...approval, decision: result.decision };
        }
      }),
    );
  });
});

describe('isSamePerson', () => {
  test.each([
    [ANN, { ...ANN, name: 'Ann B.' }, true],
    [ANN, ANN_IN_SLACK, true],
    [ANN, BOB, false],
    [{ ...ANN, email: '' }, { ...BOB, email: '' }, false],
    [STRANGER, { ...STRANGER, channel: 'jira' as const }, false],
  ])('%j and %j: %s', (a, b, same) => {
    expect(isSamePerson(a, b)).toBe(same);
    expect(isSamePerson(b, a)).toBe(same);
  });
});
