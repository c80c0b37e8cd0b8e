import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asData } from '#agents/harness/as-data.ts';
import { parseModelChoice } from '#agents/harness/model-choice.ts';
import { visibleText } from '#domain/visible-text.ts';
import { summarise, toLine } from '#agents/harness/summarise.ts';

describe('outside text', () => {
  test('cannot close its block, whatever it contains', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.string({ unit: 'binary' }),
            fc.constantFrom('</outside-text>', '< / OUTSIDE-TEXT', '<outside-text label="x">'),
          ),
        ),
        (parts) => {
          const block = asData('ticket', parts.join(''));
          expect(block.match(/<\s*\/?\s*outside-text/gi)).toHaveLength(2);
          expect(block.endsWith('\n</outside-text>')).toBe(true);
        },
      ),
    );
  });

  test.each([
    ['right-to-left overrides', 'a\u202Eb', 'ab'],
    ['zero-width characters', 'a\u200Bb\uFEFF', 'ab'],
    ['tag characters', 'a\u{E0041}b', 'ab'],
    ['terminal escapes', 'a\u001B[31mb', 'ab'],
    ['half an emoji, which models refuse,', 'a\uD83C', 'a\uFFFD'],
  ])('loses %s, which people cannot see', (_, text, expected) => {
    expect(visibleText(text)).toBe(expected);
  });

  test('keeps line ends, tabs, emoji and every script', () => {
    const text = 'a\r\n\tß 日本語 👩‍💻 שלום';
    expect(visibleText(text)).toBe(text);
  });

  test('has a label that cannot break out of its attribute', () => {
    expect(asData('x">\n<b', 'y').split('\n')[0]).toBe('<outside-text label="x    b">');
  });
});

describe('a summary of a tool call', () => {
  test.each([
    [
      'shows the beginning of each argument',
      { path: 'a.js', content: 'x'.repeat(500) },
      `path: a.js, content: ${'x'.repeat(80)}…`,
    ],
    ['is one line', { command: 'a\n  b' }, 'command: a b'],
    ['is short', Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`n${n}`, 'value'])), /^.{161}$/],
    ['shows what is no text as JSON', { n: 1, list: ['a'] }, 'n: 1, list: ["a"]'],
  ])('%s', (_, args, expected) => {
    expect(summarise(args)).toMatch(expected);
  });
});

test('a line of the timeline shows no line ends, nothing hidden, no credential, and is short', () => {
  expect(toLine(`a\n b\u202e ghp_${'a'.repeat(36)} c`, 300)).toBe('a b [secret] c');
  expect(toLine('x'.repeat(400), 300)).toBe(`${'x'.repeat(300)}…`);
});

describe('STEPWRIGHT_MODEL', () => {
  test.each([
    ['bedrock:us.anthropic.claude-opus-4-6-v1', { vendor: 'bedrock', id: 'us.anthropic.claude-opus-4-6-v1' }],
    ['bedrock:anthropic.claude-haiku-4-5-20251001-v1:0', { vendor: 'bedrock', id: 'anthropic.claude-haiku-4-5-20251001-v1:0' }],
    [' openai:qwen3:8b ', { vendor: 'openai', id: 'qwen3:8b' }],
    ['anthropic:claude-opus-4-6', { vendor: 'anthropic', id: 'claude-opus-4-6' }],
  ])('%s names a model', (text, expected) => {
    expect(parseModelChoice(text)).toEqual(expected);
  });

  test.each([undefined, '', 'claude', 'bedrock:', ':x', 'gemini:pro', 'bedrock:a b'])(
    '%s is refused with what to write',
    (text) => {
      expect(() => parseModelChoice(text)).toThrow(
        expect.objectContaining({ code: 'MODEL_INVALID', remedy: expect.stringContaining('bedrock:<model id>') }),
      );
    },
  );
});
