import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, test } from 'vitest';
import { toStreamedInquiry } from '#adapters/dynamodb/open-inquiry-store.ts';
import { UpstreamError } from '#domain/errors.ts';
import type { Inquiry } from '#domain/inquiry.ts';
import { handOver, type InquiryDeps } from '#lambdas/inquiries/hand-over.ts';
import { testClock } from '#tests/fakes/clock.ts';
import { memoryInquiryStore } from '#tests/fakes/inquiry-store.ts';

const inquiry = (n: number): Inquiry => ({
  id: `C1-${n}`,
  channel: 'C1',
  thread: '1.0',
  text: 'Where is it?',
  by: { channel: 'slack', id: 'U1', name: '' },
  askedAt: '2026-11-02T09:00:00.000Z',
});

const record = (one: Inquiry) => ({
  eventName: 'INSERT',
  dynamodb: { SequenceNumber: one.id, NewImage: marshall({ pk: `INQUIRY#${one.id}`, sk: 'EVENT#1', inquiry: one }) },
});

async function aRig(...inquiries: Inquiry[]) {
  const store = memoryInquiryStore();
  for (const one of inquiries) await store.recordInquiry(one);
  const asked: string[] = [];
  const down = new Set<string>();
  const posted: { text: string; key: string | undefined; thread: string | undefined }[] = [];
  const clock = testClock();
  const deps: InquiryDeps = {
    inquiries: store,
    agents: {
      ask: async ({ id }) => {
        asked.push(id);
        if (down.has(id)) throw new UpstreamError('away', { code: 'AGENT_UNAVAILABLE' });
      },
    },
    chat: {
      findMessage: async (_channel, key) => (posted.some((one) => one.key === key) ? '3.0' : undefined),
      post: async (_channel, { text, key }, thread) => {
        posted.push({ text, key, thread });
        return '3.0';
      },
    },
    clock,
    log: () => undefined,
    readInquiry: toStreamedInquiry,
  };
  return { deps, asked, down, posted, clock, store, run: () => handOver({ Records: inquiries.map(record) }, deps) };
}

describe('new questions', () => {
  test('are handed to the agent, beside each other', async () => {
    const { run, asked } = await aRig(inquiry(1), inquiry(2));
    expect(await run()).toEqual({ batchItemFailures: [] });
    expect(asked).toEqual(['C1-1', 'C1-2']);
  });

  test('that are answered already are left alone', async () => {
    const { run, asked, store } = await aRig(inquiry(1));
    await store.markAnswered('C1-1');
    await run();
    expect(asked).toEqual([]);
  });

  test('that fail come again, and keep nothing from the others', async () => {
    const { run, down, posted } = await aRig(inquiry(1), inquiry(2));
    down.add('C1-1');
    expect(await run()).toEqual({ batchItemFailures: [{ itemIdentifier: 'C1-1' }] });
    expect(posted).toEqual([]);
  });

  test('that nobody answered for five minutes are answered with an apology, once', async () => {
    const { run, down, posted, clock, store } = await aRig(inquiry(1));
    down.add('C1-1');
    clock.pass(301);
    expect(await run()).toEqual({ batchItemFailures: [] });
    await run();
    expect(posted).toEqual([{ text: expect.stringContaining('/agent status'), key: 'answer-C1-1', thread: '1.0' }]);
    expect(store.answered.size).toBe(1);
  });

  test('are told from other items of the table', async () => {
    const { deps, asked } = await aRig();
    const event = { dynamodb: { SequenceNumber: '1', NewImage: marshall({ pk: 'TASK#1', sk: 'EVENT#1' }) } };
    expect(await handOver({ Records: [event] }, deps)).toEqual({ batchItemFailures: [] });
    expect(asked).toEqual([]);
  });
});
