import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adfToText } from '#adapters/jira/adf-to-text.ts';
import { markdownToAdf } from '#adapters/jira/markdown-to-adf.ts';

const text = (value: string, ...marks: object[]) => ({ type: 'text', text: value, ...(marks.length > 0 ? { marks } : {}) });
const paragraph = (...content: object[]) => ({ type: 'paragraph', content });

const item = (...content: object[]) => ({ type: 'listItem', content });
const BOLD = { type: 'strong' };

/** What Jira takes within what (https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/). */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  doc: ['paragraph', 'heading', 'bulletList', 'orderedList', 'blockquote', 'codeBlock', 'rule', 'table'],
  paragraph: ['text', 'hardBreak'],
  heading: ['text', 'hardBreak'],
  bulletList: ['listItem'],
  orderedList: ['listItem'],
  listItem: ['paragraph', 'bulletList', 'orderedList', 'codeBlock'],
  blockquote: ['paragraph', 'bulletList', 'orderedList', 'codeBlock'],
  codeBlock: ['text'],
  table: ['tableRow'],
  tableRow: ['tableHeader', 'tableCell'],
  tableHeader: ['paragraph'],
  tableCell: ['paragraph'],
};
const MUST_HAVE = new Set(['bulletList', 'orderedList', 'listItem', 'blockquote', 'table', 'tableRow', 'tableCell']);

interface AnyNode {
  readonly type: string;
  readonly text?: string;
  readonly content?: readonly AnyNode[];
}

function problemsOf({ type, text: said, content = [] }: AnyNode): string[] {
  if (type === 'text') return said ? [] : ['an empty text'];
  const wrong = content.filter((child) => !ALLOWED[type]?.includes(child.type)).map((child) => `${child.type} in ${type}`);
  return [...wrong, ...(MUST_HAVE.has(type) && content.length === 0 ? [`an empty ${type}`] : []), ...content.flatMap(problemsOf)];
}

describe('Markdown as an Atlassian Document', () => {
  it.each([
    ['a paragraph', 'Hello', [paragraph(text('Hello'))]],
    ['lines of one paragraph', 'a\nb', [paragraph(text('a'), { type: 'hardBreak' }, text('b'))]],
    ['a heading', '## Plan', [{ type: 'heading', attrs: { level: 2 }, content: [text('Plan')] }]],
    [
      'bold, italic and code',
      '**b** *i* `c`',
      [paragraph(text('b', { type: 'strong' }), text(' '), text('i', { type: 'em' }), text(' '), text('c', { type: 'code' }))],
    ],
    ['a link', '[plan](https://x.org/a_b)', [paragraph(text('plan', { type: 'link', attrs: { href: 'https://x.org/a_b' } }))]],
    [
      'a bare address',
      'see https://x.org/a.',
      [paragraph(text('see '), text('https://x.org/a', { type: 'link', attrs: { href: 'https://x.org/a' } }), text('.'))],
    ],
    ['a link that is no web address stays text', '[x](javascript:alert)', [paragraph(text('[x](javascript:alert)'))]],
    ['escaped signs', String.raw`a\_b\*`, [paragraph(text('a_b*'))]],
    ['names with underscores stay whole', 'free_shipping_min', [paragraph(text('free_shipping_min'))]],
    ['a code block', '```ts\na < b\n```', [{ type: 'codeBlock', attrs: { language: 'ts' }, content: [text('a < b')] }]],
    ['a code block nobody closed', '```\na', [{ type: 'codeBlock', content: [text('a')] }]],
    ['a quote', '> a\n> b', [{ type: 'blockquote', content: [paragraph(text('a'), { type: 'hardBreak' }, text('b'))] }]],
    ['a rule', '---', [{ type: 'rule' }]],
    ['HTML is text', 'a <b>b</b> <!-- c -->', [paragraph(text('a <b>b</b> <!-- c -->'))]],
    ['a file name is no address', 'README.md and a@b.io', [paragraph(text('README.md and a@b.io'))]],
    [
      'a heading in a quote',
      '> ## Why **now**',
      [{ type: 'blockquote', content: [paragraph(text('Why ', BOLD), text('now', BOLD))] }],
    ],
    ['an item without text', '-\n- b', [{ type: 'bulletList', content: [item(paragraph()), item(paragraph(text('b')))] }]],
    ['a list that begins later', '3. c', [{ type: 'orderedList', attrs: { order: 3 }, content: [item(paragraph(text('c')))] }]],
    ['nested marks', '**a _b_**', [paragraph(text('a ', BOLD), text('b', BOLD, { type: 'em' }))]],
    ['nothing', '', []],
  ])('%s', (_, markdown, content) => {
    expect(markdownToAdf(markdown)).toEqual({ type: 'doc', version: 1, content });
  });

  it('lists nest, and a number begins an ordered one', () => {
    const { content } = markdownToAdf('- a\n  - b\n- c\n1. d');
    expect(content).toMatchObject([
      {
        type: 'bulletList',
        content: [{ content: [paragraph(text('a')), { type: 'bulletList' }] }, { content: [paragraph(text('c'))] }],
      },
      { type: 'orderedList', content: [{ content: [paragraph(text('d'))] }] },
    ]);
  });

  it('tables have a header row and keep escaped bars', () => {
    const table = markdownToAdf('| a | b |\n|---|---|\n| 1 | x\\|y |');
    expect(JSON.stringify(table)).toContain('tableHeader');
    expect(adfToText(table)).toBe('| a | b |\n| 1 | x|y |');
  });

  it('a text that is too long for Jira is cut and says so', () => {
    expect(adfToText(markdownToAdf('word '.repeat(10_000)))).toMatch(/… \(cut\)$/);
  });

  it('whatever is written, Jira allows every node where it stands', () => {
    const sign = fc.constantFrom(
      'a',
      '*',
      '**',
      '_',
      '`',
      '[',
      '](https://x)',
      '\n',
      ' ',
      '#',
      '-',
      '1.',
      '|',
      '>',
      '\\',
      '```',
      '~~',
      '---\n',
      '| a | b |\n|---|---|\n| c | d |\n',
      '  ',
      '\n\n',
    );
    const check = fc.property(fc.array(sign), (parts) => {
      expect(problemsOf(JSON.parse(JSON.stringify(markdownToAdf(parts.join('')))))).toEqual([]);
    });
    fc.assert(check);
  });

  it('plain words come back as they were', () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 1 }).map((list) => list.join(' '));
    const check = fc.property(words, (line) => {
      expect(adfToText(markdownToAdf(line))).toBe(line);
    });
    fc.assert(check);
  });
});
