import { describe, expect, test } from 'vitest';
import { code, plain, quote } from '#lambdas/notify/words/words.ts';

describe('outside text in a message', () => {
  test.each([
    ['formats nothing', '*bold* _it_ # h', String.raw`\*bold\* \_it\_ \# h`],
    ['links nothing', '[x](javascript:alert(1)) <!channel>', String.raw`\[x\](javascript:alert(1)) \<!channel\>`],
    ['pings nobody', '@agent approve', '@\u200bagent approve'],
    ['keeps its code', 'run `a_b`', 'run `a_b`'],
    ['is one line', 'a\n\n b', 'a b'],
    ['hides nothing from people', 'a\u202Eb\u0000c\u200Bd', 'abcd'],
    ['is whole characters', `${'x'.repeat(299)}🎉`, `${'x'.repeat(299)}\ufffd…`],
  ])('%s', (_, text, expected) => {
    expect(plain(text)).toBe(expected);
  });

  test('of several lines stays a quote', () => {
    expect(quote('one\n# two\n\u202Ethree')).toBe('> one\n> \\# two\n> three');
  });

  test('cannot leave its code block', () => {
    expect(code('a\n```\n**b**\u001B[2J')).toBe("```\na\n'''\n**b**[2J\n```");
  });
});
