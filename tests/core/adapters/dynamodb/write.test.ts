import { describe, expect, test } from 'vitest';
import { toTransactItem } from '#adapters/dynamodb/write.ts';

const KEY = { pk: 'p', sk: 's' };
const KEY_ATTRIBUTES = { pk: { S: 'p' }, sk: { S: 's' } };

describe('writes', () => {
  test('an update sets and adds what is given, under placeholders, on its condition', () => {
    const { Update } = toTransactItem('tasks', {
      update: KEY,
      set: { status: 'failed', version: 3, outcome: undefined },
      add: { turns: 2 },
      when: { equals: { version: 2 }, missing: ['endedAt'] },
    });
    expect(Update).toMatchObject({ TableName: 'tasks', Key: KEY_ATTRIBUTES, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' });
    const names = Object.entries(Update?.ExpressionAttributeNames ?? {});
    const spell = (expression = ''): string =>
      names.reduce((text, [placeholder, name]) => text.replaceAll(placeholder, name), expression);
    expect(spell(Update?.ConditionExpression)).toBe('version = :v0 AND attribute_not_exists(endedAt)');
    expect(spell(Update?.UpdateExpression)).toBe('SET status = :v1, version = :v2 ADD turns :v3');
    expect(Update?.ExpressionAttributeValues).toEqual({
      ':v0': { N: '2' },
      ':v1': { S: 'failed' },
      ':v2': { N: '3' },
      ':v3': { N: '2' },
    });
  });

  test('a put without a condition has no expression at all', () => {
    expect(toTransactItem('tasks', { put: { ...KEY, note: undefined } })).toEqual({
      Put: { TableName: 'tasks', Item: KEY_ATTRIBUTES },
    });
  });

  test.each([
    [{ exists: true }, 'attribute_exists(#n0)'],
    [{ exists: false }, 'attribute_not_exists(#n0)'],
    [{ equals: { taskId: 't' }, orAbsent: true as const }, 'attribute_not_exists(#n1) OR (#n0 = :v0)'],
  ])('the condition %j is %s', (when, expression) => {
    expect(toTransactItem('tasks', { delete: KEY, when }).Delete?.ConditionExpression).toBe(expression);
    expect(toTransactItem('tasks', { check: KEY, when }).ConditionCheck?.ConditionExpression).toBe(expression);
  });
});
