import { END, START, StateGraph } from '@langchain/langgraph';
import type { Agent, AgentContext } from '#agents/harness/agent.ts';
import { withBranches } from '#agents/harness/with-branches.ts';
import { InputError } from '#domain/errors.ts';
import type { StepResult } from '#domain/step-result.ts';
import { type CiMonitorDeps, LIMITS } from './contract.ts';
import type { Job } from './job.ts';
import { askNode } from './nodes/ask.ts';
import { type Concluded, concludeNode } from './nodes/conclude.ts';
import { examineNode } from './nodes/examine.ts';
import { prepareNode } from './nodes/prepare.ts';
import { rebaseChanges } from './rebase-changes.ts';
import { CiMonitorState, type State } from './state.ts';

/** The CI monitor (product A4): fixes what rules can fix, tells flakes and old breakage from ours, and briefs execution on the rest. */
export function createCiMonitorAgent(deps: CiMonitorDeps): Agent {
  return {
    name: 'ci-monitor',
    run: async (context) => {
      const { changes } = (await context.store.readTask(context.invocation.taskId)) ?? context.task;
      return withBranches(context, changes, (held) => diagnose(held, deps));
    },
    release: (taskId) => deps.workspaces.remove(taskId),
  };
}

async function diagnose(context: AgentContext, deps: CiMonitorDeps): Promise<StepResult> {
  const job = await readJob(context, deps);
  const { diagnosis, changes, repo } = await (job.conflicts.length > 0 ? rebaseChanges(job) : runGraph(job));
  return { type: 'diagnosis', diagnosis, changes: [...changes], ...(repo === undefined ? {} : { repo }) };
}

async function readJob(context: AgentContext, deps: CiMonitorDeps): Promise<Job> {
  const { store, invocation } = context;
  const result = await store.readLatestResult(invocation.taskId, 'ci');
  const task = (await store.readTask(invocation.taskId)) ?? context.task;
  if (!result || task.changes.length === 0) {
    throw new InputError('There is no CI result to diagnose.', { code: 'CI_RESULT_MISSING', remedy: 'Retry the task from CI.' });
  }
  const before = await store.readLatestResult(invocation.taskId, 'diagnosis');
  const rerunBefore = before?.diagnosis.verdict === 'rerun' ? before.changes.map(({ headSha }) => headSha) : [];
  const limits = { ...LIMITS, ...deps.limits };
  const { failed, conflicts = [] } = result.ci;
  return { context, deps, limits, task, changes: task.changes, failed, conflicts, rerunBefore: new Set(rerunBefore) };
}

function isUnknown({ findings }: State): boolean {
  return findings.some(({ verdict }) => verdict === 'unknown');
}

async function runGraph(job: Job): Promise<Concluded> {
  const found: { concluded?: Concluded } = {};
  const graph = new StateGraph(CiMonitorState)
    .addNode('prepare', prepareNode(job))
    .addNode('examine', examineNode(job))
    .addNode('ask', askNode(job))
    .addNode(
      'conclude',
      concludeNode(job, (concluded) => (found.concluded = concluded)),
    )
    .addEdge(START, 'prepare')
    .addEdge('prepare', 'examine')
    .addConditionalEdges('examine', (state) => (isUnknown(state) ? 'ask' : 'conclude'), ['ask', 'conclude'])
    .addEdge('ask', 'conclude')
    .addEdge('conclude', END)
    .compile();
  // Without the signal, which every node obeys itself: the graph must not end while a node still works in a checkout.
  await graph.invoke({});
  if (!found.concluded) throw new Error('the graph ended without a result');
  return found.concluded;
}
