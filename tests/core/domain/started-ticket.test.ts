import { describe, expect, test } from 'vitest';
import { toPullRequest, toRepoName, toTicketKey } from '#domain/ids.ts';
import { toStartedTicket } from '#domain/started-ticket.ts';

const asked = { repo: 'acme/shop', text: 'Free shipping\nfrom 50 €', url: 'https://acme.slack.com/archives/C1' };

describe('work without a ticket', () => {
  test('is a ticket of its own, which names the repository', () => {
    expect(toStartedTicket(asked, 'slack')).toEqual({
      key: expect.stringMatching(/^SLACK-\d{9}$/),
      url: asked.url,
      summary: 'Free shipping',
      description: asked.text,
      labels: [],
      priority: 'Medium',
      repo: 'acme/shop',
    });
  });

  test('can be named by its key, as a ticket is', () => {
    const { key } = toStartedTicket(asked, 'slack');
    expect(toTicketKey(key.toLowerCase())).toBe(key);
  });

  test('is the same when the words are, however they are spaced', () => {
    const { key } = toStartedTicket(asked, 'slack');
    expect(toStartedTicket({ ...asked, text: ' free  SHIPPING from 50 € ' }, 'slack').key).toBe(key);
    expect(toStartedTicket({ ...asked, text: 'Free shipping from 60 €' }, 'slack').key).not.toBe(key);
    expect(toStartedTicket({ ...asked, repo: 'acme/store' }, 'slack').key).not.toBe(key);
  });

  test('has a summary of one line that is not endless', () => {
    const { summary } = toStartedTicket({ ...asked, text: 'x'.repeat(500) }, 'slack');
    expect(summary).toBe(`${'x'.repeat(120)}…`);
  });
});

describe('a repository', () => {
  test.each([
    ['acme/shop', 'acme/shop'],
    ['https://github.com/acme/shop', 'acme/shop'],
    ['https://github.com/acme/shop.git', 'acme/shop'],
    ['https://github.com/Acme/shop.js/', 'Acme/shop.js'],
    ['acme', undefined],
    ['acme/shop/x', undefined],
    ['../..', undefined],
    ['acme/', undefined],
    ['a b/c', undefined],
  ])('%j is %j', (text, expected) => {
    expect(toRepoName(text)).toBe(expected);
  });
});

describe('a pull request', () => {
  const found = { repo: 'acme/shop', number: 7 };
  test.each([
    ['https://github.com/acme/shop/pull/7', found],
    ['http://127.0.0.1:4010/acme/shop/pull/7', found],
    ['https://github.com/acme/shop/pull/7/files#r1', found],
    ['acme/shop#7', found],
    ['acme/shop', undefined],
    ['acme/shop#0', undefined],
    ['https://github.com/acme/shop/issues/7', undefined],
    ['SHOP-7', undefined],
  ])('%j is %j', (text, expected) => {
    expect(toPullRequest(text)).toEqual(expected);
  });
});
