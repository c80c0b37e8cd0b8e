import type { AgentContext } from '#agents/harness/agent.ts';
import { preflight } from '#agents/harness/preflight.ts';
import { ConflictError } from '#domain/errors.ts';
import { deriveConvention, toBranchName } from '#domain/branch-name.ts';
import { estimateCost } from '#domain/estimate-cost.ts';
import type { Plan } from '#domain/plan.ts';
import { placeOfChange } from '#domain/place.ts';
import type { Change } from '#domain/task.ts';
import type { RepoHost } from '#ports/repo-host.ts';
import { repositoriesOf } from '../contract.ts';
import { PROMPT_VERSION } from '../prompts.ts';
import { type PlanDocument, renderPlan } from '../render-plan.ts';
import { renderPullRequest } from '../render-pull-request.ts';
import type { State, Update } from '../state.ts';

/** Where plans are published, and how their branches are named; as the repository's other branches are without a template. */
export interface Publishing {
  readonly repoHost: RepoHost;
  readonly branchTemplate?: string | undefined;
}

/**
 * Commits PLAN.md and opens the draft pull request in every repository the plan changes, or hands on the question.
 * Every act finds what an earlier attempt left, so doing it again changes nothing.
 */
export function publishNode(
  { repoHost: host, branchTemplate }: Publishing,
  context: AgentContext,
): (state: State) => Promise<Update> {
  return async ({ answer, material }) => {
    if ('question' in answer) return { result: { type: 'question', question: answer.question } };
    const { former, feedback, ticket } = material;
    const used = (await context.store.readTask(context.task.id))?.usage ?? context.task.usage;
    const costUsd = estimateCost(answer, used);
    const revisionOf = former && feedback ? { former, feedback } : undefined;
    const document: PlanDocument = { plan: answer, ticket, costUsd, revisionOf };
    const repos = repositoriesOf(answer);
    await preflight(
      context,
      host,
      repos.map((repo) => ({ repo })),
    );
    const changes: Change[] = [];
    for (const repo of repos) {
      context.signal.throwIfAborted();
      await context.progress(`publishing the plan to ${repo}`);
      changes.push(await publishTo(repo, document, { repoHost: host, branchTemplate }, context));
    }
    const planUrl = changes[0]?.prUrl ?? '';
    await leaveDropped(changes, host, context);
    await record(answer, planUrl, changes, context);
    return { result: { type: 'plan', plan: answer, planUrl, changes } };
  };
}

/** A branch that exists keeps its name. */
async function nameBranch(repo: string, { repoHost, branchTemplate }: Publishing, { task }: AgentContext): Promise<string> {
  const known = task.changes.find((change) => change.repo === repo)?.branch;
  return known ?? toBranchName(task, branchTemplate ?? deriveConvention(await repoHost.listPullRequestBranches(repo)));
}

async function publishTo(repo: string, document: PlanDocument, publishing: Publishing, context: AgentContext): Promise<Change> {
  const { repoHost: host } = publishing;
  const { task } = context;
  const { name, defaultBranch } = await host.readRepository(repo);
  const branch = await nameBranch(name, publishing, context);
  await host.ensureBranch(name, branch, defaultBranch);
  const message = `docs: plan for ${task.ticket.key}\n\nTask-Id: ${task.id}\nPrompt-Version: ${PROMPT_VERSION}`;
  const headSha = await host.writeFile({ repo: name, branch, path: 'PLAN.md', content: renderPlan(document), message });
  const change = await host.ensureDraftPullRequest({
    repo: name,
    branch,
    baseBranch: defaultBranch,
    ...renderPullRequest(document, task.id),
  });
  return { ...change, headSha };
}

/** A revision may leave a repository out; its draft says so rather than being forgotten. */
async function leaveDropped(changes: readonly Change[], host: RepoHost, { task }: AgentContext): Promise<void> {
  for (const old of task.changes) {
    if (changes.some(({ repo }) => repo === old.repo)) continue;
    const text = `The plan for ${task.ticket.key} was revised and no longer changes this repository. This draft can be closed.`;
    await host.upsertComment(placeOfChange(old), `<!-- stepwright:dropped:${task.id} -->`, text);
  }
}

async function record(plan: Plan, planUrl: string, changes: Change[], { task, store, invocation }: AgentContext): Promise<void> {
  const patched = await store.patchTask(task.id, { changes, promptVersion: PROMPT_VERSION }, [
    { type: 'plan.published', planUrl, title: plan.title, n: invocation.round },
  ]);
  if (patched.type === 'refused') {
    throw new ConflictError(`${task.id} is ${patched.task.status}; its plan is no longer wanted.`, { code: 'TASK_ENDED' });
  }
}
