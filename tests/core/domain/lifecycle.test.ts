import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  isTerminal,
  LIFECYCLE_EVENTS,
  nextStatus,
  STATUSES,
  type Status,
  TERMINAL_STATUSES,
  TRANSITIONS,
} from '#domain/lifecycle.ts';

describe('lifecycle', () => {
  test('no sequence of events leaves the table, and a terminal status is final', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...LIFECYCLE_EVENTS), { maxLength: 60 }), (events) => {
        let status: Status = 'submitted';
        for (const event of events) {
          const next = nextStatus(status, event);
          if (isTerminal(status)) expect(next).toBeUndefined();
          status = next ?? status;
          expect(STATUSES).toContain(status);
        }
      }),
    );
  });

  test('every status can be reached from submitted', () => {
    const reached = new Set<Status>(['submitted']);
    for (const status of reached) for (const next of Object.values(TRANSITIONS[status])) reached.add(next);
    expect([...reached].sort()).toEqual([...STATUSES].sort());
  });

  test('every live status can fail, be cancelled and time out', () => {
    for (const status of STATUSES.filter((candidate) => !isTerminal(candidate))) {
      expect(nextStatus(status, 'task.failed')).toBe('failed');
      expect(nextStatus(status, 'task.cancelled')).toBe('cancelled');
      expect(nextStatus(status, 'task.timed-out')).toBe('timed_out');
    }
  });

  test.each(['executing', 'awaiting_ci', 'fixing'] as const)('work that is %s may be completed', (status) => {
    expect(nextStatus(status, 'task.completed')).toBe('completed');
  });

  test.each(TERMINAL_STATUSES)('%s has no way out', (status) => {
    expect(TRANSITIONS[status]).toEqual({});
  });
});
