import type { StructuredToolInterface } from '@langchain/core/tools';
import { tool } from '@langchain/core/tools';
import { END, START, StateGraph } from '@langchain/langgraph';
import type { OpenedModel } from '#agents/harness/run-step.ts';
import { InputError, LimitError } from '#domain/errors.ts';
import type { AnswerContext, BoundModel, SlackAgentDeps } from './answer-context.ts';
import { ANSWER_LIMITS, answerSchema } from './contract.ts';
import { actNode } from './nodes/act.ts';
import { postNode } from './nodes/post.ts';
import { readNode } from './nodes/read.ts';
import { thinkNode } from './nodes/think.ts';
import { PROMPT_VERSION } from './prompts.ts';
import { SlackState, type State } from './state.ts';
import { createTaskTools } from './tools/task-tools.ts';

/**
 * The slack agent (product A5): read the thread → think ⇄ look things up → post. Answers a question once, also when the
 * model fails; the stop signal ends it without an answer. @throws InputError `INQUIRY_NOT_FOUND`, UpstreamError
 */
export async function answerInquiry(
  inquiryId: string,
  deps: SlackAgentDeps,
  stop: AbortSignal,
): Promise<'answered' | 'duplicate'> {
  const found = await deps.inquiries.readInquiry(inquiryId);
  if (!found) throw new InputError(`There is no question ${inquiryId}.`, { code: 'INQUIRY_NOT_FOUND' });
  if (found.answered) return 'duplicate';
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(tooLong()), ANSWER_LIMITS.seconds * 1_000);
  const tools = createTaskTools(deps.store);
  const model = async (): Promise<BoundModel> => bind((await deps.model()).model, tools);
  const context: AnswerContext = { deps, model, tools, signal: AbortSignal.any([stop, limit.signal]), log: deps.log };
  const { inquiry } = found;
  const graph = new StateGraph(SlackState)
    .addNode('read', readNode(inquiry, deps))
    .addNode('think', thinkNode(context))
    .addNode('act', actNode(context))
    .addNode('post', postNode(inquiry, deps))
    .addEdge(START, 'read')
    .addConditionalEdges('read', ({ posted }) => (posted ? 'post' : 'think'), ['post', 'think'])
    .addConditionalEdges('think', (state) => (isDone(state) ? 'post' : 'act'), ['post', 'act'])
    .addConditionalEdges('act', (state) => (isDone(state) ? 'post' : 'think'), ['post', 'think'])
    .addEdge('post', END)
    .compile();
  try {
    const { turns } = await graph.invoke({}, { recursionLimit: 3 * ANSWER_LIMITS.turns + 5 });
    deps.log('info', 'answered', { inquiryId, turns, promptVersion: PROMPT_VERSION });
    return 'answered';
  } finally {
    clearTimeout(timer);
  }
}

function isDone({ answer }: State): boolean {
  return answer !== undefined;
}

function bind(model: OpenedModel['model'], tools: readonly StructuredToolInterface[]): BoundModel {
  const finish = tool(async () => '', {
    name: 'answer',
    description: 'Posts your answer in the thread. This ends your work.',
    schema: answerSchema,
  });
  const bound = model.bindTools?.([...tools, finish]);
  if (bound) return bound;
  throw new InputError('This model cannot use tools.', { code: 'MODEL_INVALID' });
}

function tooLong(): LimitError {
  return new LimitError(`There was no answer within ${ANSWER_LIMITS.seconds} seconds.`, {
    code: 'ANSWER_TIME_LIMIT',
    kind: 'timeout',
  });
}
