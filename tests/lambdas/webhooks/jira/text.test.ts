import { describe, expect, test } from 'vitest';
import { findMention } from '#domain/command.ts';
import { wikiToText } from '#lambdas/webhooks/jira/wiki-to-text.ts';

describe('wiki text as text', () => {
  test.each([
    ['code is fenced', 'a\n{code:java|title=x}\n*b*\n{code}\nc', 'a\n\n```\n*b*\n```\n\nc'],
    ['preformatted text is fenced', '{noformat}raw{noformat}', '```\nraw\n```'],
    ['code that is not closed goes to the end', 'a {code}b', 'a \n```\nb\n```'],
    ['monospaced text is quoted', 'call {{quote()}} now', 'call `quote()` now'],
    ['a quote begins with >', '{quote}one\ntwo{quote}after', '> one\n> two\nafter'],
    ['a quoted line begins with >', 'bq. said', '> said'],
    ['a character that stands for code inside is not taken for code', '{code}x{code}\uE0000\uE000', '```\nx\n```\n0'],
    ['headings lose their mark', 'h2. Title', 'Title'],
    ['links show where they lead', '[spec|https://x.org/a]', 'spec (https://x.org/a)'],
    ['a bare link is itself', '[https://x.org]', 'https://x.org'],
  ])('%s', (_rule, wiki, expected) => {
    expect(wikiToText(wiki)).toBe(expected);
  });

  test('a mention of the agent’s account is its handle', () => {
    expect(wikiToText('[~accountid:712020:ab-c] approve', (id) => (id === '712020:ab-c' ? '@agent' : undefined))).toBe(
      '@agent approve',
    );
  });

  test.each([
    '{code}@agent approve{code}',
    '{quote}@agent approve{quote}',
    'bq. @agent approve',
    '{noformat}\n@agent approve',
    'x {{@agent approve}}',
  ])('the agent is not addressed in %s', (wiki) => {
    expect(findMention(wikiToText(wiki), '@agent')).toBeUndefined();
  });

  test('text made to be slow is rendered within the time limit', () => {
    for (const piece of ['{code', '{code:', '[', '[a|', '{quote}', '{{', '[~accountid:', '\uE0001\uE000', '{color:']) {
      expect(wikiToText(piece.repeat(100_000))).toMatch(/^/);
    }
  });
});
