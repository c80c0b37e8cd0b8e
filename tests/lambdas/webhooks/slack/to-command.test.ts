import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toCommand } from '#lambdas/webhooks/slack/to-command.ts';

const ID = 'task_01KA0000000000000000000000';

describe('what is typed after /agent', () => {
  test.each([
    ['', { command: { name: 'help' } }],
    ['  HELP ', { command: { name: 'help' } }],
    ['list', { command: { name: 'list' } }],
    ['list awaiting_approval', { command: { name: 'list', status: 'awaiting_approval' } }],
    [`status ${ID}`, { command: { name: 'status' }, target: { taskId: ID } }],
    [`Approve \`${ID}\``, { command: { name: 'approve' }, target: { taskId: ID } }],
    ['approve ship-7', { command: { name: 'approve' }, target: { ticketKey: 'SHIP-7' } }],
    ['retry <SHIP_2-7>', { command: { name: 'retry' }, target: { ticketKey: 'SHIP_2-7' } }],
    [`reject ${ID} too  risky`, { command: { name: 'reject', reason: 'too  risky' }, target: { taskId: ID } }],
    [`reject ${ID}`, { command: { name: 'reject', reason: '' }, target: { taskId: ID } }],
    [
      `changes ${ID} use a map\nplease`,
      { command: { name: 'request-changes', feedback: 'use a map\nplease' }, target: { taskId: ID } },
    ],
    [`answer ${ID} EUR`, { command: { name: 'say', text: 'EUR' }, target: { taskId: ID } }],
    [`retry ${ID}`, { command: { name: 'retry' }, target: { taskId: ID } }],
    [`cancel ${ID}`, { command: { name: 'cancel' }, target: { taskId: ID } }],
    [`logs ${ID}`, { command: { name: 'logs', limit: 10 }, target: { taskId: ID } }],
    [`logs ${ID} 999`, { command: { name: 'logs', limit: 50 }, target: { taskId: ID } }],
  ])('"%s" is understood', (text, expected) => {
    expect(toCommand(text)).toEqual(expected);
  });

  test.each([
    'status',
    'approve ',
    'list everything',
    `logs ${ID} many`,
    `answer ${ID}`,
    'start a/b fix it',
    'constructor x',
    '__proto__ x',
  ])('"%s" is a problem that is explained', (text) => {
    expect(toCommand(text)).toEqual({ problem: expect.stringMatching(/./) });
  });

  test('any text is a command or a problem', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const parsed = toCommand(text);
        expect('problem' in parsed || 'command' in parsed).toBe(true);
      }),
    );
  });
});
