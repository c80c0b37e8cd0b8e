import { expect, test } from 'vitest';
import { parseCommand } from '#domain/command.ts';
import { keptDeliverySchema } from '#domain/kept-delivery.ts';

test.each([
  'approve',
  'approve 2',
  'reject too much',
  'changes: smaller steps',
  'cancel',
  'retry',
  'retry with $20 and 200 turns',
  'status',
  'explain',
  'review',
  'fix ci',
  'help',
  'use const here',
])('what `@agent %s` says is the same after it was kept', (text) => {
  const kept = {
    delivery: { channel: 'github', id: 'd-1' },
    event: {
      type: 'agent.addressed',
      place: { repo: 'acme/shop', number: 7, kind: 'pull-request' },
      command: parseCommand(text),
      by: { channel: 'github', id: 'ann', name: 'ann' },
    },
    nodeId: 'IC_1',
  };
  expect(keptDeliverySchema.parse(JSON.parse(JSON.stringify(kept)))).toEqual(kept);
});
