import { describe, expect, test } from 'vitest';
import { evaluate } from '#environments/local/step-functions/jsonata/evaluate.ts';

const value = (expression: string): Promise<unknown> => evaluate(`{% ${expression} %}`, { states: {} }, 'Output');

describe('the functions AWS adds to JSONata', () => {
  test.each([
    ['$partition([1, 2, 3, 4, 5], 2)', [[1, 2], [3, 4], [5]]],
    ['$partition([], 2)', []],
    ['$range(1, 9, 2)', [1, 3, 5, 7, 9]],
    ['$range(5, 1, -2)', [5, 3, 1]],
    ['$range(1, 0, 1)', []],
    ["$hash('abc', 'MD5')", '900150983cd24fb0d6963f7d28e17f72'],
    ["$hash('abc', 'SHA-1')", 'a9993e364706816aba3e25717850c26c9cd0d89d'],
    ['$random(3) = $random(3)', true],
    ['$random(3) = $random(4)', false],
    [`$parse('{"a": [1, null]}')`, { a: [1, null] }],
    ["$match($uuid(), /^[0-9a-f-]{36}$/).match != ''", true],
  ])('%s', async (expression, expected) => {
    expect(await value(expression)).toEqual(expected);
  });

  test.each([
    ['$partition([1], 0)', /positive whole number/],
    ['$range(1, 2, 0)', /step other than 0/],
    ['$range(1, 5000, 1)', /at most 1000/],
    ["$hash('abc', 'CRC')", /not CRC/],
    ["$parse('{')", /JSON/],
    ["$eval('1')", /use \$parse/],
    ["$range('a', 2, 1)", /T0410/],
  ])('%s is an error', async (expression, message) => {
    await expect(value(expression)).rejects.toThrow(message);
  });

  test('a recursion without end is an error, not a standstill', async () => {
    await expect(value('($f := function($n) { $f($n + 1) }; $f(0))')).rejects.toThrow('took more than');
  });

  test('a value is copied, so that nothing JSONata marks is left on it', async () => {
    const input = { list: [1] };
    const copy = await evaluate('{% $states.input %}', { states: { input } }, 'Output');
    expect(copy).toEqual(input);
    expect(copy).not.toBe(input);
  });

  test('a key named __proto__ stays a key', async () => {
    const made = await evaluate(JSON.parse('{"__proto__": {"x": 1}}'), { states: {} }, 'Output');
    expect(JSON.stringify(made)).toBe('{"__proto__":{"x":1}}');
  });
});
