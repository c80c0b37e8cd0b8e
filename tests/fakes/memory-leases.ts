import { decideLease, type Lease } from '#domain/decide-lease.ts';
import type { Clock } from '#ports/clock.ts';
import type { TaskStore } from '#ports/task-store.ts';

/** Leases of branches in memory. */
export function openLeases(clock: Clock): Pick<TaskStore, 'leaseBranch' | 'releaseBranch'> {
  const leases = new Map<string, Lease>();
  return {
    leaseBranch: async ({ repo, branch, seconds, ...request }) => {
      const held = leases.get(keyOf(repo, branch));
      const now = clock.now();
      if (decideLease(held, request, now) === 'refused') return { type: 'refused', ...(held ? { held } : {}) };
      const until = new Date(now.getTime() + seconds * 1_000).toISOString();
      leases.set(keyOf(repo, branch), { holder: request.holder, taskId: request.taskId, until });
      return { type: 'granted', until };
    },
    releaseBranch: async ({ repo, branch, holder }) => {
      if (leases.get(keyOf(repo, branch))?.holder === holder) leases.delete(keyOf(repo, branch));
    },
  };
}

function keyOf(repo: string, branch: string): string {
  return `${repo.toLowerCase()}#${branch}`;
}
