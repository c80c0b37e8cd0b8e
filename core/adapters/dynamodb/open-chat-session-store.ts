import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { z } from 'zod';
import { CHAT_IDLE_SECONDS, chatSessionSchema } from '#domain/chat-session.ts';
import { ConflictError } from '#domain/errors.ts';
import type { ChatSessionStore, StoredChatSession } from '#ports/chat-session-store.ts';
import type { Clock } from '#ports/clock.ts';
import { chatSessionKey } from './keys.ts';
import { parseItem } from './parse-item.ts';
import { openTaskTable } from './task-table.ts';
import type { Item, Write } from './write.ts';

const itemSchema = z.object({ session: chatSessionSchema, version: z.int().positive(), expiresAt: z.int() });

export interface ChatSessionStoreInput {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly clock: Pick<Clock, 'now'>;
}

/** Conversations in the task table, one item each. */
export function openChatSessionStore({ client, table: name, clock }: ChatSessionStoreInput): ChatSessionStore {
  const table = openTaskTable(client, name);
  const seconds = (): number => Math.floor(clock.now().getTime() / 1_000);
  // DynamoDB deletes what has expired when it comes to it, which may take days.
  const isOver = (item: Item): boolean => parseItem(itemSchema, item).expiresAt <= seconds();
  const write = ({ session, version }: StoredChatSession, before: number): Write => ({
    put: { ...chatSessionKey(session.id), session, version: version + 1, expiresAt: seconds() + CHAT_IDLE_SECONDS },
    when: before === 0 ? { exists: false } : { equals: { version: before } },
  });
  return {
    readChatSession: async (id) => {
      const item = await table.get(chatSessionKey(id));
      if (!item || isOver(item)) return undefined;
      const { session, version } = parseItem(itemSchema, item);
      return { session, version };
    },
    writeChatSession: async (stored) => {
      let outcome = await table.transact([write(stored, stored.version)]);
      const found = outcome.type === 'refused' ? outcome.failed.get(0) : undefined;
      if (stored.version === 0 && found && isOver(found)) {
        outcome = await table.transact([write(stored, parseItem(itemSchema, found).version)]);
      }
      if (outcome.type === 'refused') throw chatBusy();
      return { session: stored.session, version: stored.version + 1 };
    },
  };
}

function chatBusy(): ConflictError {
  return new ConflictError('Another message of this conversation was worked on at the same time.', {
    code: 'CHAT_BUSY',
    remedy: 'Wait for the answer to the other message, then send this one again.',
  });
}
