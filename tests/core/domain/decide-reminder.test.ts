import { describe, expect, test } from 'vitest';
import { decideReminder } from '#domain/decide-reminder.ts';

const DAY = { from: '2026-11-02T00:00:00.000Z', until: '2026-11-03T00:00:00.000Z' };
const HALF = { remindAfterPercent: 50, escalateAfterPercent: 75 };

describe('decideReminder', () => {
  test.each([
    ['11:59:59', HALF, []],
    ['12:00:00', HALF, ['remind']],
    ['18:00:00', HALF, ['remind', 'escalate']],
    ['23:59:59', HALF, ['remind', 'escalate']],
    ['23:59:59', { remindAfterPercent: 0, escalateAfterPercent: 75 }, ['escalate']],
    ['23:59:59', { remindAfterPercent: 0, escalateAfterPercent: 0 }, []],
  ])('at %s of a day, with %j: %j', (time, policy, due) => {
    expect(decideReminder(DAY, policy, new Date(`2026-11-02T${time}.000Z`))).toEqual(due);
  });

  test.each(['2026-11-03T00:00:00.000Z', '2027-01-01T00:00:00.000Z'])('at %s it is too late', (at) => {
    expect(decideReminder(DAY, HALF, new Date(at))).toEqual([]);
  });

  test('what has no time at all is brought to nobody\u2019s mind', () => {
    expect(decideReminder({ from: DAY.from, until: DAY.from }, HALF, new Date(DAY.from))).toEqual([]);
  });
});
