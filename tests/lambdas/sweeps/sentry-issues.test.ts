import { describe, expect, test } from 'vitest';
import { DEFAULT_THRESHOLDS } from '#domain/decide-triage.ts';
import { decideNotices } from '#domain/decide-notices.ts';
import { toFailure } from '#domain/failure.ts';
import { InputError, UpstreamError } from '#domain/errors.ts';
import { type SweepIssuesDeps, sweepIssues } from '#lambdas/sweeps/sentry-issues/sweep-issues.ts';
import type { ErrorGroup } from '#ports/error-tracker.ts';
import { testClock } from '#tests/fakes/clock.ts';
import { recordingEngine } from '#tests/fakes/ports.ts';
import { memoryTaskStore } from '#tests/fakes/task-store.ts';

const AT = '2026-11-02T08:00:00.000Z';
const PAGE = 10;

const aGroup = (n: number, more: Partial<ErrorGroup> = {}): ErrorGroup => ({
  issueId: String(n),
  shortId: `SHOP-${n}`,
  title: 'TypeError',
  url: '',
  project: 'shop',
  platform: 'node',
  level: 'error',
  isUnresolved: true,
  isRegressed: false,
  culprit: '',
  events: 10,
  totalEvents: 10,
  users: 1,
  firstSeen: AT,
  lastSeen: AT,
  ...more,
});

function aSweep(groups: readonly ErrorGroup[], more: Partial<SweepIssuesDeps> = {}) {
  const clock = testClock();
  const store = memoryTaskStore(clock);
  const engine = recordingEngine();
  const asked: (string | undefined)[] = [];
  const deps: SweepIssuesDeps = {
    store,
    engine,
    clock,
    rules: { thresholds: DEFAULT_THRESHOLDS, projects: [] },
    approvalTimeoutSeconds: 60,
    remaining: () => 300_000,
    log: () => undefined,
    errors: {
      listGroups: async ({ cursor }) => {
        asked.push(cursor);
        const start = Number(cursor ?? 0);
        if (Number.isNaN(start)) throw new InputError('no cursor', { code: 'SENTRY_REFUSED' });
        const next = start + PAGE;
        return { items: groups.slice(start, next), ...(next < groups.length ? { cursor: String(next) } : {}) };
      },
      readGroup: async (issueId) => groups.find((group) => group.issueId === issueId) ?? aGroup(0),
    },
    ...more,
  };
  return { deps, store, engine, asked, clock };
}

const isGone = () => Promise.reject(new InputError('gone', { code: 'ERROR_GROUP_NOT_FOUND' }));

const many = (count: number): readonly ErrorGroup[] => Array.from({ length: count }, (_, n) => aGroup(n + 1));

describe('the sweep for errors', () => {
  test('starts a triage of every group over its threshold, on every page, once', async () => {
    const { deps, engine } = aSweep([...many(25), aGroup(99, { events: 9 })]);
    expect(await sweepIssues(deps)).toEqual({ looked: 26, started: 25, ended: 'all' });
    expect(await sweepIssues(deps)).toEqual({ looked: 26, started: 0, ended: 'all' });
    expect(new Set(engine.started.map(({ kind }) => kind))).toEqual(new Set(['triage']));
    expect(engine.started).toHaveLength(25);
  });

  test('starts at most 50 at once; the next one goes on with the rest', async () => {
    const { deps, engine } = aSweep(many(70));
    expect(await sweepIssues(deps)).toMatchObject({ started: 50, ended: 'enough for once' });
    expect(await sweepIssues(deps)).toMatchObject({ started: 20, ended: 'all' });
    expect(new Set(engine.started.map(({ taskId }) => taskId)).size).toBe(70);
  });

  test('sweeps at the same moment start one triage of each group', async () => {
    const { deps, engine } = aSweep(many(25));
    const results = await Promise.all([sweepIssues(deps), sweepIssues(deps), sweepIssues(deps)]);
    expect(results.reduce((sum, { started }) => sum + started, 0)).toBe(25);
    expect(engine.started).toHaveLength(25);
  });

  test('that runs out of time is gone on with by the next, which begins anew when it is done', async () => {
    let left = 12;
    const { deps, asked, engine } = aSweep(many(25), { remaining: () => (left-- > 0 ? 300_000 : 1_000) });
    expect(await sweepIssues(deps)).toMatchObject({ started: 12, ended: 'out of time' });
    left = 1_000;
    expect(await sweepIssues(deps)).toMatchObject({ started: 13, ended: 'all' });
    await sweepIssues(deps);
    expect(asked).toEqual([undefined, '10', '10', '20', undefined, '10', '20']);
    expect(engine.started).toHaveLength(25);
  });

  test('a rate limit that outlasts its time ends it where it is', async () => {
    const sweep = aSweep(many(25));
    const { listGroups } = sweep.deps.errors;
    const limited = async (query: Parameters<typeof listGroups>[0]) => {
      if (query.cursor === '10') throw new UpstreamError('limit', { code: 'SENTRY_RATE_LIMITED' });
      return listGroups(query);
    };
    expect(await sweepIssues({ ...sweep.deps, errors: { ...sweep.deps.errors, listGroups: limited } })).toMatchObject({
      started: 10,
      ended: 'rate limited',
    });
    expect(await sweepIssues(sweep.deps)).toMatchObject({ started: 15, ended: 'all' });
  });

  test('a cursor that Sentry has forgotten is given up for the first page', async () => {
    const { deps, store } = aSweep(many(3));
    await store.saveCursor('sentry-issues', 'forgotten');
    expect(await sweepIssues(deps)).toEqual({ looked: 3, started: 3, ended: 'all' });
  });

  test('a group that was merged meanwhile keeps nobody else from being looked at', async () => {
    const { deps, store } = aSweep([aGroup(1, { isRegressed: true }), aGroup(2)]);
    await store.claimGroup({ issueId: '1', seen: undefined }, 'task_x');
    await store.recordTicket('1', 'task_x', { ticketKey: 'SHOP-1', ticketedAt: AT });
    expect(await sweepIssues({ ...deps, errors: { ...deps.errors, readGroup: isGone } })).toMatchObject({
      looked: 2,
      started: 1,
    });
  });

  test('a regression of a group with a ticket is looked up and triaged once', async () => {
    const back = aGroup(1, { isRegressed: true, events: 1, regressedAt: '2026-11-02T09:30:00.000Z' });
    const { deps, store, engine } = aSweep([back]);
    await store.claimGroup({ issueId: '1', seen: undefined }, 'task_x');
    await store.recordTicket('1', 'task_x', { ticketKey: 'SHOP-1', ticketedAt: AT });
    expect(await sweepIssues(deps)).toMatchObject({ started: 1 });
    const [run] = engine.started;
    const ticket = { ticketKey: 'SHOP-2', ticketedAt: AT, regressedAt: back.regressedAt };
    await store.recordTicket('1', run?.taskId ?? '', ticket);
    await store.transition({ taskId: run?.taskId ?? '', on: 'execution.started', facts: [] });
    await store.transition({ taskId: run?.taskId ?? '', on: 'task.completed', facts: [] });
    expect(await sweepIssues(deps)).toMatchObject({ started: 0 });
  });

  test('a triage knows how the one before it failed, so that the same failure is told once', async () => {
    const { deps, store, engine } = aSweep(many(1));
    const failure = { ...toFailure(new Error('no')), code: 'JIRA_ACCESS_DENIED' };
    for (const _ of [1, 2, 3]) {
      expect(await sweepIssues(deps)).toMatchObject({ started: 1 });
      const fact = { type: 'task.ended', status: 'failed', outcome: 'no', failure } as const;
      const taskId = engine.started.at(-1)?.taskId ?? '';
      await store.transition({ taskId, on: 'task.failed', set: { failure }, facts: [fact] });
    }
    const ended = await Promise.all(engine.started.map(({ taskId }) => store.readTask(taskId)));
    const told = ended.flatMap((task) => (task ? decideNotices({ fact: store.facts(task.id).at(-1)! }, task) : []));
    expect(ended.map((task) => task?.failedBefore)).toEqual([undefined, 'JIRA_ACCESS_DENIED', 'JIRA_ACCESS_DENIED']);
    expect(told).toHaveLength(1);
  });
});
