import { type AgentName, sessionIdOf } from '#domain/agent.ts';
import { ERROR_TITLES } from '#domain/errors.ts';
import type { Failure } from '#domain/failure.ts';
import { placeOfKey } from '#domain/place.ts';
import type { Task, TaskKind } from '#domain/task.ts';

const TASK_TYPES: Readonly<Record<TaskKind, string>> = {
  change: 'new_task',
  iterate: 'pr_iteration',
  review: 'pr_review',
  triage: 'triage',
};

/** A task as the API shows it: snake case, `null` for what is not there yet; times are ISO 8601, UTC. */
export function toTaskBody(task: Task, now: Date, tracesUrl: string | undefined) {
  const { id, kind, status, ticket, requester } = task;
  return {
    task_id: id,
    task_type: TASK_TYPES[kind],
    status,
    step: task.step ?? null,
    title: ticket.summary,
    requester: requester.name || requester.id,
    issue_number: issueNumberOf(task),
    ...toWorkBody(task),
    session_id: sessionOf(task),
    ...toSpentBody(task),
    prompt_version: task.promptVersion ?? null,
    retry_of: task.retryOf ?? null,
    log_url: tracesUrl === undefined ? null : `${tracesUrl}${id}/`,
    ...toEndBody(task, now),
  };
}

/** The first repository's part of the work stands for all; `pull_requests` has every one. */
function toWorkBody({ kind, subject, ticket, changes, tests, ciRounds }: Task) {
  const all = changes.map(({ repo, branch, prNumber, prUrl }) => ({ repo, branch, pr_number: prNumber, pr_url: prUrl }));
  const reviewed = kind === 'review' ? placeOfKey(subject.key)?.number : undefined;
  const none = { repo: ticket.repo ?? null, branch: null, pr_number: reviewed ?? null, pr_url: null };
  return { ...(all[0] ?? none), pull_requests: all, tests: tests ?? null, ci_rounds: ciRounds };
}

function toSpentBody({ usage, limits }: Task) {
  return {
    turns: usage.turns,
    max_turns: limits.maxTurns,
    cost_usd: usage.costUsd,
    max_budget_usd: limits.maxBudgetUsd,
  };
}

function toEndBody({ outcome, failure, createdAt, updatedAt, endedAt }: Task, now: Date) {
  const end = endedAt === undefined ? now : new Date(endedAt);
  return {
    outcome: outcome ?? null,
    error: failure ? toErrorBody(failure) : null,
    duration_seconds: Math.max(0, Math.round((end.getTime() - Date.parse(createdAt)) / 1_000)),
    created_at: createdAt,
    updated_at: updatedAt,
    ended_at: endedAt ?? null,
  };
}

function toErrorBody({ kind, code, message, remedy, retryable }: Failure) {
  return { kind, code, title: ERROR_TITLES[kind], message, remedy, retryable };
}

function issueNumberOf({ kind, subject }: Task): number | null {
  const place = kind === 'change' && subject.channel === 'github' ? placeOfKey(subject.key) : undefined;
  return place?.number ?? null;
}

/** By the beginning of a step's name: whose session does it, or did what it waits for. */
const AGENT_OF_STEP: Readonly<Partial<Record<string, AgentName>>> = {
  discover: 'discovery',
  plan: 'planning',
  ask: 'planning',
  approve: 'planning',
  execute: 'execution',
  ci: 'execution',
  fix: 'execution',
  diagnose: 'ci-monitor',
  review: 'review',
  triage: 'sentry',
};

/** The AgentCore session of the step that the task is at, or was at when it ended. */
function sessionOf({ id, step = '' }: Task): string | null {
  const agent = AGENT_OF_STEP[step.split('-')[0] ?? ''];
  return agent === undefined ? null : sessionIdOf(id, agent);
}
