import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { adfToText } from '#adapters/jira/adf-to-text.ts';

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
        type: 'table',
        content: [
          {
            type: 'tableRow',
            content: [
              { type: 'tableCell', content: [p(text('a'))] },
              { type: 'tableCell', content: [p(text('b'))] },
            ],
          },
        ],
      }),
      '| a | b |',
    ],
    ['a heading has signs for its level', doc({ type: 'heading', attrs: { level: 2 }, content: [text('Why')] }), '## Why'],
    ['a level there is not is cut', doc({ type: 'heading', attrs: { level: 1e12 }, content: [text('Why')] }), '###### Why'],
    [
      'an ordered list counts from its number',
      doc({ type: 'orderedList', attrs: { order: 3 }, content: [{ type: 'listItem', content: [p(text('a'))] }] }),
      '3. a',
    ],
    ['a card is its address', doc({ type: 'blockCard', attrs: { url: 'https://x.org' } }), 'https://x.org'],
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
