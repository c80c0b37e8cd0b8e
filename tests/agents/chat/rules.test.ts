import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideConsent } from '#agents/chat/decide-consent.ts';
import { fitHistory } from '#agents/chat/history.ts';
import type { ChatMessage } from '#domain/chat-session.ts';

describe('consent', () => {
  test.each(['yes', 'Yes!', ' ok. ', 'APPROVE', 'go ahead', 'do it', 'yes, please'])('"%s" is a yes', (text) => {
    expect(decideConsent(text)).toBe('yes');
  });

  test.each(['no', 'No.', 'cancel', 'stop', "don't", 'don’t', 'no, thanks'])('"%s" is a no', (text) => {
    expect(decideConsent(text)).toBe('no');
  });

  test.each(['', 'yes but later', 'yes no', 'is it ok?', 'okay then rename it', 'yesterday', 'not yes', 'yes\nand delete it'])(
    '"%s" is neither',
    (text) => {
      expect(decideConsent(text)).toBe('neither');
    },
  );
});

const exchange: fc.Arbitrary<ChatMessage[]> = fc
  .record({ text: fc.string({ maxLength: 50 }), results: fc.array(fc.string({ maxLength: 2_000 }), { maxLength: 3 }) })
  .map(({ text, results }) => [
    { role: 'user', text },
    { role: 'assistant', text: '', calls: results.map((_, index) => ({ id: `${index}`, name: 'look', args: {} })) },
    ...results.map((result, index): ChatMessage => ({ role: 'tool', callId: `${index}`, name: 'look', text: result })),
    { role: 'assistant', text, calls: [] },
  ]);

describe('a conversation that is kept', () => {
  test('fits into its room, begins with the user, and every call in it has its result', () => {
    fc.assert(
      fc.property(fc.array(exchange, { maxLength: 8 }), fc.integer({ min: 0, max: 6_000 }), (exchanges, room) => {
        const kept = fitHistory(exchanges.flat(), room);
        expect(kept.reduce((sum, message) => sum + JSON.stringify(message).length, 0)).toBeLessThanOrEqual(room);
        expect(kept[0]?.role ?? 'user').toBe('user');
        const calls = kept.flatMap((message) => (message.role === 'assistant' ? message.calls : []));
        expect(kept.filter(({ role }) => role === 'tool')).toHaveLength(calls.length);
      }),
    );
  });

  test('stays as it is while there is room', () => {
    fc.assert(
      fc.property(fc.array(exchange, { maxLength: 5 }), (exchanges) => {
        expect(fitHistory(exchanges.flat(), 100_000)).toEqual(exchanges.flat());
      }),
    );
  });
});
