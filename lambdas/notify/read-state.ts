import type { Approval } from '#domain/approval.ts';
import type { TaskEvent } from '#domain/task-event.ts';
import type { NotifyDeps } from './notify-deps.ts';

type Store = NotifyDeps['store'];

/** All events of a task but those that nobody is told about, oldest first. */
export async function readHistory(taskId: string, store: Pick<Store, 'listEvents'>): Promise<TaskEvent[]> {
  const history: TaskEvent[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.listEvents(taskId, { limit: 100, cursor });
    history.push(...page.items.filter(({ fact }) => fact.type !== 'tool.called' && fact.type !== 'agent.progressed'));
    cursor = page.cursor;
  } while (cursor !== undefined);
  return history;
}

/** The approval of a plan's revision with its decision; an older one than the newest is found in the history. */
export async function readApprovalOf(taskId: string, n: number, store: Store): Promise<Approval | undefined> {
  const newest = await store.readApproval(taskId);
  if (newest?.n === n) return newest;
  const history = await readHistory(taskId, store);
  const requested = history
    .flatMap(({ fact }) => (fact.type === 'approval.requested' && fact.approval.n === n ? [fact.approval] : []))
    .at(-1);
  const decision = history
    .flatMap(({ fact }) => (fact.type === 'approval.decided' && fact.n === n ? [fact.decision] : []))
    .at(-1);
  return requested && decision ? { ...requested, decision } : requested;
}
