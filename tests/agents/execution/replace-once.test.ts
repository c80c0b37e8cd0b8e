import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keepForm, replaceOnce } from '#agents/execution/tools/replace-once.ts';

const CODE = 'function a() {\n  return 1;\n}\n\nfunction b() {\n  return 1;\n}\n';

test('text that occurs once is replaced', () => {
  expect(replaceOnce(CODE, 'function a() {\n  return 1;', 'function a() {\n  return 2;')).toEqual({
    text: CODE.replace('return 1', 'return 2'),
  });
});

describe('an edit that cannot be done says what to do', () => {
  test.each([
    ['text that occurs twice, with its places', '  return 1;', /more than once, at lines 2, 6\. Include more/],
    [
      'text with other spaces, with what is there',
      'function b(){\n    return 1;\n}',
      /lines 5 to 7 are:\nfunction b\(\) \{\n  return 1;\n\}$/,
    ],
    ['text of which one line is there', 'function b() {\n  return 3;\n}', /lines 5 to 7 are:/],
    ['text with line numbers', '5\tfunction b() {\n6\t  return 1;', /line numbers/],
    ['text that is not there', 'class C {}', /does not contain this text\. Read the part again/],
  ])('%s', (_, find, problem) => {
    expect(replaceOnce(CODE, find, 'x')).toEqual({ problem: expect.stringMatching(problem) });
  });

  test('a replacement that changes nothing', () => {
    expect(replaceOnce(CODE, 'function a', 'function a')).toEqual({ problem: expect.stringContaining('the same') });
  });
});

describe('line endings stay those of the file', () => {
  const windows = CODE.replaceAll('\n', '\r\n');

  test.each([
    ['given with \\n', 'function a() {\n  return 1;', 'function a() {\n  return 2;'],
    ['given with \\r\\n', 'function a() {\r\n  return 1;', 'function a() {\r\n  return 2;'],
  ])('when an edit is %s', (_, find, replace) => {
    expect(replaceOnce(windows, find, replace)).toEqual({ text: windows.replace('return 1', 'return 2') });
    expect(replaceOnce(CODE, find, replace)).toEqual({ text: CODE.replace('return 1', 'return 2') });
  });

  test('when all of a file is written', () => {
    expect(keepForm(windows, 'x\ny\n')).toBe('x\r\ny\r\n');
    expect(keepForm(CODE, 'x\r\ny\r\n')).toBe('x\ny\n');
    expect(keepForm(undefined, 'x\r\ny\n')).toBe('x\r\ny\n');
  });
});

test('whatever is replaced, what is around it stays, character for character', () => {
  const line = fc.string().filter((text) => !/[\r\n]/.test(text));
  fc.assert(
    fc.property(line, line, line, (before, after, replace) => {
      const result = replaceOnce(`${before}<here>${after}`, '<here>', replace);
      fc.pre('text' in result);
      expect(result).toEqual({ text: before + replace + after });
    }),
  );
});
