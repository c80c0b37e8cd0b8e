import { END, START, StateGraph } from '@langchain/langgraph';
import type { Agent, AgentContext } from '#agents/harness/agent.ts';
import { openCatalogue } from '#agents/harness/catalogue.ts';
import { runGraph } from '#agents/harness/run-graph.ts';
import type { Discovery } from '#domain/discovery.ts';
import type { RepoHost } from '#ports/repo-host.ts';
import { DISCOVERY_LIMITS } from './contract.ts';
import { extractKeywords } from './keywords.ts';
import { analyseNode } from './nodes/analyse.ts';
import { rankNode } from './nodes/rank.ts';
import { searchNode } from './nodes/search.ts';
import { DiscoveryState } from './state.ts';

export interface DiscoveryDeps {
  readonly repoHost: RepoHost;
}

/** The discovery agent (product A1): extract keywords → search → analyse → rank. */
export function createDiscoveryAgent(deps: DiscoveryDeps): Agent {
  return {
    name: 'discovery',
    run: async (context) => ({ type: 'discovery', discovery: await discover(deps, context) }),
  };
}

async function discover({ repoHost }: DiscoveryDeps, context: AgentContext): Promise<Discovery> {
  const catalogue = openCatalogue(repoHost);
  const graph = new StateGraph(DiscoveryState)
    .addNode('extract', () => ({ keywords: extractKeywords(context.task.ticket, DISCOVERY_LIMITS.keywords) }))
    .addNode('search', searchNode(catalogue, context))
    .addNode('analyse', analyseNode(catalogue, context))
    .addNode('rank', rankNode(catalogue, context))
    .addEdge(START, 'extract')
    .addEdge('extract', 'search')
    .addEdge('search', 'analyse')
    .addEdge('analyse', 'rank')
    .addEdge('rank', END)
    .compile();
  const { discovery } = await runGraph(context.signal, (signal) => graph.invoke({}, { signal }));
  return discovery;
}
