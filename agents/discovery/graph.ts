import { END, START, StateGraph } from '@langchain/langgraph';
import type { Agent, AgentContext } from '#agents/harness/agent.ts';
import { type Catalogue, openCatalogue } from '#agents/harness/catalogue.ts';
import { preflight } from '#agents/harness/preflight.ts';
import { runGraph } from '#agents/harness/run-graph.ts';
import type { Discovery } from '#domain/discovery.ts';
import type { RepoHost } from '#ports/repo-host.ts';
import { DISCOVERY_LIMITS } from './contract.ts';
import type { CandidateDeps } from './find-candidates.ts';
import { extractKeywords } from './keywords.ts';
import { analyseNode } from './nodes/analyse.ts';
import { localiseNode } from './nodes/localise.ts';
import { rankNode } from './nodes/rank.ts';
import { searchNode } from './nodes/search.ts';
import { DiscoveryState } from './state.ts';

export interface DiscoveryDeps extends CandidateDeps {
  readonly repoHost: RepoHost;
}

/** The discovery agent (product A1): extract keywords → search → localise → analyse → rank. */
export function createDiscoveryAgent(deps: DiscoveryDeps): Agent {
  return {
    name: 'discovery',
    run: async (context) => ({ type: 'discovery', discovery: await discover(deps, context) }),
  };
}

async function discover(deps: DiscoveryDeps, context: AgentContext): Promise<Discovery> {
  const { repo } = context.task.ticket;
  if (repo !== undefined) await preflight(context, deps.repoHost, [{ repo }]);
  const trees = new Map<string, readonly string[]>();
  const hosted = openCatalogue(deps.repoHost);
  // A copy has all paths; the host may cut a long list short.
  const catalogue: Catalogue = {
    ...hosted,
    files: async (name) => trees.get((await hosted.find(name)).name) ?? hosted.files(name),
  };
  const graph = new StateGraph(DiscoveryState)
    .addNode('extract', () => ({ keywords: extractKeywords(context.task.ticket, DISCOVERY_LIMITS.keywords) }))
    .addNode('search', searchNode({ catalogue, repoHost: deps.repoHost }, context))
    .addNode('localise', localiseNode(deps, context, trees))
    .addNode('analyse', analyseNode(catalogue, context))
    .addNode('rank', rankNode(catalogue, context))
    .addEdge(START, 'extract')
    .addEdge('extract', 'search')
    .addEdge('search', 'localise')
    .addEdge('localise', 'analyse')
    .addEdge('analyse', 'rank')
    .addEdge('rank', END)
    .compile();
  const { discovery } = await runGraph(context.signal, (signal) => graph.invoke({}, { signal }));
  return discovery;
}
