import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openChatSessionStore } from '#adapters/dynamodb/open-chat-session-store.ts';
import { CHAT_IDLE_SECONDS, type ChatSession, newChatSession } from '#domain/chat-session.ts';
import { ConflictError } from '#domain/errors.ts';
import type { ChatSessionStore } from '#ports/chat-session-store.ts';
import { memoryChatSessions } from '#tests/fakes/chat-session-store.ts';
import { type TestClock, testClock } from '#tests/fakes/clock.ts';
import { openEmbedded, TABLE } from '../task-store/embedded-store.ts';

const aSession = (): ChatSession => newChatSession(crypto.randomUUID(), 'maria');

const FULL: Omit<ChatSession, 'id' | 'owner'> = {
  messages: [
    { role: 'user', text: 'Open an issue, half an emoji is \ud83d' },
    { role: 'assistant', text: '', calls: [{ id: 'c1', name: 'create_issue', args: { repo: 'acme/shipping', labels: [] } }] },
    { role: 'tool', callId: 'c1', name: 'create_issue', text: 'waits' },
  ],
  pending: { action: { type: 'create-issue', repo: 'acme/shipping', title: 'T', body: '' }, state: 'asked' },
  signIn: { sessionUri: 'urn:ietf:params:oauth:request_uri:x', code: 'ABCD-EFGH' },
  costUsd: 0.0125,
};

function chatSessionStoreSpec(open: () => { readonly store: ChatSessionStore; readonly clock: TestClock }): void {
  test('a conversation is read back as it was written last', async () => {
    const { store } = open();
    const session = aSession();
    const first = await store.writeChatSession({ session, version: 0 });
    const second = await store.writeChatSession({ ...first, session: { ...session, ...FULL } });
    const read = await store.readChatSession(session.id);
    expect(read?.version).toBe(second.version);
    expect(read?.session).toMatchObject({ ...session, ...FULL, messages: expect.any(Array) });
    expect(read?.session.messages.slice(1)).toEqual(FULL.messages.slice(1));
  });

  test('of many who write the same version one does, and the others are told', async () => {
    const { store } = open();
    const stored = await store.writeChatSession({ session: aSession(), version: 0 });
    const writes = await Promise.allSettled(
      Array.from({ length: 5 }, (_, n) => store.writeChatSession({ ...stored, session: { ...stored.session, costUsd: n } })),
    );
    const refused = writes.flatMap((write) => (write.status === 'rejected' ? [write.reason] : []));
    expect(refused).toHaveLength(4);
    expect(refused.every((error) => error instanceof ConflictError && error.code === 'CHAT_BUSY')).toBe(true);
  });

  test('a conversation that is there is not begun a second time', async () => {
    const { store } = open();
    const session = aSession();
    await store.writeChatSession({ session, version: 0 });
    await expect(store.writeChatSession({ session, version: 0 })).rejects.toThrow(ConflictError);
  });

  test('a day after its last message a conversation is gone, and its id may be used anew', async () => {
    const { store, clock } = open();
    const first = await store.writeChatSession({ session: aSession(), version: 0 });
    clock.pass(CHAT_IDLE_SECONDS - 1);
    const second = await store.writeChatSession(first);
    clock.pass(CHAT_IDLE_SECONDS - 1);
    expect(await store.readChatSession(first.session.id)).toEqual(second);
    clock.pass(1);
    expect(await store.readChatSession(first.session.id)).toBeUndefined();
    const anew = { ...first.session, owner: 'omar' };
    await store.writeChatSession({ session: anew, version: 0 });
    expect(await store.readChatSession(anew.id)).toEqual({ session: anew, version: 1 });
  });
}

describe('conversations in memory', () => {
  const clock = testClock();
  const store = memoryChatSessions(() => clock.now());
  chatSessionStoreSpec(() => ({ store, clock }));
});

describe('conversations in DynamoDB', () => {
  const clock = testClock();
  let embedded: Awaited<ReturnType<typeof openEmbedded>>;
  beforeAll(async () => {
    embedded = await openEmbedded();
  });
  afterAll(() => embedded.close());

  chatSessionStoreSpec(() => ({ store: openChatSessionStore({ client: embedded.client, table: TABLE, clock }), clock }));
});
