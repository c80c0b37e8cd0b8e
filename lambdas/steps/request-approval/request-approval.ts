import type { Approval, ApprovalPolicy } from '#domain/approval.ts';
import { decideApproval } from '#domain/decide-approval.ts';
import { STEPWRIGHT } from '#domain/person.ts';
import type { StepResult } from '#domain/step-result.ts';
import type { Task } from '#domain/task.ts';
import { deliverCallback } from '#lambdas/intake/deliver-callback.ts';
import { readLiveTask, requireApplied, requireResult } from '#lambdas/intake/live-task.ts';
import type { Clock } from '#ports/clock.ts';
import type { TaskStore } from '#ports/task-store.ts';
import type { WorkflowEngine } from '#ports/workflow-engine.ts';
import type { RequestApprovalEvent } from './schema.ts';

export interface RequestApprovalDeps {
  readonly store: Pick<
    TaskStore,
    'readTask' | 'readResult' | 'readApproval' | 'patchTask' | 'openApproval' | 'decideApproval' | 'markDelivered'
  >;
  readonly engine: Pick<WorkflowEngine, 'completeStep'>;
  readonly clock: Clock;
  readonly policy: ApprovalPolicy;
}

type PlanResult = Extract<StepResult, { type: 'plan' }>;

/** Publishes a plan for a decision; what was decided before this token existed, or by policy, is answered at once. */
export async function requestApproval(event: RequestApprovalEvent, deps: RequestApprovalDeps): Promise<void> {
  const { store } = deps;
  const { taskId, planStep, taskToken } = event;
  const task = await readLiveTask(store, taskId);
  const result = await requireResult(store, { taskId, step: planStep, type: 'plan' });
  await publish(event, result, store);
  const approval = toApproval({ event, task, result }, deps);
  const opened = await store.openApproval(approval, taskToken);
  requireApplied(opened);
  if (opened.callback) await deliverCallback(opened.callback, deps);
  else if (approval.policy.mode === 'auto') await decideByPolicy(approval, deps);
}

/** Once per plan: a repeated request finds the approval that the first one opened. */
async function publish(
  { taskId, runId, n }: RequestApprovalEvent,
  result: PlanResult,
  store: RequestApprovalDeps['store'],
): Promise<void> {
  const earlier = await store.readApproval(taskId);
  if (earlier?.runId === runId && earlier.n === n) return;
  const { planUrl, plan, changes } = result;
  requireApplied(await store.patchTask(taskId, { changes }, [{ type: 'plan.published', planUrl, title: plan.title, n }]));
}

function toApproval(
  { event, task, result: { plan, planUrl } }: { event: RequestApprovalEvent; task: Task; result: PlanResult },
  { clock, policy }: RequestApprovalDeps,
): Approval {
  const now = clock.now();
  return {
    taskId: event.taskId,
    runId: event.runId,
    n: event.n,
    requestedAt: now.toISOString(),
    expiresAt: new Date(now.getTime() + event.timeoutSeconds * 1_000).toISOString(),
    requester: task.requester,
    policy,
    shown: {
      title: plan.title,
      summary: plan.summary,
      planUrl,
      estimateHours: plan.estimateHours,
      risk: `${plan.risk.level}: ${plan.risk.reason}`,
      confidence: plan.confidence,
      costSoFarUsd: task.usage.costUsd,
    },
  };
}

async function decideByPolicy(approval: Approval, deps: RequestApprovalDeps): Promise<void> {
  const input = { verdict: 'approved', by: STEPWRIGHT, reason: 'This installation approves plans by itself.' } as const;
  const decided = decideApproval(input, approval, deps.clock.now());
  if (decided.type !== 'accepted') return;
  const written = await deps.store.decideApproval(approval.taskId, approval.n, decided.decision);
  if (written.type === 'decided') await deliverCallback(written.callback, deps);
}
