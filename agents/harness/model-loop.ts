import { AIMessage, HumanMessage, SystemMessage } from '@langchain/core/messages';
import type { StructuredToolInterface } from '@langchain/core/tools';
import { END, MessagesValue, START, StateGraph, StateSchema } from '@langchain/langgraph';
import { z } from 'zod';
import { InputError } from '#domain/errors.ts';
import { visibleText } from '#domain/visible-text.ts';
import type { AgentContext } from './agent.ts';
import { askModel } from './ask-model.ts';
import { answerCalls } from './answer-calls.ts';
import { type FinishTool, namesOf } from './finish-tool.ts';
import { followInstructions } from './instructions.ts';
import { MODEL_TROUBLE, toTroubleError } from './model-trouble.ts';
import { runGraph } from './run-graph.ts';
import { toComplaint } from './to-history.ts';

export interface ModelLoopInput<T> {
  readonly context: AgentContext;
  readonly system: string;
  readonly user: string;
  readonly tools: readonly StructuredToolInterface[];
  /** One tool, or several when there is more than one way to end the work. */
  readonly finish: FinishTool<T> | readonly FinishTool<T>[];
}

const LoopState = new StateSchema({
  messages: MessagesValue,
  /** Answers without a tool call, in a row. */
  reminders: z.number().default(0),
  /** Answers in a row of which no call could be run. */
  mistakes: z.number().default(0),
});
type State = typeof LoopState.State;
type Update = typeof LoopState.Update;

/**
 * Lets the model work with the tools until it hands in an answer that passes the schema and the check. What can go wrong
 * with a model, and what is done about it, is in `MODEL_TROUBLE`.
 * @throws LimitError `TURN_LIMIT`, `BUDGET_LIMIT`, and every error of `MODEL_TROUBLE`; the signal's reason once it is aborted
 */
export async function runModelLoop<T>(input: ModelLoopInput<T>): Promise<T> {
  const { context } = input;
  const finish = 'name' in input.finish ? [input.finish] : input.finish;
  const found: { answer?: { value: T } } = {};
  const graph = new StateGraph(LoopState)
    .addNode('model', modelNode(input, finish))
    .addNode(
      'tools',
      toolsNode(input, finish, (value) => (found.answer = { value })),
    )
    .addEdge(START, 'model')
    .addConditionalEdges('model', (state) => (lastAnswer(state)?.tool_calls?.length ? 'tools' : 'model'), ['tools', 'model'])
    .addConditionalEdges('tools', () => (found.answer ? END : 'model'), [END, 'model'])
    .compile();
  const messages = [new SystemMessage(input.system), new HumanMessage(input.user)];
  const names = [...input.tools, ...finish].map(({ name }) => name);
  context.transcript.note({ type: 'asked', system: input.system, user: input.user, tools: names });
  const recursionLimit = 2 * context.task.limits.maxTurns + 10;
  await runGraph(context.signal, (signal) => graph.invoke({ messages }, { signal, recursionLimit }));
  if (!found.answer) throw toTroubleError('no-call', context.modelId, '');
  return found.answer.value;
}

function modelNode<T>(
  { context, tools }: ModelLoopInput<T>,
  finish: readonly FinishTool<T>[],
): (state: State) => Promise<Update> {
  const ends = finish.map(({ name, description, schema }) => ({ name, description, schema }));
  const model = context.model.bindTools?.([...tools, ...ends]);
  if (!model) throw new InputError(`${context.modelId} cannot use tools.`, { code: 'MODEL_INVALID' });
  const instructions = followInstructions(context.store, context.invocation.taskId);
  return async (state) => {
    context.signal.throwIfAborted();
    const said = (await instructions.take()).map(toInstruction);
    for (const { text } of said) context.transcript.note({ type: 'instruction', text });
    const { message, sent } = await askModel(model, [...state.messages, ...said], context);
    // What was left out has the id of what it replaces, and so takes its place.
    const added = [...sent.filter((one) => !state.messages.includes(one)), message];
    if (message.tool_calls?.length) return { messages: added, reminders: 0 };
    if (state.reminders >= MODEL_TROUBLE['no-call'].times) throw toTroubleError('no-call', context.modelId, message.text);
    const reminder = `Go on by calling a tool. When you are done, call ${namesOf(finish)}: nothing else ends this work.`;
    const words = [toComplaint(message), reminder].filter((part) => part !== undefined).join(' ');
    return { messages: [...added, new HumanMessage(words)], reminders: state.reminders + 1 };
  };
}

function toolsNode<T>(
  { context, tools }: ModelLoopInput<T>,
  finish: readonly FinishTool<T>[],
  accept: (value: T) => void,
): (state: State) => Promise<Update> {
  return async (state) => {
    const answer = lastAnswer(state);
    const { messages, accepted, mistake } = await answerCalls(answer, { context, tools, finish });
    if (accepted) accept(accepted.value);
    if (mistake === undefined) return { messages, mistakes: 0 };
    const mistakes = state.mistakes + 1;
    if (mistakes > MODEL_TROUBLE[mistake].times) {
      throw toTroubleError(mistake, context.modelId, messages.at(-1)?.text ?? '');
    }
    return { messages, mistakes };
  };
}

function lastAnswer({ messages }: State): AIMessage | undefined {
  const last = messages.at(-1);
  return AIMessage.isInstance(last) ? last : undefined;
}

function toInstruction(text: string): HumanMessage {
  return new HumanMessage(`An instruction from the people you work for:\n${visibleText(text)}`);
}
