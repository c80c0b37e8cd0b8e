import { fakeModel } from '@langchain/core/testing';
import type { SlackAgentDeps } from '#agents/slack/answer-context.ts';
import { answerInquiry } from '#agents/slack/graph.ts';
import type { Inquiry } from '#domain/inquiry.ts';
import type { Task } from '#domain/task.ts';
import type { ChatMessage, ThreadMessage } from '#ports/chat.ts';
import { testClock } from '#tests/fakes/clock.ts';
import { memoryInquiryStore } from '#tests/fakes/inquiry-store.ts';
import { aTask, TASK_ID } from '#tests/fakes/samples.ts';
import { memoryTaskStore } from '#tests/fakes/task-store.ts';

const INQUIRY: Inquiry = {
  id: 'C1-2.0',
  channel: 'C1',
  thread: '1.0',
  text: 'What is this waiting for?',
  by: { channel: 'slack', id: 'U1', name: '' },
  askedAt: '2026-11-02T09:00:00.000Z',
};

export interface Posted extends ChatMessage {
  readonly channel: string;
  readonly thread: string | undefined;
}

/** The slack agent on stores in memory, in a thread that begins with the task's own message. */
export async function slackRig(tasks: readonly Partial<Task>[] = [{}], inquiry: Partial<Inquiry> = {}) {
  const clock = testClock();
  const store = memoryTaskStore(clock, tasks.map(aTask));
  const inquiries = memoryInquiryStore();
  const asked = { ...INQUIRY, ...inquiry };
  await inquiries.recordInquiry(asked);
  const whispered: { readonly user: string; readonly text: string }[] = [];
  /** What posting in the thread is refused with. */
  const refusal: { error?: Error } = {};
  const thread: ThreadMessage[] = [
    { text: 'SHOP-1: planning', key: `${TASK_ID}-slack` },
    { text: asked.text, author: 'U1' },
  ];
  const posted: Posted[] = [];
  const model = fakeModel();
  const log: string[] = [];
  const deps: SlackAgentDeps = {
    store,
    inquiries,
    chat: {
      readThread: async () => thread,
      whisper: async (_channel, user, { text }) => void whispered.push({ user, text }),
      post: async (channel, message, at) => {
        if (refusal.error) throw refusal.error;
        posted.push({ ...message, channel, thread: at });
        thread.push({ text: message.text, ...(message.key ? { key: message.key } : {}) });
        return '3.0';
      },
    },
    model: async () => ({ model, modelId: 'fake' }),
    log: (_level, message) => void log.push(message),
    newId: () => clock.newId(),
  };
  const stop = new AbortController();
  const answer = () => answerInquiry(asked.id, deps, stop.signal);
  return { deps, store, inquiries, thread, posted, whispered, refusal, model, log, stop, answer };
}
