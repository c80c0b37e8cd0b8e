import { describe, expect, it } from 'vitest';
import { decideNotices, noticeIdOf } from '#domain/decide-notices.ts';
import { toFailure } from '#domain/failure.ts';
import type { TaskFact, TaskFactType } from '#domain/task-event.ts';
import { NO_USAGE } from '#domain/usage.ts';
import { aChange, aDiagnosis, ANN, aTask, BOB, GREEN, NO_CI, RED, RUN_ID, TASK_ID } from '#tests/fakes/samples.ts';

const at = '2026-11-02T09:00:00.000Z';
const decision = { verdict: 'approved', by: BOB, at, reason: '' } as const;
const step = { step: 'plan-1', agent: 'planning' } as const;
const approval = {
  taskId: TASK_ID,
  runId: RUN_ID,
  n: 2,
  requestedAt: at,
  expiresAt: at,
  requester: ANN,
  policy: { mode: 'auto' },
  shown: { title: '', summary: '', planUrl: '', estimateHours: 1, risk: '', confidence: 1, costSoFarUsd: 0 },
} as const;

const FILED: TaskFact = {
  type: 'ticket.filed',
  key: 'SHOP-2',
  url: '',
  title: '',
  isNew: true,
  level: 'error',
  project: 'shop',
  events: 12,
  users: 3,
};

const notices = (fact: TaskFact, task = aTask({ changes: [aChange()] })) => decideNotices({ fact }, task);
const names = (fact: TaskFact) =>
  notices(fact).map((notice) => ('to' in notice ? `${noticeIdOf(notice)} ${notice.to}` : noticeIdOf(notice)));

const CASES: Readonly<Record<TaskFactType, readonly [TaskFact, readonly string[]]>> = {
  'task.submitted': [
    { type: 'task.submitted', by: ANN, subject: 'jira#SHOP-1', title: '' },
    ['slack-root', 'jira-accepted', 'github-status'],
  ],
  'step.started': [{ type: 'step.started', ...step }, ['slack-root']],
  'step.retried': [{ type: 'step.retried', ...step, reason: '' }, ['slack-root', 'slack-message']],
  'agent.progressed': [{ type: 'agent.progressed', ...step, message: '' }, []],
  'tool.called': [{ type: 'tool.called', ...step, tool: 'read_file', summary: '', ok: true, ms: 1 }, []],
  'step.finished': [{ type: 'step.finished', ...step, summary: '', usage: NO_USAGE, ms: 1 }, ['slack-root']],
  'plan.published': [{ type: 'plan.published', planUrl: '', title: '', n: 2 }, ['slack-root', 'jira-plan', 'github-status']],
  'approval.requested': [{ type: 'approval.requested', approval }, ['slack-root', 'slack-card', 'jira-plan', 'github-status']],
  'approval.decided': [{ type: 'approval.decided', n: 2, decision }, ['slack-root', 'slack-card', 'jira-plan', 'github-status']],
  'approval.reminded': [
    { type: 'approval.reminded', n: 2, expiresAt: at, who: '' },
    ['slack-message', 'jira-reminder', 'github-status'],
  ],
  'approval.escalated': [{ type: 'approval.escalated', n: 2, expiresAt: at }, ['slack-escalation']],
  'question.reminded': [
    { type: 'question.reminded', n: 1, text: '', expiresAt: at },
    ['slack-message', 'jira-reminder', 'github-status'],
  ],
  'question.asked': [
    { type: 'question.asked', n: 1, text: '' },
    ['slack-root', 'slack-message', 'jira-question', 'github-status'],
  ],
  'question.answered': [
    { type: 'question.answered', n: 1, text: '', by: ANN },
    ['slack-root', 'slack-message', 'jira-question', 'github-status'],
  ],
  'instruction.given': [{ type: 'instruction.given', text: '', by: ANN }, []],
  'task.woken': [{ type: 'task.woken', why: '' }, ['slack-root', 'slack-message', 'github-status']],
  'pull-request.readied': [
    { type: 'pull-request.readied', url: '' },
    ['slack-root', 'slack-message', 'jira-move review', 'github-status'],
  ],
  'pull-request.closed': [
    { type: 'pull-request.closed', url: '', merged: true, by: ANN },
    ['slack-root', 'slack-message', 'jira-outcome', 'github-status'],
  ],
  'ci.awaited': [{ type: 'ci.awaited', commits: [], round: 1 }, ['slack-root', 'github-status']],
  'ci.concluded': [{ type: 'ci.concluded', ci: RED, round: 1 }, ['slack-root', 'slack-message', 'github-status']],
  'ci.diagnosed': [{ type: 'ci.diagnosed', diagnosis: aDiagnosis(), round: 1 }, ['slack-root', 'slack-message', 'github-status']],
  'ticket.filed': [FILED, ['slack-errors']],
  'task.ended': [
    { type: 'task.ended', status: 'completed', outcome: '' },
    ['slack-root', 'slack-message', 'jira-outcome', 'jira-plan', 'github-status', 'jira-move done'],
  ],
};

describe('who is told what', () => {
  it.each(Object.entries(CASES))('%s', (_, [fact, expected]) => {
    expect(names(fact)).toEqual(expected);
  });

  it('green CI is told by the end that follows it, CI that never came at once', () => {
    expect(names({ type: 'ci.concluded', ci: GREEN, round: 1 })).not.toContain('slack-message');
    expect(names({ type: 'ci.concluded', ci: NO_CI, round: 1 })).toContain('slack-message');
  });

  it.each([
    ['that ends its task is told by the end of the task', { merged: true, by: ANN, endsTask: true }],
    ['of ours that we close is told with why', { merged: false, by: { ...BOB, automatic: true } }],
  ])('a pull request %s', (_, closed) => {
    expect(names({ type: 'pull-request.closed', url: '', ...closed })).toEqual(['slack-root', 'github-status']);
  });

  it.each([
    ['Discover', 'discover', true],
    ['Discover', 'diagnose-1', false],
    ['Plan', 'plan-2', true],
    ['Execute', 'execute', true],
    ['Execute', 'fix-1', false],
    ['AwaitCi', 'diagnose-1', false],
  ] as const)('a run from %s moves its ticket to the beginning at %s: %s', (resumeFrom, name, moves) => {
    const told = notices({ type: 'step.started', step: name, agent: 'planning' }, aTask({ resumeFrom }));
    expect(told.some((notice) => notice.kind === 'move')).toBe(moves);
  });

  it.each(['rejected', 'failed', 'cancelled', 'timed_out'] as const)(
    'a ticket whose task is %s goes back to where it was',
    (status) => {
      expect(names({ type: 'task.ended', status, outcome: '' })).toContain('jira-move returned');
    },
  );

  it.each([
    ['rejected', true],
    ['cancelled', true],
    ['failed', false],
    ['timed_out', false],
    ['completed', false],
  ] as const)('drafts of a task that is %s are closed: %s', (status, closes) => {
    expect(names({ type: 'task.ended', status, outcome: '' }).includes('github-withdrawal')).toBe(closes);
  });

  it.each(Object.entries(CASES))('an issue on GitHub is told of %s what a ticket would be', (_, [fact, expected]) => {
    const told = notices(fact, aTask({ subject: { channel: 'github', key: 'acme/shop#7' }, changes: [aChange()] })).map(
      noticeIdOf,
    );
    const asTicket = expected.map((name) => name.replace(/^jira-(\w+).*/, 'github-$1'));
    expect(told).toEqual(asTicket);
  });

  it('a pull request that is worked on once more is told in its one comment', () => {
    const task = aTask({ kind: 'iterate', subject: { channel: 'github', key: 'acme/shop#7' }, changes: [aChange()] });
    const told = Object.values(CASES).flatMap(([fact]) => notices(fact, task));
    expect(new Set(told.filter(({ channel }) => channel === 'github').map(noticeIdOf))).toEqual(new Set(['github-status']));
  });

  it('a review is its own answer where it was asked for; only that there will be none is told there', () => {
    const task = aTask({ kind: 'review', subject: { channel: 'github', key: 'acme/shop#7:review' } });
    const told = (status: 'completed' | 'failed') =>
      [...Object.values(CASES).map(([fact]) => fact), { type: 'task.ended', status, outcome: '' } as const]
        .filter((fact) => fact.type !== 'task.ended' || fact.status === status)
        .flatMap((fact) => notices(fact, task))
        .filter(({ channel }) => channel === 'github')
        .map(({ kind }) => kind);
    expect(told('completed')).toEqual([]);
    expect(told('failed')).toContain('outcome');
  });

  it('a step that is tried again and again is told once in the thread', () => {
    const told = [2, 3, 9].map((attempt) => names({ type: 'step.retried', ...step, reason: '', attempt }));
    expect(told).toEqual([['slack-root', 'slack-message'], ['slack-root'], ['slack-root']]);
  });

  it.each(Object.entries(CASES))('a task without ticket and pull request tells only Slack of %s', (_, [fact]) => {
    const task = aTask({ subject: { channel: 'slack', key: 'x' } });
    expect(notices(fact, task).filter(({ channel }) => channel !== 'slack')).toEqual([]);
  });

  it('a triage has no thread: the channel for errors learns of its ticket, or that there is none', () => {
    const triage = aTask({ kind: 'triage', subject: { channel: 'sentry', key: '1' } });
    const told = Object.values(CASES).filter(([fact]) => notices(fact, triage).length > 0);
    expect(told.map(([fact]) => fact.type)).toEqual(['ticket.filed']);
    const ends = (['completed', 'failed', 'cancelled', 'timed_out'] as const).map((status) =>
      notices({ type: 'task.ended', status, outcome: '' }, triage).map(noticeIdOf),
    );
    expect(ends).toEqual([[], ['slack-errors'], ['slack-errors'], ['slack-errors']]);
  });

  it.each([
    ['failed', 'AGENT_FAILED', []],
    ['failed', 'JIRA_ACCESS_DENIED', ['slack-errors']],
    ['timed_out', undefined, ['slack-errors']],
  ] as const)('a triage that fails the way the one before it did is no news: %s, %s', (status, code, expected) => {
    const triage = aTask({ kind: 'triage', subject: { channel: 'sentry', key: '1' }, failedBefore: 'AGENT_FAILED' });
    const failure = { ...toFailure(new Error('no')), code: code ?? '' };
    const fact = { type: 'task.ended', status, outcome: '', ...(code ? { failure } : {}) } as const;
    expect(notices(fact, triage).map(noticeIdOf)).toEqual(expected);
  });

  it.each(Object.entries(CASES))('no two notices of %s go by one name', (_, [fact]) => {
    const ids = notices(fact).map(noticeIdOf);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
