import { describe, expect, test } from 'vitest';
import { decideWithdrawal, type Withdrawal } from '#domain/decide-withdrawal.ts';
import { STATUSES, type Status } from '#domain/lifecycle.ts';
import type { Person } from '#domain/person.ts';
import type { Task } from '#domain/task.ts';
import { ANN } from '#tests/fakes/samples.ts';

const DELETED: Withdrawal = { type: 'deleted' };
const MOVED: Withdrawal = { type: 'moved', to: 'OPS-3' };
const UNLABELLED: Withdrawal = { type: 'unlabelled', label: 'AI' };
const RULE = { ...ANN, automatic: true };

interface Given {
  readonly by?: Person;
  readonly resumeFrom?: Task['resumeFrom'];
}

const decide = (how: Withdrawal, status: Status, { by = ANN, resumeFrom = 'Discover' }: Given = {}) =>
  decideWithdrawal({ key: 'SHIP-7', how, by }, { status, resumeFrom });

describe('the task of a ticket that goes away', () => {
  test.each(STATUSES)('is cancelled while %s when the ticket is deleted, by whomever', (status) => {
    for (const by of [ANN, RULE]) {
      expect(decide(DELETED, status, { by })).toEqual({ type: 'cancel', outcome: 'Ann deleted SHIP-7.' });
    }
  });

  test.each(['submitted', 'queued', 'discovering', 'planning', 'awaiting_answer', 'awaiting_approval'] as const)(
    'is cancelled while %s, before anything was approved, when the label is taken off or the ticket moved',
    (status) => {
      expect(decide(MOVED, status)).toEqual({ type: 'cancel', outcome: expect.stringContaining('OPS-3') });
      expect(decide(UNLABELLED, status)).toEqual({ type: 'cancel', outcome: expect.stringContaining('label AI off') });
    },
  );

  test.each([
    ['executing', 'Discover'],
    ['awaiting_ci', 'Discover'],
    ['fixing', 'Discover'],
    ['submitted', 'Execute'],
    ['queued', 'AwaitCi'],
  ] as const)('goes on while %s from %s, which was approved, and that is told', (status, resumeFrom) => {
    for (const how of [MOVED, UNLABELLED]) {
      expect(decide(how, status, { resumeFrom })).toEqual({ type: 'goes-on', tell: expect.stringContaining('approved') });
    }
  });

  test('is not stopped by a rule that tidies labels away', () => {
    expect(decide(UNLABELLED, 'planning', { by: RULE })).toEqual({ type: 'goes-on' });
    expect(decide(UNLABELLED, 'executing', { by: RULE })).toEqual({ type: 'goes-on' });
  });

  test('is stopped by a rule that moves the ticket before a plan is approved', () => {
    expect(decide(MOVED, 'planning', { by: RULE }).type).toBe('cancel');
  });
});
