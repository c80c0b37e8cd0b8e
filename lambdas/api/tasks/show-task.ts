import type { Approval, Question } from '#domain/approval.ts';
import type { Execution } from '#domain/execution.ts';
import type { Task } from '#domain/task.ts';
import type { ApiDeps } from '../api-deps.ts';
import type { Answer, Call } from '../request.ts';
import { readVisibleTask } from './read-visible-task.ts';
import { toTaskBody } from './to-task-body.ts';

/** `GET /v1/tasks/{id}`: the task, whom it waits for, and what the repository's own checks said at the end of the work. */
export async function showTask({ by, params }: Call, deps: ApiDeps): Promise<Answer> {
  const task = await readVisibleTask(params['id'], by, deps);
  const { store, clock, tracesUrl } = deps;
  const done = await store.readLatestResult(task.id, 'execution');
  const body = {
    ...toTaskBody(task, clock.now(), tracesUrl),
    approval: await readApproval(task, store),
    question: await readQuestion(task, store),
    build: done ? toBuildBody(done.execution) : null,
  };
  return { status: 200, body, taskId: task.id };
}

async function readApproval({ id }: Task, store: ApiDeps['store']) {
  const approval = await store.readApproval(id);
  return approval ? toApprovalBody(approval) : null;
}

function toApprovalBody({ n, shown, requestedAt, expiresAt, decision }: Approval) {
  return {
    plan: n,
    title: shown.title,
    summary: shown.summary,
    plan_url: shown.planUrl,
    estimate_hours: shown.estimateHours,
    risk: shown.risk,
    confidence: shown.confidence,
    cost_so_far_usd: shown.costSoFarUsd,
    requested_at: requestedAt,
    expires_at: expiresAt,
    decision: decision
      ? { verdict: decision.verdict, by: decision.by.name || decision.by.id, at: decision.at, reason: decision.reason }
      : null,
  };
}

async function readQuestion({ id, status }: Task, store: ApiDeps['store']) {
  const question = status === 'awaiting_answer' ? await store.readQuestion(id) : undefined;
  return question ? toQuestionBody(question) : null;
}

function toQuestionBody({ text, askedAt, expiresAt }: Question) {
  return { text, asked_at: askedAt, expires_at: expiresAt };
}

function toBuildBody({ after }: Execution) {
  return { passed: after.every(({ passed }) => passed), commands: after };
}
