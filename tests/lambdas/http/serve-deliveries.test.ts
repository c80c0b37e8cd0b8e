import { describe, expect, test } from 'vitest';
import { ConflictError, PolicyError, UpstreamError } from '#domain/errors.ts';
import { answerError } from '#lambdas/http/answer.ts';
import { readSettings } from '#lambdas/http/settings.ts';
import { serveDeliveries } from '#lambdas/http/serve-deliveries.ts';

const EVENT = { httpMethod: 'POST', headers: null, body: null, isBase64Encoded: false };

describe('an answer', () => {
  test.each([
    [new UpstreamError('busy.', { code: 'X' }), 503, 'X'],
    [new ConflictError('twice.', { code: 'X' }), 503, 'X'],
    [new PolicyError('no.', { code: 'X' }), 403, 'X'],
    [new TypeError('secret inside'), 500, 'INTERNAL'],
    ['thrown text', 500, 'INTERNAL'],
  ])('to %s is %i %s', (error, status, code) => {
    const answer = answerError(error);
    expect(answer.statusCode).toBe(status);
    expect(JSON.parse(answer.body)).toEqual({ error: { code, message: expect.stringMatching(/./) } });
    expect(answer.body).not.toContain('secret inside');
  });

  test('is given to a delivery without headers and body, with one log line', async () => {
    const log: object[] = [];
    const handler = serveDeliveries(
      'jira',
      async ({ body }) => ({ status: 'ignored', reason: `${body.length} bytes` }),
      (line) => log.push(line),
    );
    const answer = await handler(EVENT);
    expect(answer).toMatchObject({ statusCode: 200, body: '{"status":"ignored","reason":"0 bytes"}' });
    expect(log).toEqual([expect.objectContaining({ channel: 'jira', http: 200, status: 'ignored', reason: '0 bytes' })]);
  });

  test('to an error nobody expected is 500, and the log says what it was', async () => {
    const log: object[] = [];
    const handler = serveDeliveries(
      'jira',
      () => Promise.reject(new TypeError('a bug')),
      (line) => log.push(line),
    );
    expect((await handler(EVENT)).statusCode).toBe(500);
    expect(log).toEqual([expect.objectContaining({ level: 'error', http: 500, message: 'a bug' })]);
  });
});

describe('settings', () => {
  test('have the documented defaults, and an empty variable is an absent one', () => {
    expect(readSettings({ STEPWRIGHT_TABLE: 't', STEPWRIGHT_LABEL: '' })).toMatchObject({
      STEPWRIGHT_LABEL: 'AI',
      STEPWRIGHT_HANDLE: '@agent',
      STEPWRIGHT_APPROVAL_TIMEOUT_SECONDS: 86_400,
      STEPWRIGHT_AGENT_ARNS: {},
      STEPWRIGHT_MAX_TURNS: 100,
      STEPWRIGHT_MAX_BUDGET_USD: 10,
      STEPWRIGHT_GITHUB_API_URL: 'https://api.github.com',
    });
  });

  test.each([
    [{}, 'STEPWRIGHT_TABLE'],
    [{ STEPWRIGHT_TABLE: 't', STEPWRIGHT_LABEL: 'two words' }, 'STEPWRIGHT_LABEL'],
    [{ STEPWRIGHT_TABLE: 't', STEPWRIGHT_APPROVAL_TIMEOUT_SECONDS: '1209601' }, 'STEPWRIGHT_APPROVAL_TIMEOUT_SECONDS'],
    [{ STEPWRIGHT_TABLE: 't', STEPWRIGHT_AGENT_ARNS: '{"nobody":"arn"}' }, 'STEPWRIGHT_AGENT_ARNS'],
    [{ STEPWRIGHT_TABLE: 't', STEPWRIGHT_MAX_BUDGET_USD: '0' }, 'STEPWRIGHT_MAX_BUDGET_USD'],
    [{ STEPWRIGHT_TABLE: 't', STEPWRIGHT_MAX_TURNS: 'many' }, 'STEPWRIGHT_MAX_TURNS'],
  ])('%j are refused by the name of what is wrong', (env, name) => {
    expect(() => readSettings(env)).toThrow(
      expect.objectContaining({ code: 'SETTINGS_INVALID', message: expect.stringContaining(name) }),
    );
  });
});
