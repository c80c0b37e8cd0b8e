import type { Backlog } from '#domain/backlog.ts';
import type { Clock } from '#ports/clock.ts';
import type { TaskStore } from '#ports/task-store.ts';

type Part = Pick<
  TaskStore,
  | 'listBacklogs'
  | 'openBacklog'
  | 'joinBacklog'
  | 'claimBacklog'
  | 'updateBacklog'
  | 'closeBacklog'
  | 'listDueBacklogs'
  | 'listDeadBacklogs'
>;

const keyOf = ({ taskId, channel }: Backlog): string => `${taskId}#${channel}`;

/** Backlogs in memory, with the same conditions. */
export function openBacklogs(clock: Pick<Clock, 'now'>): Part {
  const backlogs = new Map<string, Backlog>();
  const writeWhen = (next: Backlog, holds: (held: Backlog) => boolean): boolean => {
    const held = backlogs.get(keyOf(next));
    if (!held || !holds(held)) return false;
    backlogs.set(keyOf(next), { ...next, joined: Math.max(held.joined, next.joined) });
    return true;
  };
  const listIn = (state: Backlog['state'], limit: number): Backlog[] =>
    [...backlogs.values()]
      .filter((one) => one.state === state)
      .sort((a, b) => a.nextAt.localeCompare(b.nextAt))
      .slice(0, limit);
  return {
    listBacklogs: async (taskId) => [...backlogs.values()].filter((one) => one.taskId === taskId),
    openBacklog: async (backlog) => {
      if (backlogs.has(keyOf(backlog))) return false;
      backlogs.set(keyOf(backlog), backlog);
      return true;
    },
    joinBacklog: async (backlog) => {
      const held = backlogs.get(keyOf(backlog));
      if (held?.state !== backlog.state) return false;
      const now = clock.now().toISOString();
      const revived = held.state === 'dead' ? ({ state: 'owed', since: now, nextAt: now } as const) : {};
      return writeWhen({ ...held, ...revived, joined: held.joined + 1 }, () => true);
    },
    claimBacklog: async (backlog, until) => {
      const next = { ...backlog, attempts: backlog.attempts + 1, nextAt: until.toISOString() };
      return writeWhen(next, ({ attempts, state }) => attempts === backlog.attempts && state === backlog.state)
        ? next
        : undefined;
    },
    updateBacklog: async (backlog) => writeWhen(backlog, ({ attempts }) => attempts === backlog.attempts),
    closeBacklog: async (backlog) => {
      const held = backlogs.get(keyOf(backlog));
      if (held?.attempts !== backlog.attempts || held.joined !== backlog.joined) return false;
      return backlogs.delete(keyOf(backlog));
    },
    listDueBacklogs: async (limit) => listIn('owed', limit).filter(({ nextAt }) => nextAt < clock.now().toISOString()),
    listDeadBacklogs: async (limit) => listIn('dead', limit),
  };
}
