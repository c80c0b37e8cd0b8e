import { expect, test } from 'vitest';
import { toContent } from '#adapters/slack/to-blocks.ts';

test.each([
  ['a person', 'U0DANA0001', '<@U0DANA0001> *Hi*'],
  ['a person of another workspace', 'W012A3CDE', '<@W012A3CDE> *Hi*'],
  ['nobody', undefined, '*Hi*'],
  ['everybody, which is not done', '!channel', '*Hi*'],
  ['a group, which is not done', '!subteam^S1', '*Hi*'],
])('a message for %s', (_, to, text) => {
  const content = toContent({ text: '**Hi**', ...(to === undefined ? {} : { to }) });
  expect(content).toEqual({ text, blocks: [{ type: 'section', text: { type: 'mrkdwn', text } }] });
});
