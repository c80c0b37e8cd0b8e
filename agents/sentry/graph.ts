import { END, START, StateGraph } from '@langchain/langgraph';
import type { Agent, AgentContext } from '#agents/harness/agent.ts';
import { runGraph } from '#agents/harness/run-graph.ts';
import type { StepResult } from '#domain/step-result.ts';
import type { SentryAgentDeps } from './contract.ts';
import { fileNode } from './nodes/file.ts';
import { readNode } from './nodes/read.ts';
import { writeNode } from './nodes/write.ts';
import { SentryState, type State } from './state.ts';

/** The sentry agent (product A6): read → write? → file. Its result is a ticket, or why there is none. */
export function createSentryAgent(deps: SentryAgentDeps): Agent {
  return { name: 'sentry', run: (context) => triage(deps, context) };
}

async function triage(deps: SentryAgentDeps, context: AgentContext): Promise<StepResult> {
  const graph = new StateGraph(SentryState)
    .addNode('read', readNode(deps, context))
    .addNode('write', writeNode(deps, context))
    .addNode('file', fileNode(deps, context))
    .addEdge(START, 'read')
    .addConditionalEdges('read', afterReading, ['write', 'file', END])
    .addEdge('write', 'file')
    .addEdge('file', END)
    .compile();
  const { result } = await runGraph(context.signal, (signal) => graph.invoke({}, { signal }));
  return result ?? { type: 'triage', outcome: 'No ticket: nothing was to be done.' };
}

/** Only a new ticket has anything in it that a model writes. */
function afterReading({ assignment }: State): 'write' | 'file' | typeof END {
  if (!assignment) return END;
  return assignment.act === 'file' ? 'write' : 'file';
}
