import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findMention } from '#domain/command.ts';
import { adfToText } from '#lambdas/webhooks/jira/adf-to-text.ts';
import { wikiToText } from '#lambdas/webhooks/jira/wiki-to-text.ts';

const text = (value: string, marks: object[] = []): object => ({ type: 'text', text: value, marks });
const doc = (...content: object[]): object => ({ type: 'doc', version: 1, content });
const mention = (id: string, name: string): object => ({ type: 'mention', attrs: { id, text: name } });
const p = (...content: object[]): object => ({ type: 'paragraph', content });

describe('an Atlassian document as text', () => {
  test.each([
    ['paragraphs are apart', doc(p(text('one')), p(text('two'))), 'one\n\ntwo'],
    ['a hard break breaks', doc(p(text('one'), { type: 'hardBreak' }, text('two'))), 'one\ntwo'],
    ['code is fenced', doc({ type: 'codeBlock', content: [text('a()')] }), '```\na()\n```'],
    ['a code mark is quoted', doc(p(text('x', [{ type: 'code' }]))), '`x`'],
    ['a quote begins with >', doc({ type: 'blockquote', content: [p(text('a')), p(text('b'))] }), '> a\n> \n> b'],
    [
      'a link shows where it leads',
      doc(p(text('spec', [{ type: 'link', attrs: { href: 'https://x.org' } }]))),
      'spec (https://x.org)',
    ],
    ['lists have bullets', doc({ type: 'bulletList', content: [{ type: 'listItem', content: [p(text('a'))] }] }), '- a'],
    [
      'a table row has bars',
      doc({
        type: 'tableRow',
        content: [
          { type: 'tableCell', content: [p(text('a'))] },
          { type: 'tableCell', content: [p(text('b'))] },
        ],
      }),
      'a | b',
    ],
    ['an unknown node shows what it contains', doc({ type: 'newThing', content: [p(text('inside'))] }), 'inside'],
    ['no document is no text', null, ''],
    ['a number is no text', 7, ''],
  ])('%s', (_rule, document, expected) => {
    expect(adfToText(document)).toBe(expected);
  });

  test('a mention of the agent’s account is its handle, and another one its name', () => {
    const document = doc(p(mention('bot', '@Stepwright'), text(' ask '), mention('mia', '@Mia')));
    expect(adfToText(document, (id) => (id === 'bot' ? '@agent' : undefined))).toBe('@agent ask @Mia');
  });

  test('a document of any depth and any shape is rendered without an error', () => {
    let deep: object = text('bottom');
    for (let level = 0; level < 20_000; level += 1) deep = p(deep);
    expect(adfToText(doc(deep))).toBe('');
    fc.assert(fc.property(fc.jsonValue(), (value) => typeof adfToText(value) === 'string'));
    const names = fc.constantFrom('constructor', 'toString', '__proto__', 'text', 'paragraph', 'mention');
    fc.assert(
      fc.property(
        names,
        fc.jsonValue(),
        (type, value) => typeof adfToText({ type, content: [{ type, attrs: value }] }) === 'string',
      ),
    );
  });
});

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
