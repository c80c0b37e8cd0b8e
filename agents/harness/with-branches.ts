import { setTimeout as delay } from 'node:timers/promises';
import { ConflictError } from '#domain/errors.ts';
import type { Change } from '#domain/task.ts';
import type { AgentContext } from './agent.ts';

type Branch = Pick<Change, 'repo' | 'branch'>;

/** A session that died frees its branches after it. */
const LEASE_SECONDS = 90;

/** Three times within a lease. */
const RENEW_MS = (LEASE_SECONDS * 1_000) / 3;

/**
 * Does work on branches on which no other session works meanwhile. The context that the work gets is aborted when a
 * lease is lost, as it is when a later run of the same task takes over.
 * @throws ConflictError `BRANCH_BUSY`: another task works there; the step is tried again
 */
export async function withBranches<T>(
  context: AgentContext,
  branches: readonly Branch[],
  work: (context: AgentContext) => Promise<T>,
  renewMs = RENEW_MS,
): Promise<T> {
  const holder = crypto.randomUUID();
  const lost = new AbortController();
  const over = new AbortController();
  const taken: Branch[] = [];
  try {
    for (const branch of branches) {
      await take(context, branch, holder);
      taken.push(branch);
    }
    void keep(context, { branches, holder, renewMs, over: over.signal }, lost);
    return await work({ ...context, signal: AbortSignal.any([context.signal, lost.signal]) });
  } finally {
    over.abort();
    await release(context, taken, holder);
  }
}

async function take({ store, invocation: { taskId } }: AgentContext, { repo, branch }: Branch, holder: string): Promise<void> {
  const lease = await store.leaseBranch({ repo, branch, holder, taskId, to: 'take', seconds: LEASE_SECONDS });
  if (lease.type === 'granted') return;
  throw new ConflictError(`Task ${lease.held?.taskId ?? 'unknown'} works on ${branch} of ${repo}.`, {
    code: 'BRANCH_BUSY',
    remedy: 'Wait until that task has ended, or cancel it, and retry this one.',
  });
}

interface Keeping {
  readonly branches: readonly Branch[];
  readonly holder: string;
  readonly renewMs: number;
  /** Aborted when the work has ended. */
  readonly over: AbortSignal;
}

/** A renewal that fails for another reason than a refusal is made up for by the next one, which is in time. */
async function keep(
  { store, invocation: { taskId } }: AgentContext,
  { branches, holder, renewMs, over }: Keeping,
  lost: AbortController,
): Promise<void> {
  for (;;) {
    const isTime = await delay(renewMs, true, { signal: over, ref: false }).catch(() => false);
    if (!isTime) return;
    for (const { repo, branch } of branches) {
      const lease = await store
        .leaseBranch({ repo, branch, holder, taskId, to: 'keep', seconds: LEASE_SECONDS })
        .catch(() => undefined);
      if (lease?.type !== 'refused') continue;
      lost.abort(new ConflictError(`Another session works on ${branch} of ${repo} by now.`, { code: 'BRANCH_TAKEN' }));
      return;
    }
  }
}

async function release({ store }: AgentContext, branches: readonly Branch[], holder: string): Promise<void> {
  // What cannot be released now runs out.
  await Promise.allSettled(branches.map(({ repo, branch }) => store.releaseBranch({ repo, branch, holder })));
}
