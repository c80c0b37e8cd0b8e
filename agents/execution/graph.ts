import { END, START, StateGraph } from '@langchain/langgraph';
import type { Agent, AgentContext } from '#agents/harness/agent.ts';
import { preflight } from '#agents/harness/preflight.ts';
import { withBranches } from '#agents/harness/with-branches.ts';
import { LimitError } from '#domain/errors.ts';
import type { Execution } from '#domain/execution.ts';
import type { StepResult } from '#domain/step-result.ts';
import { type ExecutionDeps, LIMITS } from './contract.ts';
import { explainLimit } from './explain-limit.ts';
import type { Job } from './job.ts';
import { finishNode } from './nodes/finish.ts';
import { prepareNode } from './nodes/prepare.ts';
import { reviewNode } from './nodes/review.ts';
import { verifyNode } from './nodes/verify.ts';
import { workNode } from './nodes/work.ts';
import { type Assignment, readAssignment } from './read-assignment.ts';
import { saveWork } from './save-work.ts';
import { ExecutionState, type State } from './state.ts';

/** The execution agent (product A3): does an approved plan task by task in real checkouts, or fixes what CI found. */
export function createExecutionAgent(deps: ExecutionDeps): Agent {
  return {
    name: 'execution',
    run: async (context) => {
      const assignment = await readAssignment(context);
      if (context.invocation.step === 'execute') await preflight(context, deps.repos, assignment.changes);
      return withBranches(context, assignment.changes, (held) => execute(held, deps, assignment));
    },
    release: (taskId) => deps.workspaces.remove(taskId),
  };
}

async function execute(context: AgentContext, deps: ExecutionDeps, assignment: Assignment): Promise<StepResult> {
  const { before, ...assigned } = assignment;
  const limits = { ...LIMITS, ...deps.limits };
  const job: Job = { ...assigned, context, deps, limits, beforeKnown: before !== undefined, opened: new Map() };
  try {
    return { type: 'execution', execution: await runGraph(job, assignment) };
  } catch (error) {
    await saveWork(job);
    const reason: unknown = context.signal.aborted ? context.signal.reason : error;
    throw reason instanceof LimitError ? await explainLimit(job, reason) : reason;
  }
}

async function runGraph(job: Job, assignment: Assignment): Promise<Execution> {
  const found: { execution?: Execution } = {};
  const toNext = ({ position }: State): 'work' | 'review' => (position < job.items.length ? 'work' : 'review');
  const graph = new StateGraph(ExecutionState)
    .addNode('prepare', prepareNode(job))
    .addNode('work', workNode(job))
    .addNode('verify', verifyNode(job))
    .addNode('review', reviewNode(job))
    .addNode(
      'finish',
      finishNode(job, assignment, (execution) => (found.execution = execution)),
    )
    .addEdge(START, 'prepare')
    .addConditionalEdges('prepare', toNext, ['work', 'review'])
    .addEdge('work', 'verify')
    .addConditionalEdges('verify', toNext, ['work', 'review'])
    .addEdge('review', 'finish')
    .addEdge('finish', END)
    .compile();
  // Without the signal, which every node obeys itself: the graph must not end while a node still works in a checkout.
  const recursionLimit = 2 * job.items.length * job.limits.attempts + 10;
  await graph.invoke({}, { recursionLimit });
  if (!found.execution) throw new Error('the graph ended without a result');
  return found.execution;
}
