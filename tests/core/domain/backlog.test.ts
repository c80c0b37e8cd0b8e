import { describe, expect, it } from 'vitest';
import { decideNextTry, pauseMs } from '#domain/backlog.ts';
import { decideBacklog, noticeIdOf } from '#domain/decide-notices.ts';
import type { TaskFact } from '#domain/task-event.ts';
import { aChange, ANN, aTask, RED, TASK_ID } from '#tests/fakes/samples.ts';

const at = '2026-11-02T09:00:00.000Z';

describe('the next try', () => {
  it.each([
    [1, 15],
    [2, 30],
    [8, 1_800],
    [500, 1_800],
  ])('after %d failed tries comes %d s later', (attempts, seconds) => {
    expect(pauseMs(attempts)).toBe(seconds * 1_000);
  });

  it.each([
    ['2026-11-01T09:00:01.000Z', 'owed'],
    ['2026-11-01T09:00:00.000Z', 'dead'],
  ])('what has failed since %s is %s', (since, state) => {
    expect(decideNextTry({ since, attempts: 3 }, new Date(at))).toEqual({ state, nextAt: '2026-11-02T09:01:00.000Z' });
  });
});

describe('what a channel that is behind is told', () => {
  const facts: readonly TaskFact[] = [
    { type: 'task.submitted', by: ANN, subject: 'jira#SHOP-1', title: '' },
    { type: 'step.retried', step: 'discover', agent: 'discovery', reason: '' },
    { type: 'plan.published', planUrl: '', title: '', n: 1 },
    { type: 'plan.published', planUrl: '', title: '', n: 2 },
    { type: 'ci.concluded', ci: RED, round: 1 },
  ];
  const events = facts.map((fact, index) => ({ id: `e${index}`, taskId: TASK_ID, at, fact }));
  const told = (channel: string) =>
    decideBacklog(events, aTask({ changes: [aChange()] }), channel).map(
      ({ event, notice }) => `${event.id} ${noticeIdOf(notice)}`,
    );

  it('is every message, and the present state once', () => {
    expect(told('slack')).toEqual(['e1 slack-message', 'e4 slack-root', 'e4 slack-message']);
    expect(told('jira')).toEqual(['e0 jira-accepted', 'e3 jira-plan']);
    expect(told('github')).toEqual(['e4 github-status']);
  });
});
