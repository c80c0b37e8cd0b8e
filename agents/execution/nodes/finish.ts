import { readIfFile } from '#agents/harness/workspace/read-if-file.ts';
import { changeTypeOf } from '#domain/change-type.ts';
import type { CommandRun, Execution } from '#domain/execution.ts';
import type { Plan } from '#domain/plan.ts';
import type { Change, Task, TaskPatch, TestCounts } from '#domain/task.ts';
import { readDoneItems, toSubject, toTrailers } from '../commit-message.ts';
import { PLAN_FILE } from '../contract.ts';
import { enforceScope, type ScopeReport } from '../enforce-scope.ts';
import { hasPlan } from '../has-plan.ts';
import type { Job, RepoWork } from '../job.ts';
import { listSome } from '../list-some.ts';
import { measure, toRuns } from '../measure.ts';
import { PROMPT_VERSION } from '../prompts.ts';
import { toPullRequestBody } from '../pull-request-body.ts';
import type { State } from '../state.ts';

export interface FinishInput {
  readonly plan: Plan;
  readonly task: Task;
  /** The commands before the first work, when an earlier step recorded them. */
  readonly before?: readonly CommandRun[] | undefined;
}

interface Finished {
  readonly change: Change;
  readonly items: ReturnType<typeof readDoneItems>;
  readonly decisions: readonly string[];
  readonly before: readonly CommandRun[];
  readonly after: readonly CommandRun[];
}

/** Takes the plan out of the branch, publishes the branch, readies the pull requests and records the result. */
export function finishNode(
  job: Job,
  input: FinishInput,
  give: (execution: Execution) => void,
): (state: State) => Promise<Record<string, never>> {
  return async (state) => {
    const finished: Finished[] = [];
    for (const work of Object.values(state.repos)) finished.push(await finishRepo(job, input, work));
    const execution = toExecution(finished, input);
    await record(job, input, execution);
    give(execution);
    return {};
  };
}

async function finishRepo(job: Job, input: FinishInput, work: RepoWork): Promise<Finished> {
  const { workspace, change, latest, commands } = work;
  const { context, limits } = job;
  const planText = (await readIfFile(workspace, PLAN_FILE)) ?? toPlanText(input.plan);
  const after =
    latest.length > 0 ? latest : await measure({ workspace, commands, seconds: limits.commandSeconds, signal: context.signal });
  context.signal.throwIfAborted();
  const { undone, drift } = await offerable(job, work);
  const headSha = await workspace.push();
  const items = readDoneItems(await workspace.log(change.baseBranch));
  const decisions = [
    ...items.flatMap(({ decisions }) => decisions),
    ...(work.remarks ?? []),
    ...undone,
    ...(drift.length > 0 ? [`Also changed, although the plan does not name it: ${listSome(drift)}`] : []),
  ];
  const runs = { before: input.before ?? toRuns(work.baseline), after: toRuns(after) };
  const summary = items.map(({ id, summary }) => `${id}: ${summary}`);
  const body = toPullRequestBody({ task: input.task, plan: input.plan, planText, summary, decisions, ...runs });
  const finished = { ...change, headSha };
  context.signal.throwIfAborted();
  await job.deps.repos.readyPullRequest(finished, { title: titleOf(input), body });
  return { change: finished, items, decisions, ...runs };
}

/** Makes the branch what people may be offered: in scope, also what a lost run left in it, and without the plan. */
async function offerable(job: Job, work: RepoWork): Promise<ScopeReport> {
  const { workspace, change } = work;
  const report = await enforceScope(job, work, change.baseBranch);
  const trailers = toTrailers(job.context.invocation.taskId);
  if (report.undone.length > 0) await workspace.commit('chore: put back what is not part of the change', trailers);
  if (!(await hasPlan(work))) return report;
  await workspace.undo([PLAN_FILE], change.baseBranch);
  await workspace.commit('chore: move the plan to the pull request', trailers);
  return report;
}

function toExecution(finished: readonly Finished[], { plan }: FinishInput): Execution {
  const items = finished.flatMap(({ items }) => items);
  return {
    changes: finished.map(({ change }) => change),
    summary: [plan.summary, ...items.map(({ summary }) => summary)].join(' '),
    decisions: finished.flatMap(({ decisions }) => decisions),
    tasks: items.map(({ id, attempts, commit }) => ({ id, attempts, commit })),
    before: finished.flatMap(({ before }) => before),
    after: finished.flatMap(({ after }) => after),
  };
}

async function record({ context, changes }: Job, { task }: FinishInput, execution: Execution): Promise<void> {
  const before = sumCounts(execution.before);
  const after = sumCounts(execution.after);
  const worked = new Map(execution.changes.map((change) => [change.repo, change]));
  const merged = (task.changes.length > 0 ? task.changes : changes).map((change) => worked.get(change.repo) ?? change);
  const patch: TaskPatch = {
    changes: merged,
    promptVersion: PROMPT_VERSION,
    ...(before && after ? { tests: { before, after } } : {}),
  };
  const facts = execution.changes.map(({ prUrl }) => ({ type: 'pull-request.readied' as const, url: prUrl }));
  await context.store.patchTask(context.invocation.taskId, patch, context.invocation.step === 'execute' ? facts : []);
}

function sumCounts(runs: readonly CommandRun[]): TestCounts | undefined {
  const counts = runs.flatMap(({ counts }) => counts ?? []);
  if (counts.length === 0) return undefined;
  return counts.reduce((a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed }));
}

function titleOf({ plan, task }: FinishInput): string {
  return toSubject(changeTypeOf(task), plan.title);
}

function toPlanText({ title, summary, tasks }: Plan): string {
  return [`# ${title}`, summary, ...tasks.map((task) => `- ${task.id} (${task.kind}): ${task.title}`)].join('\n');
}
