import { describe, expect, test } from 'vitest';
import { code, linkTo, plain, quote } from '#domain/markdown.ts';

describe('outside text in a message', () => {
  test.each([
    ['formats nothing', '*bold* _it_ # h', String.raw`\*bold\* \_it\_ \# h`],
    ['links nothing', '[x](javascript:alert(1)) <!channel>', String.raw`\[x\](javascript:alert(1)) \<!channel\>`],
    ['pings nobody', '@agent approve', '@\u200bagent approve'],
    ['keeps its code', 'run `a_b`', 'run `a_b`'],
    [
      'keeps addresses whole',
      'see https://x.example/a_b#c, or (http://y.example/d_(e))',
      'see <https://x.example/a_b#c>, or (<http://y.example/d_(e)>)',
    ],
    ['keeps `_` beside them inert', '_https://x.example/a_b_ *c*', String.raw`\_<https://x.example/a_b_> \*c\*`],
    ['lets no address break out', 'https://x.example/<script>', String.raw`<https://x.example/>\<script\>`],
    ['is one line', 'a\n\n b', 'a b'],
    ['hides nothing from people', 'a\u202Eb\u0000c\u200Bd', 'abcd'],
    ['is whole characters', `${'x'.repeat(299)}🎉`, `${'x'.repeat(299)}\ufffd…`],
  ])('%s', (_, text, expected) => {
    expect(plain(text)).toBe(expected);
  });

  test.each([
    ['https://x.example/1', String.raw`[a \[b\] https://y.example/c\_d](https://x.example/1)`],
    ['https://x.example/1)[', String.raw`a \[b\] <https://y.example/c_d>`],
    ['javascript:alert(1)', String.raw`a \[b\] <https://y.example/c_d>`],
  ])('links to %s only as it may, and has no link in a link', (url, expected) => {
    expect(linkTo('a [b] https://y.example/c_d', url)).toBe(expected);
  });

  test('of several lines stays a quote', () => {
    expect(quote('one\n# two\n\u202Ethree')).toBe('> one\n> \\# two\n> three');
  });

  test('cannot leave its code block', () => {
    expect(code('a\n```\n**b**\u001B[2J')).toBe("```\na\n'''\n**b**\n```");
  });
});
