import { describe, expect, test } from 'vitest';
import { DEFAULT_THRESHOLDS, decideTriage, type TriageFacts } from '#domain/decide-triage.ts';
import type { ErrorSighting, GroupRecord } from '#domain/error-group.ts';

const NOW = new Date('2026-11-02T09:00:00.000Z');
const daysAgo = (days: number): string => new Date(NOW.getTime() - days * 86_400_000).toISOString();
const RULES = { thresholds: DEFAULT_THRESHOLDS, projects: ['shop'] };
const SEEN: ErrorSighting = { issueId: '7', title: 'TypeError', url: '', project: 'shop', level: 'error', events: 10 };
const ticketed = (more: Partial<GroupRecord> = {}): GroupRecord => ({
  issueId: '7',
  version: 2,
  taskId: 'task_1',
  ticketKey: 'SHOP-1',
  ticketedAt: daysAgo(3),
  ...more,
});

interface Case {
  readonly rule: string;
  readonly sighting?: Partial<ErrorSighting>;
  readonly facts?: Partial<TriageFacts>;
  readonly expected: object;
}

const NEW = { type: 'triage', regression: false };
const LEFT = { type: 'leave' };

const CASES: readonly Case[] = [
  ...(['fatal', 'error', 'warning', 'info'] as const).flatMap((level): Case[] => {
    const threshold = DEFAULT_THRESHOLDS[level] ?? 0;
    return [
      { rule: `${threshold} events of level ${level} make a ticket`, sighting: { level, events: threshold }, expected: NEW },
      { rule: `one less of level ${level} makes none`, sighting: { level, events: threshold - 1 }, expected: LEFT },
    ];
  }),
  { rule: 'a level without a threshold never makes a ticket', sighting: { level: 'debug', events: 9_999 }, expected: LEFT },
  { rule: 'events that nobody counted are counted later, by who can', sighting: { events: undefined }, expected: NEW },
  { rule: 'a project that is not looked at gets no ticket', sighting: { project: 'other' }, expected: LEFT },
  { rule: 'a project that is not told is found out later', sighting: { project: undefined }, expected: NEW },
  { rule: 'a live claim of another task holds', facts: { heldBy: 'task_9' }, expected: { type: 'held', taskId: 'task_9' } },
  {
    rule: 'a claim that came to no ticket holds nothing',
    facts: { record: { issueId: '7', version: 1, taskId: 'task_0' } },
    expected: NEW,
  },
  { rule: 'a ticket stands for 90 days', facts: { record: ticketed({ ticketedAt: daysAgo(89.9) }) }, expected: LEFT },
  {
    rule: 'after 90 days there is a new ticket, which names the old one',
    facts: { record: ticketed({ ticketedAt: daysAgo(90) }) },
    expected: { ...NEW, previous: 'SHOP-1' },
  },
  {
    rule: 'a regression counts from its first event on, within the 90 days',
    sighting: { regressedAt: daysAgo(1), events: 1 },
    facts: { record: ticketed() },
    expected: { type: 'triage', regression: true, previous: 'SHOP-1' },
  },
  {
    rule: 'a regression from before the ticket is covered by it',
    sighting: { regressedAt: daysAgo(4) },
    facts: { record: ticketed() },
    expected: LEFT,
  },
  {
    rule: 'a regression counts once',
    sighting: { regressedAt: daysAgo(1) },
    facts: { record: ticketed({ regressedAt: daysAgo(1) }) },
    expected: LEFT,
  },
  {
    rule: 'the next regression counts again',
    sighting: { regressedAt: daysAgo(0.5) },
    facts: { record: ticketed({ regressedAt: daysAgo(1) }) },
    expected: { type: 'triage', regression: true },
  },
  {
    rule: 'what was resolved and is back without ever having had a ticket has to be over its threshold',
    sighting: { regressedAt: daysAgo(1), events: 3 },
    expected: LEFT,
  },
];

describe('decideTriage', () => {
  test.each(CASES)('$rule', ({ sighting, facts, expected }) => {
    const decision = decideTriage({ ...SEEN, ...sighting }, { record: undefined, ...facts }, RULES, NOW);
    expect(decision).toMatchObject(expected);
    expect('regression' in decision || decision.reason !== '').toBe(true);
  });

  test('without a filter every project is looked at', () => {
    const rules = { ...RULES, projects: [] };
    expect(decideTriage({ ...SEEN, project: 'any' }, { record: undefined }, rules, NOW)).toEqual(NEW);
  });
});
