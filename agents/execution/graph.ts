import { END, START, StateGraph } from '@langchain/langgraph';
import type { Agent, AgentContext } from '#agents/harness/agent.ts';
import { preflight } from '#agents/harness/preflight.ts';
import { withBranches } from '#agents/harness/with-branches.ts';
import type { Execution } from '#domain/execution.ts';
import type { StepResult } from '#domain/step-result.ts';
import { type ExecutionDeps, LIMITS } from './contract.ts';
import { explainEnding } from './explain-ending.ts';
import type { Job } from './job.ts';
import { finishNode } from './nodes/finish.ts';
import { publishNode } from './nodes/publish.ts';
import { prepareNode } from './nodes/prepare.ts';
import { reviewNode } from './nodes/review.ts';
import { verifyNode } from './nodes/verify.ts';
import { workNode } from './nodes/work.ts';
import { type Assignment, readAssignment } from './read-assignment.ts';
import { saveWork } from './save-work.ts';
import { ExecutionState, type State } from './state.ts';

/** The execution agent (product A3): does an approved plan task by task in real checkouts, fixes what CI found, or addresses what people say of a pull request. */
export function createExecutionAgent(deps: ExecutionDeps): Agent {
  return {
    name: 'execution',
    run: async (context) => {
      const assignment = await readAssignment(context, deps);
      if (context.invocation.step === 'execute') await preflight(context, deps.repos, assignment.changes);
      const result = await withBranches(context, assignment.changes, (held) => execute(held, deps, assignment));
      return assignment.task.kind === 'iterate' ? goOn(result, context, deps) : result;
    },
    release: (taskId) => deps.workspaces.remove(taskId),
  };
}

/** Threads that were opened meanwhile are answered as well; what still comes after that is the next iteration's. */
async function goOn(result: StepResult, context: AgentContext, deps: ExecutionDeps): Promise<StepResult> {
  if (context.invocation.step.startsWith('fix-')) return result;
  const assignment = await readAssignment(context, deps);
  const items = assignment.items.filter(({ threadId }) => threadId !== undefined);
  if (items.length === 0) return result;
  return withBranches(context, assignment.changes, (held) => execute(held, deps, { ...assignment, items }));
}

async function execute(context: AgentContext, deps: ExecutionDeps, assignment: Assignment): Promise<StepResult> {
  const { before, ...assigned } = assignment;
  const limits = { ...LIMITS, ...deps.limits };
  const job: Job = {
    ...assigned,
    context,
    deps,
    limits,
    beforeKnown: before !== undefined,
    opened: new Map(),
    answers: new Map(),
  };
  try {
    return { type: 'execution', execution: await runGraph(job, assignment) };
  } catch (error) {
    await saveWork(job);
    const reason: unknown = context.signal.aborted ? context.signal.reason : error;
    throw await explainEnding(job, reason);
  }
}

async function runGraph(job: Job, assignment: Assignment): Promise<Execution> {
  const found: { execution?: Execution } = {};
  const give = (execution: Execution): void => void (found.execution = execution);
  // A pull request that people review is not rewritten as a whole.
  const iterates = assignment.task.kind === 'iterate';
  const last = iterates ? 'finish' : 'review';
  const toNext = ({ position }: State): 'work' | 'review' | 'finish' => (position < job.items.length ? 'work' : last);
  const graph = new StateGraph(ExecutionState)
    .addNode('prepare', prepareNode(job))
    .addNode('work', workNode(job))
    .addNode('verify', verifyNode(job))
    .addNode('review', reviewNode(job))
    .addNode('finish', iterates ? publishNode(job, give) : finishNode(job, assignment, give))
    .addEdge(START, 'prepare')
    .addConditionalEdges('prepare', toNext, ['work', 'review', 'finish'])
    .addEdge('work', 'verify')
    .addConditionalEdges('verify', toNext, ['work', 'review', 'finish'])
    .addEdge('review', 'finish')
    .addEdge('finish', END)
    .compile();
  // Without the signal, which every node obeys itself: the graph must not end while a node still works in a checkout.
  const recursionLimit = 2 * job.items.length * job.limits.attempts + 10;
  await graph.invoke({}, { recursionLimit });
  if (!found.execution) throw new Error('the graph ended without a result');
  return found.execution;
}
