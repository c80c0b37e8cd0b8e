import type { Log } from '#agents/harness/log.ts';
import type { OpenedModel } from '#agents/harness/run-step.ts';
import type { ChatSession } from '#domain/chat-session.ts';
import type { TokenCounts } from '#domain/price.ts';
import type { ChatSessionStore } from '#ports/chat-session-store.ts';
import type { PersonalHost } from '#ports/personal-host.ts';
import type { UserIdentity } from '#ports/user-identity.ts';
import type { ChatEvent } from './contract.ts';
import type { GithubDoor } from './github-door.ts';

/** What the chat agent works with. */
export interface ChatDeps {
  readonly sessions: ChatSessionStore;
  readonly identity: UserIdentity;
  /** GitHub under a user's token. */
  readonly openHost: (token: string) => PersonalHost;
  readonly model: () => Promise<OpenedModel>;
  readonly log: Log;
  /** The code that a sign-in's browser is shown: eight letters and digits in two groups. */
  readonly newCode: () => string;
}

/** What the nodes share while one message is answered. */
export interface TurnContext {
  readonly deps: ChatDeps;
  readonly userToken: string;
  readonly github: GithubDoor;
  /** Aborted when the client is gone, or it took too long. */
  readonly signal: AbortSignal;
  readonly emit: (event: ChatEvent) => Promise<void>;
  /** Adds a model call to the conversation's cost. @throws LimitError `CHAT_BUDGET` */
  readonly charge: (modelId: string, tokens: TokenCounts, price: OpenedModel['price']) => void;
  /** Keeps the conversation as it is now, before something is done that must not be done twice. @throws ConflictError `CHAT_BUSY` */
  readonly save: (change: Pick<ChatSession, 'pending'>) => Promise<void>;
}
