import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toCommand } from '#lambdas/webhooks/slack/to-command.ts';
import { USAGES } from '#lambdas/webhooks/slack/usages.ts';

const ID = 'task_01KA0000000000000000000000';
const place = { repo: 'acme/shop', number: 7, kind: 'pull-request' };
const started = {
  command: { name: 'start', repo: 'acme/shop', text: 'Ship for free\nfrom 50 €', url: 'https://acme.slack.com/archives/C1' },
};

describe('what is typed after /agent', () => {
  test.each([
    ['list', { command: { name: 'list' } }],
    ['list awaiting approval', { command: { name: 'list', status: 'awaiting_approval' } }],
    ['start acme/shop Ship for free\nfrom 50 €', started],
    ['start https://github.com/acme/shop.git Ship for free\nfrom 50 €', started],
    ['status <https://github.com/acme/shop/pull/7|the change>', { command: { name: 'status' }, target: { place } }],
    ['approve acme/shop#7', { command: { name: 'approve' }, target: { place } }],
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
    [`retry ${ID} $20`, { command: { name: 'retry', limits: { maxBudgetUsd: 20 } }, target: { taskId: ID } }],
    [
      'retry SHIP-7 with $20 and 200 turns',
      { command: { name: 'retry', limits: { maxBudgetUsd: 20, maxTurns: 200 } }, target: { ticketKey: 'SHIP-7' } },
    ],
    [`retry ${ID}`, { command: { name: 'retry' }, target: { taskId: ID } }],
    [`cancel ${ID}`, { command: { name: 'cancel' }, target: { taskId: ID } }],
    [`logs ${ID}`, { command: { name: 'logs', limit: 10 }, target: { taskId: ID } }],
    [`logs ${ID} 999`, { command: { name: 'logs', limit: 50 }, target: { taskId: ID } }],
  ])('"%s" is understood', (text, expected) => {
    expect(toCommand(text, 'https://acme.slack.com/archives/C1')).toEqual(expected);
  });

  test.each([
    'status',
    'approve ',
    'list everything',
    `logs ${ID} many`,
    `retry ${ID} harder`,
    'retry SHIP-7 $20 now',
    `answer ${ID}`,
    'start',
    'start shop Ship for free',
    'start acme/shop',
    `changes ${ID}`,
    'help dance',
    'constructor x',
    '__proto__ x',
  ])('"%s" is a problem that is explained', (text) => {
    expect(toCommand(text)).toEqual({ problem: expect.stringMatching(/./) });
  });

  test('any text is a command, help or a problem', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const parsed = toCommand(text);
        expect('command' in parsed || 'help' in parsed || parsed.problem !== '').toBe(true);
      }),
    );
  });
});

describe('help', () => {
  test.each(['', ' HELP ', 'help'])('%j lists every command', (text) => {
    const { help } = helpOf(text);
    for (const word of Object.keys(USAGES)) expect(help).toContain(`/agent ${word}`);
  });

  test.each(Object.keys(USAGES))('about %s says how it is written, with an example that is understood', (word) => {
    const { help } = helpOf(`help ${word}`);
    expect(help).toContain(`\`/agent ${word}`);
    const example = /Example: `\/agent (.*)`/.exec(help)?.[1] ?? '';
    expect(toCommand(example)).not.toHaveProperty('problem');
  });

  test.each(['approve help', 'approve --help', 'help /agent approve'])('%j is about approve', (text) => {
    expect(toCommand(text)).toEqual(toCommand('help approve'));
  });
});

describe('a word that is none', () => {
  test.each([
    ['aprove SHIP-7', '/agent approve SHIP-7'],
    ['approev SHIP-7', '/agent approve SHIP-7'],
    ['stauts SHIP-7', '/agent status SHIP-7'],
    ['lsit', '/agent list'],
    ['stop SHIP-7', '/agent cancel SHIP-7'],
    ['change SHIP-7 the name', '/agent changes SHIP-7 the name'],
    ['SHIP-7', '/agent status SHIP-7'],
    [ID, `/agent status ${ID}`],
    ['help aprove', '/agent help approve'],
  ])('%j is suggested to be %j', (text, meant) => {
    expect(toCommand(text)).toEqual({ problem: expect.stringContaining(`Did you mean \`${meant}\`?`) });
  });

  test('that is like no command suggests none', () => {
    expect(toCommand('dance with me')).toEqual({ problem: expect.not.stringContaining('Did you mean') });
  });
});

function helpOf(text: string): { help: string } {
  const parsed = toCommand(text);
  return 'help' in parsed ? parsed : { help: '' };
}
