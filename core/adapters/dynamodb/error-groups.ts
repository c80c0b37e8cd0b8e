import { z } from 'zod';
import { type GroupClaim, groupRecordSchema } from '#domain/error-group.ts';
import type { TaskStore } from '#ports/task-store.ts';
import { expiryOf } from './expiry.ts';
import { errorGroupKey, sweepKey } from './keys.ts';
import { parseItem } from './parse-item.ts';
import type { StoreContext } from './task-table.ts';
import type { Write } from './write.ts';

const cursorSchema = z.object({ cursor: z.string() });

/** Writes the claim on condition that the record is as it was seen; what it says of tickets stays. */
export function toClaim({ issueId, seen }: GroupClaim, taskId: string, now: Date): Write {
  const version = (seen?.version ?? 0) + 1;
  return {
    put: { ...errorGroupKey(issueId), ...seen, issueId, taskId, version, expiresAt: expiryOf('errorGroup', now) },
    when: seen ? { equals: { version: seen.version } } : { exists: false },
  };
}

/** Error groups, each triaged by one task at a time, and where the sweep for them stopped. */
export function openErrorGroups({
  table,
  clock,
}: StoreContext): Pick<TaskStore, 'readGroup' | 'claimGroup' | 'recordTicket' | 'readCursor' | 'saveCursor'> {
  return {
    readGroup: async (issueId) => {
      const item = await table.get(errorGroupKey(issueId));
      return item && parseItem(groupRecordSchema, item);
    },
    claimGroup: async (claim, taskId) => {
      const outcome = await table.transact([toClaim(claim, taskId, clock.now())]);
      return outcome.type === 'written';
    },
    recordTicket: async (issueId, taskId, ticket) => {
      const set = { ...ticket, expiresAt: expiryOf('errorGroup', clock.now()) };
      const outcome = await table.transact([
        { update: errorGroupKey(issueId), set, add: { version: 1 }, when: { equals: { taskId } } },
      ]);
      return outcome.type === 'written';
    },
    readCursor: async (sweep) => {
      const item = await table.get(sweepKey(sweep));
      return item && parseItem(cursorSchema, item).cursor;
    },
    saveCursor: async (sweep, cursor) => {
      const key = sweepKey(sweep);
      await table.transact([
        cursor === undefined ? { delete: key } : { put: { ...key, cursor, expiresAt: expiryOf('wait', clock.now()) } },
      ]);
    },
  };
}
