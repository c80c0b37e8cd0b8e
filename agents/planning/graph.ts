import { END, START, StateGraph } from '@langchain/langgraph';
import type { Agent, AgentContext } from '#agents/harness/agent.ts';
import { openCatalogue } from '#agents/harness/catalogue.ts';
import { runGraph } from '#agents/harness/run-graph.ts';
import type { StepResult } from '#domain/step-result.ts';
import type { RepoHost } from '#ports/repo-host.ts';
import type { Tracker } from '#ports/tracker.ts';
import { planNode } from './nodes/plan.ts';
import { publishNode } from './nodes/publish.ts';
import { readNode } from './nodes/read.ts';
import { PlanningState } from './state.ts';

export interface PlanningDeps {
  readonly repoHost: RepoHost;
  readonly tracker: Tracker;
}

/** The planning agent (product A2): read → plan → publish. Its result is a published plan or one question. */
export function createPlanningAgent(deps: PlanningDeps): Agent {
  return { name: 'planning', run: (context) => makePlan(deps, context) };
}

async function makePlan({ repoHost, tracker }: PlanningDeps, context: AgentContext): Promise<StepResult> {
  const catalogue = openCatalogue(repoHost);
  const graph = new StateGraph(PlanningState)
    .addNode('read', readNode(tracker, catalogue, context))
    .addNode('plan', planNode(catalogue, context))
    .addNode('publish', publishNode(repoHost, context))
    .addEdge(START, 'read')
    .addEdge('read', 'plan')
    .addEdge('plan', 'publish')
    .addEdge('publish', END)
    .compile();
  const { result } = await runGraph(context.signal, (signal) => graph.invoke({}, { signal }));
  return result;
}
