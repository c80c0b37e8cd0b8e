import { AIMessage, type BaseMessage, HumanMessage, SystemMessage } from '@langchain/core/messages';
import type { ToolCall } from '@langchain/core/messages/tool';
import type { StructuredToolInterface } from '@langchain/core/tools';
import { END, MessagesValue, START, StateGraph, StateSchema } from '@langchain/langgraph';
import { z, type ZodType } from 'zod';
import { InputError, LimitError, PolicyError } from '#domain/errors.ts';
import type { Usage } from '#domain/usage.ts';
import { visibleText } from '#domain/visible-text.ts';
import type { AgentContext } from './agent.ts';
import { callTool, noteCall, type ToolResult, toToolMessage } from './call-tool.ts';
import { dropOldResults, sizeOf } from './drop-old-results.ts';
import { followInstructions } from './instructions.ts';
import { askModel, type BoundModel, checkLimits } from './model-turn.ts';
import { runGraph } from './run-graph.ts';
import { whyBroken } from './to-history.ts';

/** How the model hands in its answer. */
export interface FinishTool<T> {
  readonly name: string;
  readonly description: string;
  readonly schema: ZodType<T>;
  /** What is wrong with an answer of the right form; it is given back to the model, which goes on. */
  readonly check?: (value: T) => readonly string[] | Promise<readonly string[]>;
}

export interface ModelLoopInput<T> {
  readonly context: AgentContext;
  readonly system: string;
  readonly user: string;
  readonly tools: readonly StructuredToolInterface[];
  /** One tool, or several when there is more than one way to end the work. */
  readonly finish: FinishTool<T> | readonly FinishTool<T>[];
}

const MAX_REMINDERS = 3;

/** Characters of conversation that a model is sent: about 120,000 tokens of code, with room for tools and answer in a window of 200,000. */
const ROOM = 400_000;

const LoopState = new StateSchema({
  messages: MessagesValue,
  /** Answers without a tool call, in a row. */
  reminders: z.number().default(0),
});
type State = typeof LoopState.State;
type Update = typeof LoopState.Update;

/**
 * Lets the model work with the tools until it hands in an answer that passes the schema and the check.
 * @throws LimitError `TURN_LIMIT`, `BUDGET_LIMIT`, `CONTEXT_LIMIT`; PolicyError `MODEL_STOPPED`, `MODEL_REFUSED`,
 *   `MODEL_ACCESS_DENIED`; UpstreamError `MODEL_UNAVAILABLE`; and the signal's reason once it is aborted
 */
export async function runModelLoop<T>(input: ModelLoopInput<T>): Promise<T> {
  const { context } = input;
  const task = await context.store.readTask(context.invocation.taskId);
  const found: { answer?: { value: T } } = {};
  const graph = new StateGraph(LoopState)
    .addNode('model', modelNode(input, (task ?? context.task).usage))
    .addNode(
      'tools',
      toolsNode(input, (value) => (found.answer = { value })),
    )
    .addEdge(START, 'model')
    .addConditionalEdges('model', (state) => (callsOf(state).length > 0 ? 'tools' : 'model'), ['tools', 'model'])
    .addConditionalEdges('tools', () => (found.answer ? END : 'model'), [END, 'model'])
    .compile();
  const messages = [new SystemMessage(input.system), new HumanMessage(input.user)];
  const recursionLimit = 2 * context.task.limits.maxTurns + 10;
  await runGraph(context.signal, (signal) => graph.invoke({ messages }, { signal, recursionLimit }));
  if (!found.answer) throw stopped(namesOf(input));
  return found.answer.value;
}

function modelNode<T>(input: ModelLoopInput<T>, usedBefore: Usage): (state: State) => Promise<Update> {
  const { context, tools } = input;
  const ends = waysToFinish(input).map(({ name, description, schema }) => ({ name, description, schema }));
  const model = context.model.bindTools?.([...tools, ...ends]);
  if (!model) throw new InputError(`${context.modelId} cannot use tools.`, { code: 'MODEL_INVALID' });
  const instructions = followInstructions(context.store, context.invocation.taskId);
  let used = usedBefore;
  return async (state) => {
    context.signal.throwIfAborted();
    const said = (await instructions.take()).map(toInstruction);
    checkLimits(used, context.task.limits);
    const { message, used: usedNow, sent } = await askWithinRoom(model, [...state.messages, ...said], context);
    used = usedNow;
    // What was dropped has the id of what it replaces, and so takes its place.
    const added = [...sent.filter((one) => !state.messages.includes(one)), message];
    if (message.tool_calls?.length) return { messages: added, reminders: 0 };
    if (state.reminders >= MAX_REMINDERS) throw stopped(namesOf(input));
    const reminder = `Go on by calling a tool. When you are done, call ${namesOf(input)}: nothing else ends this work.`;
    return { messages: [...added, new HumanMessage(reminder)], reminders: state.reminders + 1 };
  };
}

/** Asks with what fits; a model whose window is smaller says so, and is sent half as much as long as there is something to drop. */
async function askWithinRoom(
  model: BoundModel,
  history: readonly BaseMessage[],
  context: AgentContext,
): Promise<Awaited<ReturnType<typeof askModel>> & { sent: readonly BaseMessage[] }> {
  let sent = dropOldResults(history, ROOM);
  for (;;) {
    try {
      return { ...(await askModel(model, sent, context)), sent };
    } catch (error) {
      const shorter = dropOldResults(sent, sizeOf(sent) - 1);
      if (!(error instanceof LimitError) || error.code !== 'CONTEXT_LIMIT' || shorter.every((one) => sent.includes(one)))
        throw error;
      sent = shorter;
    }
  }
}

function toolsNode<T>(input: ModelLoopInput<T>, accept: (value: T) => void): (state: State) => Promise<Update> {
  const { context } = input;
  const byName = new Map(input.tools.map((tool) => [tool.name, tool]));
  const endByName = new Map(waysToFinish(input).map((finish) => [finish.name, finish]));
  return async (state) => {
    const messages: BaseMessage[] = [];
    const answer = state.messages.at(-1);
    for (const call of callsOf(state)) {
      context.signal.throwIfAborted();
      const broken = AIMessage.isInstance(answer) ? whyBroken(answer, call.id) : undefined;
      if (broken !== undefined) {
        messages.push(toToolMessage(call, { ok: false, text: broken }));
        continue;
      }
      const finish = endByName.get(call.name);
      const handedIn = finish && (await handIn(call, finish, context));
      if (handedIn?.ok) {
        accept(handedIn.value);
        return { messages };
      }
      const result = handedIn ?? (await callTool(call, byName.get(call.name), context));
      messages.push(toToolMessage(call, result));
    }
    return { messages };
  };
}

/** Checks the answer; what is wrong with it is told to the model. */
async function handIn<T>(
  call: ToolCall,
  finish: FinishTool<T>,
  context: AgentContext,
): Promise<(ToolResult & { ok: false }) | { ok: true; value: T }> {
  const started = performance.now();
  const parsed = await finish.schema.safeParseAsync(call.args);
  const problems = parsed.success ? ((await finish.check?.(parsed.data)) ?? []) : [z.prettifyError(parsed.error)];
  const ok = parsed.success && problems.length === 0;
  await noteCall(call, ok, performance.now() - started, context);
  if (ok) return { ok, value: parsed.data };
  return { ok: false, text: `This was not accepted. Correct it and call ${finish.name} again.\n${problems.join('\n')}` };
}

function waysToFinish<T>({ finish }: ModelLoopInput<T>): readonly FinishTool<T>[] {
  return 'name' in finish ? [finish] : finish;
}

function namesOf<T>(input: ModelLoopInput<T>): string {
  return waysToFinish(input)
    .map(({ name }) => name)
    .join(' or ');
}

function callsOf({ messages }: State): ToolCall[] {
  const last = messages.at(-1);
  return AIMessage.isInstance(last) ? (last.tool_calls ?? []) : [];
}

function toInstruction(text: string): HumanMessage {
  return new HumanMessage(`An instruction from the people you work for:\n${visibleText(text)}`);
}

function stopped(finishName: string): PolicyError {
  return new PolicyError(
    `The model stopped working without calling ${finishName}, although it was asked to ${MAX_REMINDERS} times.`,
    {
      code: 'MODEL_STOPPED',
      kind: 'agent',
      remedy: 'Make the ticket more precise, or choose a stronger model, and retry the task.',
    },
  );
}
