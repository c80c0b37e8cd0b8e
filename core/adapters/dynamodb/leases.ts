import { z } from 'zod';
import { decideLease, type Lease } from '#domain/decide-lease.ts';
import type { TaskStore } from '#ports/task-store.ts';
import { untilSettled } from './back-off.ts';
import { leaseKey } from './keys.ts';
import { parseItem } from './parse-item.ts';
import type { StoreContext } from './task-table.ts';

const leaseSchema = z.object({ holder: z.string(), taskId: z.string(), until: z.string() });

/** Leases of branches: written on condition that nobody wrote since they were read, so that never two hold one. */
export function openLeases({ table, clock }: StoreContext): Pick<TaskStore, 'leaseBranch' | 'releaseBranch'> {
  return {
    leaseBranch: ({ repo, branch, seconds, ...request }) =>
      untilSettled(async () => {
        const key = leaseKey(repo, branch);
        const item = await table.get(key);
        const held = item && parseItem(leaseSchema, item);
        const now = clock.now();
        if (decideLease(held, request, now) === 'refused') return { type: 'refused' as const, ...(held ? { held } : {}) };
        const lease = toLease(request, now, seconds);
        const when = held ? { equals: { holder: held.holder, until: held.until } } : { exists: false };
        const expiresAt = Math.ceil(Date.parse(lease.until) / 1_000);
        const outcome = await table.transact([{ put: { ...key, ...lease, expiresAt }, when }]);
        return outcome.type === 'written' ? { type: 'granted' as const, until: lease.until } : undefined;
      }),
    releaseBranch: async ({ repo, branch, holder }) => {
      // What somebody else holds by now is theirs.
      await table.transact([{ delete: leaseKey(repo, branch), when: { equals: { holder }, orAbsent: true } }]);
    },
  };
}

function toLease({ holder, taskId }: Pick<Lease, 'holder' | 'taskId'>, now: Date, seconds: number): Lease {
  return { holder, taskId, until: new Date(now.getTime() + seconds * 1_000).toISOString() };
}
