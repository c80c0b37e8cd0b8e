import { describe, expect, test } from 'vitest';
import { systemClock } from '#adapters/system/clock.ts';
import type { Backlog } from '#domain/backlog.ts';
import type { TaskStore } from '#ports/task-store.ts';

const PAST = '2026-01-01T00:00:00.000Z';
const LATER = new Date('2099-01-01T00:00:00.000Z');

function newBacklog(parts: Partial<Backlog> = {}): Backlog {
  const taskId = `task_${systemClock.newId()}`;
  const rest = {
    state: 'owed',
    from: systemClock.newId(),
    since: PAST,
    nextAt: PAST,
    attempts: 1,
    joined: 0,
    error: 'down',
  } as const;
  return { taskId, channel: 'slack', ...rest, ...parts };
}

/** Channels that are behind. */
export function backlogsSpec(use: () => TaskStore): void {
  const due = async ({ taskId }: Backlog) => (await use().listDueBacklogs(100)).filter((one) => one.taskId === taskId);
  const only = async ({ taskId }: Backlog) => (await use().listBacklogs(taskId))[0];

  describe('backlogs', () => {
    test('a channel is behind with a task once, and channels apart', async () => {
      const slack = newBacklog();
      expect(await use().openBacklog(slack)).toBe(true);
      expect(await use().openBacklog({ ...slack, from: systemClock.newId() })).toBe(false);
      expect(await use().openBacklog({ ...slack, channel: 'jira' })).toBe(true);
      expect(await use().listBacklogs(slack.taskId)).toHaveLength(2);
      expect(await only({ ...slack })).toMatchObject({ taskId: slack.taskId });
    });

    test('it is due at its time, for one who claims it', async () => {
      const backlog = newBacklog();
      await use().openBacklog(backlog);
      expect(await due(backlog)).toEqual([backlog]);
      const claims = await Promise.all([1, 2, 3].map(() => use().claimBacklog(backlog, LATER)));
      expect(claims.filter(Boolean)).toEqual([{ ...backlog, attempts: 2, nextAt: LATER.toISOString() }]);
      expect(await due(backlog)).toEqual([]);
    });

    test('it is not closed over the head of an event that joined', async () => {
      const backlog = newBacklog();
      await use().openBacklog(backlog);
      expect(await use().joinBacklog(backlog)).toBe(true);
      expect(await use().closeBacklog(backlog)).toBe(false);
      const seen = (await only(backlog)) ?? backlog;
      expect(seen.joined).toBe(1);
      expect(await use().closeBacklog(seen)).toBe(true);
      expect(await use().joinBacklog(seen)).toBe(false);
      expect(await use().listBacklogs(backlog.taskId)).toEqual([]);
    });

    test('who was overtaken by a later attempt writes nothing', async () => {
      const backlog = newBacklog();
      await use().openBacklog(backlog);
      const claimed = (await use().claimBacklog(backlog, LATER)) ?? backlog;
      expect(await use().updateBacklog({ ...backlog, error: 'late' })).toBe(false);
      expect(await use().closeBacklog(backlog)).toBe(false);
      expect(await use().updateBacklog({ ...claimed, error: 'still down', nextAt: PAST })).toBe(true);
      expect(await due(backlog)).toMatchObject([{ error: 'still down', attempts: 2 }]);
    });

    test('what was given up is listed apart and comes back with the next event', async () => {
      const backlog = newBacklog();
      await use().openBacklog(backlog);
      const dead = { ...backlog, state: 'dead' } as const;
      expect(await use().updateBacklog(dead)).toBe(true);
      expect(await due(backlog)).toEqual([]);
      expect((await use().listDeadBacklogs(100)).filter(({ taskId }) => taskId === backlog.taskId)).toEqual([dead]);
      expect(await use().joinBacklog(dead)).toBe(true);
      const revived = await only(backlog);
      expect(revived).toMatchObject({ state: 'owed', joined: 1, from: backlog.from });
      expect(revived?.since).not.toBe(PAST);
    });
  });
}
