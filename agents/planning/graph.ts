import { END, START, StateGraph } from '@langchain/langgraph';
import type { Agent, AgentContext } from '#agents/harness/agent.ts';
import { openCatalogue } from '#agents/harness/catalogue.ts';
import { preflight } from '#agents/harness/preflight.ts';
import { runGraph } from '#agents/harness/run-graph.ts';
import type { StepResult } from '#domain/step-result.ts';
import type { Interpreter } from '#ports/interpreter.ts';
import type { Tracker } from '#ports/tracker.ts';
import type { PlanningAnswer } from './contract.ts';
import { planNode } from './nodes/plan.ts';
import { type Publishing, publishNode } from './nodes/publish.ts';
import { readNode } from './nodes/read.ts';
import { PlanningState } from './state.ts';

export interface PlanningDeps extends Publishing {
  readonly tracker: Pick<Tracker, 'readTicket' | 'readAttachment'>;
  /** Without one, of a ticket's long files only the beginning is seen. */
  readonly interpreter?: Interpreter | undefined;
}

/** By task, the answer of a step that is not published yet: it was paid for, and the step may be done again. */
type Unpublished = Map<string, { readonly step: string; readonly answer: PlanningAnswer }>;

/** The planning agent (product A2): read → plan → publish. Its result is a published plan or one question. */
export function createPlanningAgent(deps: PlanningDeps): Agent {
  const unpublished: Unpublished = new Map();
  return {
    name: 'planning',
    run: async (context) => {
      const result = await makePlan(deps, context, unpublished);
      unpublished.delete(context.task.id);
      return result;
    },
    release: async (taskId) => {
      unpublished.delete(taskId);
    },
  };
}

async function makePlan(deps: PlanningDeps, context: AgentContext, unpublished: Unpublished): Promise<StepResult> {
  const { repoHost, tracker, interpreter } = deps;
  const catalogue = openCatalogue(repoHost);
  const found = await context.store.readLatestResult(context.task.id, 'discovery');
  await preflight(
    context,
    repoHost,
    (found?.discovery.repositories ?? []).slice(0, 1).map(({ name }) => ({ repo: name })),
  );
  const plan = planNode({ catalogue, tracker, interpreter }, context);
  const step = `${context.invocation.runId} ${context.invocation.step}`;
  const planOnce: typeof plan = async (state) => {
    const known = unpublished.get(context.task.id);
    if (known?.step === step) return { answer: known.answer };
    const { answer } = await plan(state);
    unpublished.set(context.task.id, { step, answer });
    return { answer };
  };
  const graph = new StateGraph(PlanningState)
    .addNode('read', readNode(tracker, catalogue, context))
    .addNode('plan', planOnce)
    .addNode('publish', publishNode(deps, context))
    .addEdge(START, 'read')
    .addEdge('read', 'plan')
    .addEdge('plan', 'publish')
    .addEdge('publish', END)
    .compile();
  const { result } = await runGraph(context.signal, (signal) => graph.invoke({}, { signal }));
  return result;
}
