import { expect, test } from 'vitest';
import { systemClock } from '#adapters/system/clock.ts';

test('ids grow, also within one millisecond', () => {
  const ids = Array.from({ length: 5_000 }, () => systemClock.newId());
  expect(ids.toSorted()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids[0]).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
});
