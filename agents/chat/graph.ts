import { END, START, StateGraph } from '@langchain/langgraph';
import type { OpenedModel } from '#agents/harness/run-step.ts';
import { type ChatSession, newChatSession } from '#domain/chat-session.ts';
import { InputError, LimitError } from '#domain/errors.ts';
import { priceOf, type TokenCounts } from '#domain/price.ts';
import type { StoredChatSession } from '#ports/chat-session-store.ts';
import type { ChatDeps, TurnContext } from './chat-context.ts';
import { CHAT_LIMITS, type ChatEvent } from './contract.ts';
import { nameOfAction } from './describe-action.ts';
import { openGithubDoor } from './github-door.ts';
import { fitHistory } from './history.ts';
import { actNode } from './nodes/act.ts';
import { hearNode } from './nodes/hear.ts';
import { performNode } from './nodes/perform.ts';
import { thinkNode } from './nodes/think.ts';
import { PROMPT_VERSION } from './prompts.ts';
import type { User } from './read-user.ts';
import { ChatState, type State } from './state.ts';

export interface TurnInput {
  readonly sessionId: string;
  readonly user: User;
  readonly text: string;
  /** Aborted when the client is gone. */
  readonly signal: AbortSignal;
  readonly emit: (event: ChatEvent) => Promise<void>;
}

/**
 * The chat agent (product C1): hear → (do what was approved | think ⇄ use tools). Answers one message and keeps the conversation;
 * what fails in between is not remembered, except its cost. @throws InputError `SESSION_NOT_FOUND`, ConflictError `CHAT_BUSY`,
 * LimitError, UpstreamError, PolicyError
 */
export async function answerMessage(input: TurnInput, deps: ChatDeps): Promise<void> {
  const conversation = await openConversation(input, deps);
  const signal = AbortSignal.any([input.signal, AbortSignal.timeout(CHAT_LIMITS.seconds * 1_000)]);
  const github = openGithubDoor(deps, input.user.token);
  const context: TurnContext = { deps, userToken: input.user.token, github, signal, emit: input.emit, ...conversation };
  try {
    const { messages, pending, signIn } = await run(input.text, conversation.session(), context);
    await conversation.save({
      messages: [...fitHistory(messages, CHAT_LIMITS.history)],
      pending: pending ?? undefined,
      signIn: signIn ?? undefined,
    });
    const waits = pending ? { pending: nameOfAction(pending.action) } : {};
    await input.emit({ type: 'done', ...waits, costUsd: conversation.session().costUsd });
    deps.log('info', 'answered', { sessionId: input.sessionId, promptVersion: PROMPT_VERSION });
  } catch (error) {
    await conversation.saveCost();
    if (signal.aborted && !input.signal.aborted) throw tooLong();
    throw error;
  }
}

async function run(text: string, { messages, pending, signIn }: ChatSession, context: TurnContext): Promise<State> {
  const graph = new StateGraph(ChatState)
    .addNode('hear', hearNode(text, context))
    .addNode('perform', performNode(context))
    .addNode('think', thinkNode(context))
    .addNode('act', actNode(context))
    .addEdge(START, 'hear')
    .addConditionalEdges('hear', follow, { perform: 'perform', think: 'think', end: END })
    .addConditionalEdges('perform', follow, { think: 'think', end: END })
    .addConditionalEdges('think', follow, { act: 'act', end: END })
    .addConditionalEdges('act', follow, { think: 'think', end: END })
    .compile();
  const start = { messages: [...messages], pending: pending ?? null, signIn: signIn ?? null };
  return graph.invoke(start, { recursionLimit: 2 * CHAT_LIMITS.turns + 5 });
}

function follow({ next }: State): State['next'] {
  return next;
}

interface Conversation extends Pick<TurnContext, 'charge'> {
  session(): ChatSession;
  save(change: Partial<ChatSession>): Promise<void>;
  /** What a message cost that could not be answered. */
  saveCost(): Promise<void>;
}

/** The user's conversation of this id; one of somebody else's is not there. @throws InputError `SESSION_NOT_FOUND` */
async function openConversation({ sessionId, user }: TurnInput, { sessions, log }: ChatDeps): Promise<Conversation> {
  let stored: StoredChatSession = (await sessions.readChatSession(sessionId)) ?? {
    session: newChatSession(sessionId, user.id),
    version: 0,
  };
  if (stored.session.owner !== user.id) {
    throw new InputError('There is no such conversation of yours.', {
      code: 'SESSION_NOT_FOUND',
      remedy: 'Begin one with a new session id, a random UUID for example.',
    });
  }
  let costUsd = stored.session.costUsd;
  if (costUsd >= CHAT_LIMITS.costUsd) throw budgetSpent();
  const save = async (change: Partial<ChatSession>): Promise<void> => {
    const { session, version } = stored;
    stored = await sessions.writeChatSession({ session: { ...session, ...change, costUsd }, version });
  };
  return {
    session: () => stored.session,
    charge: (modelId: string, tokens: TokenCounts, price: OpenedModel['price']) => {
      costUsd += priceOf(modelId, tokens, price);
    },
    save,
    saveCost: async () => {
      if (costUsd === stored.session.costUsd) return;
      await save({}).catch((error: unknown) => log('warn', 'a cost could not be kept', { sessionId, error: String(error) }));
    },
  };
}

function budgetSpent(): LimitError {
  return new LimitError(`This conversation has cost its $${CHAT_LIMITS.costUsd}.`, {
    code: 'CHAT_BUDGET',
    remedy: 'Begin another one.',
  });
}

function tooLong(): LimitError {
  return new LimitError(`There was no answer within ${CHAT_LIMITS.seconds} seconds.`, {
    code: 'CHAT_TIME_LIMIT',
    kind: 'timeout',
    remedy: 'Ask for less at once.',
  });
}
