import { fakeModel } from '@langchain/core/testing';
import { describe, expect, test } from 'vitest';
import { createSentryAgent } from '#agents/sentry/graph.ts';
import { DEFAULT_THRESHOLDS } from '#domain/decide-triage.ts';
import { InputError } from '#domain/errors.ts';
import { stepResultSchema } from '#domain/step-result.ts';
import type { Task } from '#domain/task.ts';
import type { ErrorGroup } from '#ports/error-tracker.ts';
import type { NewTicket } from '#ports/tracker.ts';
import { stepContext } from '#tests/agents/harness/step-context.ts';
import { testClock } from '#tests/fakes/clock.ts';
import { aTask, TASK_ID } from '#tests/fakes/samples.ts';
import { type MemoryTaskStore, memoryTaskStore } from '#tests/fakes/task-store.ts';

const AT = '2026-11-02T08:00:00.000Z';
const TICKETED = { ticketKey: 'SHOP-1', ticketedAt: AT };

const GROUP: ErrorGroup = {
  issueId: '17',
  shortId: 'SHOP-A',
  title: 'TypeError: cart is undefined',
  url: 'https://sentry.example/issues/17',
  project: 'shop',
  platform: 'node',
  level: 'error',
  isUnresolved: true,
  isRegressed: false,
  culprit: 'checkout',
  events: 12,
  totalEvents: 30,
  users: 3,
  firstSeen: AT,
  lastSeen: AT,
};

const WRITING = {
  title: 'Checkout fails for an empty cart',
  analysis: 'The cart of ann@example.org is undefined in `src/checkout.js`.',
  reproduction: 'Check out without a cart.',
};

interface Rig {
  readonly groups?: readonly ErrorGroup[];
  readonly task?: Partial<Task>;
  readonly store?: MemoryTaskStore;
  /** Tickets that are open; any other is done or gone. */
  readonly open?: readonly string[];
  /** A ticket that an earlier attempt left, by its reference. */
  readonly earlier?: Readonly<Record<string, string>>;
  readonly noLinks?: boolean;
}

const TRIAGE: Partial<Task> = { kind: 'triage', status: 'executing', subject: { channel: 'sentry', key: '17' }, createdAt: AT };

function gone(): never {
  throw new InputError('gone', { code: 'ERROR_GROUP_NOT_FOUND' });
}

/** A store that remembers the ticket SHOP-1 of the group. */
async function remembering(): Promise<MemoryTaskStore> {
  const store = memoryTaskStore(testClock(), [aTask(TRIAGE)]);
  await store.claimGroup({ issueId: '17', seen: undefined }, 'task_before');
  await store.recordTicket('17', 'task_before', TICKETED);
  return store;
}

const BACK = { ...GROUP, isRegressed: true, events: 1, regressedAt: '2026-11-02T08:59:00.000Z' };

async function triage({ groups = [GROUP], task = {}, open = [], earlier = {}, noLinks, ...more }: Rig = {}) {
  const clock = testClock();
  const store = more.store ?? memoryTaskStore(clock, [aTask({ ...TRIAGE, ...task })]);
  const filed: NewTicket[] = [];
  const noted: string[] = [];
  const linked: string[] = [];
  const model = fakeModel().respondWithTools([{ name: 'submit_ticket', args: WRITING, id: '1' }]);
  const agent = createSentryAgent({
    errors: {
      listGroups: async () => ({ items: groups }),
      readGroup: async (id) => groups.find(({ issueId }) => issueId === id) ?? gone(),
      listEvents: async () => [],
      readEvent: async () => ({ id: 'e1', at: AT, message: '', exceptions: [], platform: 'node', tags: [] }),
    },
    tracker: {
      readTicket: async (key) => ({
        ...aTask().ticket,
        key,
        url: `https://jira.example/browse/${key}`,
        status: '',
        isDone: !open.includes(key),
        comments: [],
        linked: [],
        attachments: [],
      }),
      createTicket: async (ticket) => ({ key: `SHOP-${filed.push(ticket) + 10}`, url: '' }),
      findTicket: async ({ reference }) => earlier[reference],
      linkTickets: async (key, other) => {
        if (noLinks) throw new InputError('no such link type', { code: 'JIRA_REFUSED' });
        linked.push(`${key} ${other}`);
      },
      upsertComment: async (key, _marker, text) => {
        noted.push(`${key} ${text}`);
      },
    },
    rules: { thresholds: DEFAULT_THRESHOLDS, projects: [] },
    tickets: { project: 'SHOP', type: 'Bug', label: 'AI' },
    now: () => clock.now(),
    sleep: async () => undefined,
  });
  const { context } = stepContext({
    model,
    store,
    task: { ...TRIAGE, ...task },
    agent: 'sentry',
    invocation: { step: 'triage' },
  });
  const result = stepResultSchema.parse(await agent.run(context));
  if (result.type !== 'triage') throw new Error(result.type);
  return { result, store, filed, noted, linked, asked: model.calls.length };
}

describe('the sentry agent', () => {
  test('files a ticket with the facts and what the model wrote, nothing personal in it, and remembers it', async () => {
    const { result, filed, store, linked } = await triage();
    expect(filed).toEqual([
      expect.objectContaining({
        project: 'SHOP',
        type: 'Bug',
        summary: WRITING.title,
        labels: ['AI', 'sentry-auto', 'error'],
        priority: 'High',
        markdown: expect.stringMatching(/12[\s\S]*## Analysis[\s\S]*Reference: sentry-17/),
      }),
    ]);
    expect(filed[0]?.markdown).not.toContain('ann@example.org');
    expect(result).toMatchObject({
      outcome: expect.stringContaining('SHOP-11 is filed'),
      filed: { key: 'SHOP-11', isNew: true },
    });
    expect(await store.readGroup('17')).toMatchObject({ taskId: TASK_ID, ticketKey: 'SHOP-11' });
    expect(linked).toEqual([]);
  });

  test.each([
    ['that is gone', [], 'not in Sentry any more'],
    ['that was resolved meanwhile', [{ ...GROUP, isUnresolved: false }], 'no longer unresolved'],
    ['that is below its threshold', [{ ...GROUP, events: 9 }], '9 of 10 events'],
  ])('a group %s gets no ticket, and no model is asked', async (_rule, groups, why) => {
    const { result, filed, asked } = await triage({ groups });
    expect(result.outcome).toMatch(new RegExp(`^No ticket: .*${why}`));
    expect([filed, asked]).toEqual([[], 0]);
  });

  test('what an attempt filed that was cut off is found again, and told', async () => {
    const { result, filed } = await triage({ earlier: { 'sentry-17': 'SHOP-5' } });
    expect(filed).toEqual([]);
    expect(result).toMatchObject({ filed: { key: 'SHOP-5', isNew: true } });
  });

  test('a regression is noted on a ticket that is still open', async () => {
    const { result, filed, noted, asked } = await triage({ groups: [BACK], store: await remembering(), open: ['SHOP-1'] });
    expect([filed, asked]).toEqual([[], 0]);
    expect(noted).toEqual([expect.stringMatching(/^SHOP-1 \*\*The error is back/)]);
    expect(result).toMatchObject({ filed: { key: 'SHOP-1', isNew: false, previous: 'SHOP-1' } });
  });

  test.each([
    ['linked to the one before', false, ['SHOP-11 SHOP-1']],
    ['without a link where the site has none', true, []],
  ])('a regression of what was done gets a ticket of its own, %s', async (_rule, noLinks, links) => {
    const { filed, linked, result } = await triage({ groups: [BACK], store: await remembering(), noLinks });
    expect(filed[0]?.markdown).toMatch(/A regression of SHOP-1[\s\S]*Reference: sentry-17-after-SHOP-1/);
    expect(linked).toEqual(links);
    expect(result).toMatchObject({ filed: { key: 'SHOP-11', isNew: true, previous: 'SHOP-1' } });
  });

  test('behind a metric alert the most frequent group that has no ticket is found', async () => {
    const store = await remembering();
    const groups = [GROUP, { ...GROUP, issueId: '18', events: 3 }, { ...GROUP, issueId: '19', shortId: 'SHOP-C' }];
    const task = { subject: { channel: 'sentry', key: 'alert-7' }, projects: ['shop'] } as const;
    const { result } = await triage({ groups, store, task: { ...task, projects: ['shop'] } });
    expect(result.outcome).toContain('filed for SHOP-C');
    const none = await triage({ groups: [GROUP], store: await remembering(), task: { ...task, projects: ['shop'] } });
    expect(none.result.outcome).toContain('behind the alert is no error');
  });
});
