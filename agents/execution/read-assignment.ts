import type { AgentContext } from '#agents/harness/agent.ts';
import { changeTypeOf } from '#domain/change-type.ts';
import type { Diagnosis } from '#domain/ci.ts';
import { pathsIn } from '#domain/decide-scope.ts';
import { InputError } from '#domain/errors.ts';
import type { CommandRun } from '#domain/execution.ts';
import type { Plan, PlanTask } from '#domain/plan.ts';
import type { Change, Task } from '#domain/task.ts';
import type { ExecutionDeps } from './contract.ts';
import type { Item, Job } from './job.ts';
import { fixPrompt, taskPrompt } from './prompts.ts';
import { readFeedback, toPlan } from './read-feedback.ts';

/** What one step of the execution agent has to do. */
export interface Assignment {
  readonly task: Task;
  readonly plan: Plan;
  readonly changes: readonly Change[];
  readonly items: readonly Item[];
  readonly named: Job['named'];
  readonly before?: readonly CommandRun[] | undefined;
}

/** Reads the approved plan, or for a step `fix-N` what the CI monitor found. @throws InputError `PLAN_MISSING`, `DIAGNOSIS_MISSING` */
export async function readAssignment(context: AgentContext, deps: ExecutionDeps): Promise<Assignment> {
  const { store, invocation } = context;
  const task = (await store.readTask(invocation.taskId)) ?? context.task;
  if (task.kind === 'iterate' && !invocation.step.startsWith('fix-')) return readIteration(task, context, deps);
  const planned = task.kind === 'iterate' ? unplanned(task) : await store.readLatestResult(invocation.taskId, 'plan');
  if (!planned) throw missing('There is no plan to execute.', 'PLAN_MISSING');
  const base = { task, plan: planned.plan };
  if (!invocation.step.startsWith('fix-')) {
    const changes = inPlanOrder(planned.plan, planned.changes);
    const items = planned.plan.tasks.map((planTask) => toItem(task, planned.plan, planTask));
    return { ...base, changes, items, named: toNamed(planned.plan, changes) };
  }
  const found = await store.readLatestResult(invocation.taskId, 'diagnosis');
  if (!found) throw missing('There is no diagnosis to work from.', 'DIAGNOSIS_MISSING');
  const ci = await store.readLatestResult(invocation.taskId, 'ci');
  const failed = new Set(ci?.ci.failed.map(({ repo }) => repo));
  // What fails elsewhere is diagnosed in the next round, by itself.
  const isAsked = (repo: string): boolean =>
    found.repo === undefined ? failed.size === 0 || failed.has(repo) : repo === found.repo;
  const changes = found.changes.filter(({ repo }) => isAsked(repo));
  const executed = await store.readLatestResult(invocation.taskId, 'execution');
  const items = changes.map((change) => toFix(invocation.step, change.repo, { ...base, diagnosis: found.diagnosis }));
  const { brief, evidence } = found.diagnosis;
  const named = toNamed(planned.plan, changes, pathsIn(`${brief}\n${evidence}`));
  return { ...base, changes, items, named, before: executed?.execution.before };
}

async function readIteration(task: Task, context: AgentContext, deps: ExecutionDeps): Promise<Assignment> {
  const { change, items, named } = await readFeedback(task, context, deps);
  const base = { task, plan: toPlan(task, items), changes: [change], items };
  // What the commands show now is what they showed before: all earlier work is part of what is reviewed.
  return { ...base, named: { [change.repo]: named }, before: [] };
}

function unplanned(task: Task): { readonly plan: Plan; readonly changes: readonly Change[] } {
  return { plan: toPlan(task, []), changes: task.changes };
}

function toNamed({ tasks, tests }: Plan, changes: readonly Change[], more: readonly string[] = []): Job['named'] {
  const ofTests = tests.map(({ file }) => file);
  const ofTasks = (repo: string): string[] => tasks.filter((task) => task.repo === repo).flatMap(({ files }) => files);
  return Object.fromEntries(changes.map(({ repo }) => [repo, [...ofTasks(repo), ...ofTests, ...more]]));
}

function inPlanOrder({ tasks }: Plan, changes: readonly Change[]): Change[] {
  const firstTask = ({ repo }: Change): number => tasks.findIndex((task) => task.repo === repo);
  return changes.filter((change) => firstTask(change) >= 0).sort((a, b) => firstTask(a) - firstTask(b));
}

const COMMIT_TYPES = { test: 'test', config: 'chore', docs: 'docs' } as const;

function toItem(task: Task, plan: Plan, planTask: PlanTask): Item {
  const { id, repo, kind, title } = planTask;
  return {
    id,
    repo,
    kind,
    title,
    commitType: kind === 'code' ? changeTypeOf(task) : COMMIT_TYPES[kind],
    mustChange: false,
    prompt: (attempt, failure) => taskPrompt({ ticket: task.ticket, plan, task: planTask, attempt, failure }),
  };
}

function toFix(step: string, repo: string, found: { task: Task; plan: Plan; diagnosis: Diagnosis }): Item {
  const { task, plan, diagnosis } = found;
  return {
    id: step,
    repo,
    kind: 'code',
    title: diagnosis.summary,
    commitType: 'fix',
    mustChange: true,
    prompt: (attempt, failure) => fixPrompt({ ticket: task.ticket, plan, diagnosis, attempt, failure }),
  };
}

function missing(message: string, code: string): InputError {
  return new InputError(message, { code, remedy: 'Retry the task from planning.' });
}
