import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hydrate, toTokens } from '#domain/hydrate.ts';

const FORTY = 'x'.repeat(160);

test.each<[string, number, string[], string[], number]>([
  ['everything, when there is room', 400, ['old', 'new'], ['lesson'], 0],
  ['the newest comments, when there is not', 81, ['new'], [], 1],
  ['no comment, and still what it is about', 10, [], [], 2],
])('%s', (_, tokens, comments, memory, dropped) => {
  const context = { core: ['title', FORTY], comments: [`old${FORTY}`, `new${FORTY}`], memory: [`lesson${FORTY}`] };
  const chosen = hydrate(context, tokens + toTokens('title') + 1);
  expect(chosen.comments.map((text) => text.slice(0, 3))).toEqual(comments);
  expect(chosen.memory.map((text) => text.slice(0, 6))).toEqual(memory);
  expect(chosen.dropped).toBe(dropped);
});

test('what is chosen is the end of the comments and the beginning of memory, and fits', () => {
  const texts = fc.array(fc.string({ maxLength: 60 }));
  fc.assert(
    fc.property(texts, texts, fc.nat(200), (comments, memory, room) => {
      const chosen = hydrate({ core: [], comments, memory }, room);
      expect(comments.slice(chosen.dropped)).toEqual(chosen.comments);
      expect(memory.slice(0, chosen.memory.length)).toEqual(chosen.memory);
      const all = [...chosen.comments, ...chosen.memory].reduce((sum, text) => sum + toTokens(text), 0);
      expect(all).toBeLessThanOrEqual(room);
    }),
  );
});
