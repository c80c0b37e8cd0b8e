import type { AgentContext } from '#agents/harness/agent.ts';
import { decideTriage } from '#domain/decide-triage.ts';
import type { GroupRecord } from '#domain/error-group.ts';
import { ConflictError } from '#domain/errors.ts';
import { isTerminal } from '#domain/lifecycle.ts';
import type { ErrorGroup } from '#ports/error-tracker.ts';
import type { TaskStore } from '#ports/task-store.ts';
import type { SentryAgentDeps } from './contract.ts';

export type Claimed =
  | { readonly type: 'claimed'; readonly regression: boolean; readonly previous?: string }
  /** This task filed the ticket before it was cut off. */
  | { readonly type: 'filed'; readonly ticketKey: string }
  | { readonly type: 'left'; readonly reason: string };

type Deps = Pick<SentryAgentDeps, 'rules' | 'now'>;

/** Others that were at the group at the same moment: more of them than this have something wrong. */
const MAX_TRIES = 5;

/**
 * Decides with everything Sentry knows whether this group gets a ticket, and makes sure that this task is the one that
 * writes it: what was claimed when the task was made is looked at again, for a retry or a metric alert has claimed nothing.
 * @throws ConflictError `GROUP_CONTENDED`
 */
export async function claimGroup(group: ErrorGroup, context: AgentContext, deps: Deps): Promise<Claimed> {
  if (!group.isUnresolved) return { type: 'left', reason: 'it is no longer unresolved in Sentry' };
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const claimed = await claimOnce(group, context, deps);
    if (claimed) return claimed;
  }
  throw new ConflictError(`Others keep writing about ${group.shortId}.`, { code: 'GROUP_CONTENDED' });
}

/** Undefined when somebody else was first. */
async function claimOnce(group: ErrorGroup, { task, store }: AgentContext, deps: Deps): Promise<Claimed | undefined> {
  const { issueId } = group;
  const seen = await store.readGroup(issueId);
  const isOurs = seen?.taskId === task.id;
  if (seen && isOurs && wasFiled(seen, task.createdAt)) return { type: 'filed', ticketKey: seen.ticketKey };
  const heldBy = isOurs ? undefined : await holderOf(seen, store);
  const decision = decideTriage(group, { record: seen, heldBy }, deps.rules, deps.now());
  if (decision.type !== 'triage') return { type: 'left', reason: decision.reason };
  const { type: _type, ...claim } = decision;
  const claimed = isOurs || (await store.claimGroup({ issueId, seen }, task.id));
  return claimed ? { type: 'claimed', ...claim } : undefined;
}

function wasFiled(record: GroupRecord, since: string): record is GroupRecord & { ticketKey: string } {
  return record.ticketKey !== undefined && (record.ticketedAt ?? '') >= since;
}

async function holderOf(record: GroupRecord | undefined, store: Pick<TaskStore, 'readTask'>): Promise<string | undefined> {
  const task = record && (await store.readTask(record.taskId));
  return task && !isTerminal(task.status) ? task.id : undefined;
}
