import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { markdownToMrkdwn } from '#adapters/slack/markdown-to-mrkdwn.ts';

describe('Markdown as Slack mrkdwn', () => {
  it.each([
    ['**bold** and *italic* and ~~gone~~', '*bold* and _italic_ and ~gone~'],
    ['# Plan **2**', '*Plan 2*'],
    ['- a\n  - b\n* c', '• a\n  • b\n• c'],
    ['- [x] done\n- [ ] open', '☑ done\n☐ open'],
    ['[plan](https://x.org/?a=1&b=2)', '<https://x.org/?a=1&amp;b=2|plan>'],
    ['see https://x.org/a.', 'see <https://x.org/a>.'],
    ['`a < b`', '`a &lt; b`'],
    ['```ts\na **b** <c>\n```', '```\na **b** &lt;c&gt;\n```'],
    ['> quoted', '> quoted'],
    ['1 < 2 & 3 > 2', '1 &lt; 2 &amp; 3 &gt; 2'],
    ['<!channel> <@U1>', '&lt;!channel&gt; &lt;@U1&gt;'],
    ['[x](javascript:alert)', '[x](javascript:alert)'],
    [String.raw`a \[b\] \<c\>`, 'a [b] &lt;c&gt;'],
    [String.raw`2 \* 3`, '2 \u200b*\u200b 3'],
    ['free_shipping_min', 'free_shipping_min'],
    ['a <b>b</b>', 'a &lt;b&gt;b&lt;/b&gt;'],
    ['`<!channel>`', '`&lt;!channel&gt;`'],
    ['see README.md', 'see README.md'],
    ['[a|b](https://x.org/a|b)', '<https://x.org/a%7Cb|a b>'],
    ['1. a\n2. b\n\n   c', '1. a\n2. b\n\n  c'],
    ['a\n\n> b\n> c\nd', 'a\n\n> b\n> c\n> d'],
    ['| a | b |\n|---|---|\n| 1 | 2 |', '*a* | *b*\n1 | 2'],
    ['**a** *not*bold', '*a* _not_bold'],
  ])('%s', (markdown, mrkdwn) => {
    expect(markdownToMrkdwn(markdown)).toBe(mrkdwn);
  });

  it('whatever is written, nothing but our own links stands in angle brackets', () => {
    const sign = fc.constantFrom(
      'a',
      '*',
      '**',
      '`',
      '```',
      '\n',
      '<',
      '>',
      '!channel',
      '@U1',
      '|',
      '[',
      '](https://x.org)',
      '\\',
      'https://x.org',
      '&',
    );
    const check = fc.property(fc.array(sign), (parts) => {
      const references = markdownToMrkdwn(parts.join('')).match(/<[^>]*>/g) ?? [];
      expect(references.filter((reference) => !reference.startsWith('<https://'))).toEqual([]);
    });
    fc.assert(check);
  });
});
