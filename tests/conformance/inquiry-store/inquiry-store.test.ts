import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openInquiryStore, toStreamedInquiry } from '#adapters/dynamodb/open-inquiry-store.ts';
import { systemClock } from '#adapters/system/clock.ts';
import type { Inquiry } from '#domain/inquiry.ts';
import type { InquiryStore } from '#ports/inquiry-store.ts';
import { marshall } from '@aws-sdk/util-dynamodb';
import { memoryInquiryStore } from '#tests/fakes/inquiry-store.ts';
import { openEmbedded, TABLE } from '../task-store/embedded-store.ts';

let count = 0;

function anInquiry(inquiry: Partial<Inquiry> = {}): Inquiry {
  count += 1;
  const id = `C0AGENTS-1795276800.${String(count).padStart(6, '0')}`;
  const by = { channel: 'slack', id: 'U0OMAR', name: '' } as const;
  const asked = { channel: 'C0AGENTS', thread: '1795276800.000001', text: 'Where is SHIP-7?', by };
  return { id, ...asked, askedAt: '2026-11-21T16:00:00.000Z', ...inquiry };
}

function inquiryStoreSpec(open: () => InquiryStore): void {
  test('a question is read back, and is open until it is answered', async () => {
    const store = open();
    const inquiry = anInquiry();
    expect(await store.recordInquiry(inquiry)).toBe(true);
    expect(await store.readInquiry(inquiry.id)).toEqual({ inquiry, answered: false });
    await store.markAnswered(inquiry.id);
    await store.markAnswered(inquiry.id);
    expect(await store.readInquiry(inquiry.id)).toEqual({ inquiry, answered: true });
  });

  test('of the same message delivered many times at once one is recorded', async () => {
    const store = open();
    const { id } = anInquiry();
    const texts = Array.from({ length: 10 }, (_, index) => anInquiry({ id, text: `delivery ${index}` }));
    const recorded = await Promise.all(texts.map((one) => store.recordInquiry(one)));
    const winners = texts.filter((_, index) => recorded[index]);
    expect(winners).toHaveLength(1);
    expect(await store.readInquiry(id)).toEqual({ inquiry: winners[0], answered: false });
  });

  test('one that nobody asked is not there', async () => {
    expect(await open().readInquiry('C0AGENTS-0')).toBeUndefined();
  });
}

describe('the inquiry store in memory', () => {
  const store = memoryInquiryStore();
  inquiryStoreSpec(() => store);
});

describe('the inquiry store in DynamoDB', () => {
  let embedded: Awaited<ReturnType<typeof openEmbedded>>;
  beforeAll(async () => {
    embedded = await openEmbedded();
  });
  afterAll(() => embedded.close());

  inquiryStoreSpec(() => openInquiryStore({ client: embedded.client, table: TABLE, clock: systemClock }));
});

describe('an item of the stream', () => {
  test.each([
    ['a question', { pk: 'INQUIRY#a', sk: 'EVENT#1', inquiry: anInquiry({ id: 'a' }) }, expect.objectContaining({ id: 'a' })],
    ['the mark of an answer', { pk: 'INQUIRY#a', sk: 'ANSWERED' }, undefined],
    ['an event of a task', { pk: 'TASK#a', sk: 'EVENT#1' }, undefined],
  ])('%s is told apart', (_, item, expected) => {
    expect(toStreamedInquiry(marshall(item))).toEqual(expected);
  });
});
