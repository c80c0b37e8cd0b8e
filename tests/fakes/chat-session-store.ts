import { CHAT_IDLE_SECONDS } from '#domain/chat-session.ts';
import { ConflictError } from '#domain/errors.ts';
import type { ChatSessionStore, StoredChatSession } from '#ports/chat-session-store.ts';

/** Conversations in memory, by the same rules. */
export function memoryChatSessions(now: () => Date = () => new Date()): ChatSessionStore {
  const kept = new Map<string, { readonly stored: StoredChatSession; readonly until: number }>();
  const read = (id: string): StoredChatSession | undefined => {
    const found = kept.get(id);
    return found && found.until > now().getTime() ? structuredClone(found.stored) : undefined;
  };
  return {
    readChatSession: async (id) => read(id),
    writeChatSession: async ({ session, version }) => {
      if ((read(session.id)?.version ?? 0) !== version) throw new ConflictError('busy', { code: 'CHAT_BUSY' });
      const stored = structuredClone({ session, version: version + 1 });
      kept.set(session.id, { stored, until: now().getTime() + CHAT_IDLE_SECONDS * 1_000 });
      return stored;
    },
  };
}
