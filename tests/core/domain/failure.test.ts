import { describe, expect, test } from 'vitest';
import { ConflictError, InputError, LimitError, PolicyError, UpstreamError } from '#domain/errors.ts';
import { failureSchema, tellFailure, toFailure, toWorkflowFailure } from '#domain/failure.ts';

const DETAIL = { code: 'SOME_CODE' };

describe('toFailure', () => {
  test.each([
    { error: new InputError('m', DETAIL), kind: 'config', retryable: false },
    { error: new UpstreamError('m', DETAIL), kind: 'network', retryable: true },
    { error: new PolicyError('m', DETAIL), kind: 'guardrail', retryable: false },
    { error: new ConflictError('m', DETAIL), kind: 'concurrency', retryable: true },
    { error: new LimitError('m', DETAIL), kind: 'agent', retryable: false },
  ])('$error.name keeps its name and code and is of kind $kind', ({ error, kind, retryable }) => {
    const failure = toFailure(error);
    expect(failure).toMatchObject({ name: error.name, code: 'SOME_CODE', message: 'm', kind, retryable });
    expect(failure.remedy).not.toBe('');
  });

  test('kind and remedy given where the error happened win', () => {
    const error = new UpstreamError('m', { ...DETAIL, kind: 'auth', remedy: 'Renew the token.' });
    expect(toFailure(error)).toMatchObject({ kind: 'auth', remedy: 'Renew the token.' });
  });

  test.each([
    [new TypeError('x is undefined'), 'x is undefined'],
    ['a string', 'a string'],
    [undefined, 'undefined'],
    [null, 'null'],
    [{ name: 'InputError', code: 'X', message: 'a look-alike' }, '[object Object]'],
  ])('%s, which nobody raised on purpose, is unknown and not retryable', (error, message) => {
    expect(toFailure(error)).toMatchObject({
      name: 'UnknownError',
      code: 'UNEXPECTED',
      kind: 'unknown',
      message,
      retryable: false,
    });
  });

  test('a message of any length is cut to what can be shown', () => {
    expect(toFailure(new Error('x'.repeat(10_000))).message).toHaveLength(2_000);
    expect(toFailure(new InputError('x'.repeat(10_000), DETAIL)).message).toHaveLength(2_000);
  });
});

describe('toWorkflowFailure', () => {
  test('what an agent reported with its token comes back as it was', () => {
    const failure = toFailure(new LimitError('The budget is used up.', { code: 'BUDGET' }));
    expect(toWorkflowFailure('LimitError', JSON.stringify(failure))).toEqual(failure);
  });

  test('what a Lambda threw is told by its message, not as JSON', () => {
    const cause = JSON.stringify({ errorType: 'PolicyError', errorMessage: 'It has ended.', trace: ['at x'] });
    expect(toWorkflowFailure('PolicyError', cause)).toMatchObject({
      name: 'PolicyError',
      message: 'It has ended.',
      kind: 'compute',
    });
  });

  test.each(['States.Timeout', 'States.HeartbeatTimeout'])('%s is a time-out that says what happened', (name) => {
    const failure = toWorkflowFailure(name, '');
    expect(failure).toMatchObject({ name, code: 'STEP_TIMED_OUT', kind: 'timeout', retryable: true });
    expect(failure.message).toMatch(/^The (agent|step) .+\.$/);
  });

  test.each([
    ['States.Runtime', 'The expression failed.', 'The expression failed.'],
    ['States.Runtime', '', 'States.Runtime'],
    ['constructor', '', 'constructor'],
    ['X', '{"half": ', '{"half": '],
    ['X', '{"name": "InputError"}', '{"name": "InputError"}'],
  ])('%s with the cause %j says %j', (name, cause, message) => {
    expect(toWorkflowFailure(name, cause)).toMatchObject({ name, message, code: 'STEP_FAILED' });
    expect(failureSchema.safeParse(toWorkflowFailure(name, cause)).success).toBe(true);
  });
});

describe('what people are told of a failure', () => {
  test.each([
    ['Jira is down.', 'Jira is down. Try again.'],
    ['500 Internal Server Error ', '500 Internal Server Error. Try again.'],
    ['Is it there?', 'Is it there? Try again.'],
  ])('%j and its remedy are two sentences', (message, told) => {
    expect(tellFailure({ message, remedy: 'Try again.' })).toBe(told);
  });
});
