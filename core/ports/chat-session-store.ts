import type { ChatSession } from '#domain/chat-session.ts';

/** A conversation as it was read: who writes it says which version they changed. */
export interface StoredChatSession {
  readonly session: ChatSession;
  /** 0 for one that is not stored yet. */
  readonly version: number;
}

/** Where conversations are kept between messages. */
export interface ChatSessionStore {
  /** Undefined when there is none of this id, or its last message is a day old. */
  readChatSession(id: string): Promise<StoredChatSession | undefined>;
  /**
   * Keeps a conversation for another day, unless somebody else wrote it meanwhile.
   * @throws ConflictError `CHAT_BUSY`
   */
  writeChatSession(stored: StoredChatSession): Promise<StoredChatSession>;
}
