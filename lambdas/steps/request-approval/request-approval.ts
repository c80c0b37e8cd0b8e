import type { Approval, ApprovalPolicy } from '#domain/approval.ts';
import { decideApproval } from '#domain/decide-approval.ts';
import { InputError } from '#domain/errors.ts';
import { type Person, STEPWRIGHT } from '#domain/person.ts';
import type { StepResult } from '#domain/step-result.ts';
import type { Task } from '#domain/task.ts';
import { deliverCallback } from '#lambdas/intake/deliver-callback.ts';
import { readLiveTask, requireApplied, requireResult } from '#lambdas/intake/live-task.ts';
import type { Clock } from '#ports/clock.ts';
import type { TaskStore } from '#ports/task-store.ts';
import type { Tracker } from '#ports/tracker.ts';
import type { WorkflowEngine } from '#ports/workflow-engine.ts';
import type { PolicySetting } from './read-policy.ts';
import { resolvePolicy, type ResolvePolicyDeps } from './resolve-policy.ts';
import type { RequestApprovalEvent } from './schema.ts';

export interface RequestApprovalDeps extends ResolvePolicyDeps {
  readonly store: Pick<TaskStore, 'readTask' | 'readResult' | 'openApproval' | 'decideApproval' | 'markDelivered'>;
  readonly engine: Pick<WorkflowEngine, 'completeStep'>;
  /** Where a requester's e-mail address is looked up. */
  readonly people: Pick<Tracker, 'readPerson'>;
  readonly clock: Clock;
  readonly policy: PolicySetting;
}

type PlanResult = Extract<StepResult, { type: 'plan' }>;

/** Asks for a decision on the plan; what was decided before this token existed, or by policy, is answered at once. */
export async function requestApproval(event: RequestApprovalEvent, deps: RequestApprovalDeps): Promise<void> {
  const { store } = deps;
  const { taskId, planStep, taskToken } = event;
  const task = await readLiveTask(store, taskId);
  const result = await requireResult(store, { taskId, step: planStep, type: 'plan' });
  const requester = await withEmail(task.requester, deps);
  const policy = await resolvePolicy(deps.policy, result, deps);
  const approval = toApproval({ event, task: { ...task, requester }, result, policy }, deps);
  const opened = await store.openApproval(approval, taskToken);
  requireApplied(opened);
  if (opened.callback) await deliverCallback(opened.callback, deps);
  else if (approval.policy.mode === 'auto') await decideByPolicy(approval, deps);
}

/** By the e-mail address the same person is known elsewhere; not every account shows it, and none of them must stop the plan. */
async function withEmail(requester: Person, { people }: RequestApprovalDeps): Promise<Person> {
  if (requester.email !== undefined || requester.channel !== 'jira') return requester;
  try {
    return { ...requester, ...(await people.readPerson(requester.id)) };
  } catch (error) {
    if (error instanceof InputError) return requester;
    throw error;
  }
}

interface ApprovalParts {
  readonly event: RequestApprovalEvent;
  readonly task: Task;
  readonly result: PlanResult;
  readonly policy: ApprovalPolicy;
}

function toApproval({ event, task, result: { plan, planUrl }, policy }: ApprovalParts, { clock }: RequestApprovalDeps): Approval {
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
