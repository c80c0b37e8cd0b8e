import { changesTask, decideCommand } from '#domain/decide-command.ts';
import type { IntakeDeps, Order } from './intake-deps.ts';

/** Why this person may not give this command, by the policy of this installation; `undefined` when they may. */
export async function refuseCommand(
  order: Pick<Order, 'task' | 'command' | 'by'>,
  { store, commandPolicy: policy = { mode: 'anyone' } }: Pick<IntakeDeps, 'store' | 'commandPolicy'>,
): Promise<string | undefined> {
  if (policy.mode === 'anyone' || !changesTask(order.command)) return undefined;
  return decideCommand(order, { task: order.task, approval: await store.readApproval(order.task.id) }, policy);
}
