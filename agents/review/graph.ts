import { END, START, StateGraph } from '@langchain/langgraph';
import type { Agent, AgentContext } from '#agents/harness/agent.ts';
import { runGraph } from '#agents/harness/run-graph.ts';
import type { StepResult } from '#domain/step-result.ts';
import type { RepoHost } from '#ports/repo-host.ts';
import { examineNode } from './nodes/examine.ts';
import { publishNode } from './nodes/publish.ts';
import { readNode } from './nodes/read.ts';
import { ReviewState } from './state.ts';

/** The review agent (product A7): read → examine → publish. The model reads; posting the one review is code. */
export function createReviewAgent(deps: { readonly repoHost: RepoHost }): Agent {
  return { name: 'review', run: (context) => review(deps.repoHost, context) };
}

async function review(host: RepoHost, context: AgentContext): Promise<StepResult> {
  const graph = new StateGraph(ReviewState)
    .addNode('read', readNode(host, context))
    .addNode('examine', examineNode(host, context))
    .addNode('publish', publishNode(host, context))
    .addEdge(START, 'read')
    .addEdge('read', 'examine')
    .addEdge('examine', 'publish')
    .addEdge('publish', END)
    .compile();
  const { result } = await runGraph(context.signal, (signal) => graph.invoke({}, { signal }));
  return result;
}
