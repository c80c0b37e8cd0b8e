import { type Approval, approvalSchema } from '#domain/approval.ts';
import { InputError } from '#domain/errors.ts';
import type { TaskStore } from '#ports/task-store.ts';
import { approvalKey, taskKey } from './keys.ts';
import { parseItem } from './parse-item.ts';
import type { StoreContext } from './task-table.ts';
import { openWait, settleWait, toWaitSchema, type WaitKind } from './waits.ts';

/** A human's decisions on plans. */
export function openApprovals(context: StoreContext): Pick<TaskStore, 'openApproval' | 'readApproval' | 'decideApproval'> {
  return {
    openApproval: (approval, token) =>
      openWait(context, {
        kind: toKind(approval.taskId, approval.n),
        runId: approval.runId,
        token,
        body: approval,
        // The time to decide in is the newer token's.
        reopened: (before) => ({ ...before, expiresAt: approval.expiresAt }),
        on: 'approval.requested',
        step: `approve-${approval.n}`,
        facts: [{ type: 'approval.requested', approval }],
      }),
    readApproval: async (taskId) => {
      const { pk: partition } = taskKey(taskId);
      const [item] = await context.table.query({ partition, prefix: 'APPROVAL#', newestFirst: true, limit: 1 });
      return item && parseItem(toWaitSchema(approvalSchema), item).body;
    },
    decideApproval: async (taskId, n, decision) => {
      const result = await settleWait(context, toKind(taskId, n), ({ body }) => ({
        body: { ...body, decision },
        output: { verdict: decision.verdict },
        facts: [{ type: 'approval.decided', n, decision }],
      }));
      if (result.type === 'settled') return { type: 'decided', callback: result.callback };
      const first = result.wait?.body.decision;
      if (first) return { type: 'already-decided', decision: first };
      throw new InputError(`The task ${taskId} has no approval ${n}.`, { code: 'APPROVAL_NOT_FOUND' });
    },
  };
}

function toKind(taskId: string, n: number): WaitKind<Approval> {
  return { key: approvalKey(taskId, n), taskId, schema: approvalSchema };
}
