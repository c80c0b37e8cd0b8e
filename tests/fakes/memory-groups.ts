import type { GroupRecord } from '#domain/error-group.ts';
import type { TaskStore } from '#ports/task-store.ts';

export type MemoryGroups = Pick<TaskStore, 'readGroup' | 'claimGroup' | 'recordTicket' | 'readCursor' | 'saveCursor'>;

/** Error groups and sweeps' cursors in memory, with the store's rules. */
export function memoryGroups(): MemoryGroups {
  const groups = new Map<string, GroupRecord>();
  const cursors = new Map<string, string>();
  return {
    readGroup: async (issueId) => groups.get(issueId),
    claimGroup: async ({ issueId, seen }, taskId) => {
      if (groups.get(issueId)?.version !== seen?.version) return false;
      groups.set(issueId, { ...seen, issueId, taskId, version: (seen?.version ?? 0) + 1 });
      return true;
    },
    recordTicket: async (issueId, taskId, ticket) => {
      const record = groups.get(issueId);
      if (record?.taskId !== taskId) return false;
      groups.set(issueId, { ...record, ...ticket, version: record.version + 1 });
      return true;
    },
    readCursor: async (sweep) => cursors.get(sweep),
    saveCursor: async (sweep, cursor) => {
      if (cursor === undefined) cursors.delete(sweep);
      else cursors.set(sweep, cursor);
    },
  };
}
