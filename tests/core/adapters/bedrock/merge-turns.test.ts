import type { Message } from '@aws-sdk/client-bedrock-runtime';
import { expect, test } from 'vitest';
import { mergeTurns } from '#adapters/bedrock/merge-turns.ts';

const said = (role: 'user' | 'assistant', ...texts: string[]): Message => ({ role, content: texts.map((text) => ({ text })) });

test.each([
  ['nothing', [], []],
  ['one message', [said('user', 'a')], [said('user', 'a')]],
  ['roles that alternate', [said('user', 'a'), said('assistant', 'b')], [said('user', 'a'), said('assistant', 'b')]],
  ['neighbours of one role', [said('user', 'a'), said('user', 'b'), said('user', 'c')], [said('user', 'a', 'b', 'c')]],
  [
    'only neighbours',
    [said('user', 'a'), said('assistant', 'b'), said('user', 'c')],
    [said('user', 'a'), said('assistant', 'b'), said('user', 'c')],
  ],
])('%s', (_, messages, expected) => {
  const before = structuredClone(messages);
  expect(mergeTurns(messages)).toEqual(expected);
  expect(messages).toEqual(before);
});
