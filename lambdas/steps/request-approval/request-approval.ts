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
  const { taskId, n } = event;
  const task = await readLiveTask(store, taskId);
  const result = await requireResult(store, { taskId, step: event.planStep, type: 'plan' });
  const earlier = await store.readApproval(taskId);
  if (!isSame(earlier, event)) {
    const { planUrl, plan } = result;
    const facts = [{ type: 'plan.published', planUrl, title: plan.title, n } as const];
    requireApplied(await store.patchTask(taskId, { step: event.step }, facts));
  }
  requireApplied(await store.openApproval(toApproval({ event, task, result }, deps), event.taskToken));
  await answerIfDecided(event, deps);
}

function isSame(approval: Approval | undefined, { runId, n }: RequestApprovalEvent): boolean {
  return approval?.runId === runId && approval.n === n;
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

async function answerIfDecided(event: RequestApprovalEvent, deps: RequestApprovalDeps): Promise<void> {
  const { store, engine, clock } = deps;
  const approval = await store.readApproval(event.taskId);
  if (!approval || !isSame(approval, event)) return;
  if (approval.decision) {
    await engine.completeStep(event.taskToken, { verdict: approval.decision.verdict });
    return;
  }
  if (approval.policy.mode !== 'auto') return;
  const input = { verdict: 'approved', by: STEPWRIGHT, reason: 'This installation approves plans by itself.' } as const;
  const decided = decideApproval(input, approval, clock.now());
  if (decided.type !== 'accepted') return;
  const written = await store.decideApproval(event.taskId, event.n, decided.decision);
  if (written.type === 'decided') await deliverCallback(written.callback, deps);
}
