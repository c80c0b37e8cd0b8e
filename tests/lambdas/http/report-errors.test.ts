import { expect, test } from 'vitest';
import { UpstreamError } from '#domain/errors.ts';
import { reportErrors } from '#lambdas/http/report-errors.ts';
import { serveDeliveries } from '#lambdas/http/serve-deliveries.ts';
import type { ErrorReporter } from '#ports/error-reporter.ts';

/** A reporter that remembers; `opened` counts how often it was loaded. */
function memoryReporter() {
  const sent: { error: unknown; tags: object }[] = [];
  const pending: typeof sent = [];
  const state = { opened: 0, sent };
  const reporter: ErrorReporter = {
    capture: (error, tags) => void pending.push({ error, tags }),
    flush: async () => void sent.push(...pending.splice(0)),
  };
  return { state, open: async () => ((state.opened += 1), reporter) };
}

test('an error that nobody raised on purpose is sent with its Lambda’s name, and thrown on', async () => {
  const { state, open } = memoryReporter();
  const error = new TypeError('x is undefined');
  const handler = reportErrors(() => Promise.reject(error), 'steps-finish', open);
  await expect(handler()).rejects.toBe(error);
  expect(state.sent).toEqual([{ error, tags: { lambda: 'steps-finish' } }]);
});

test('an error that was raised on purpose is none of theirs, and nothing is loaded', async () => {
  const { state, open } = memoryReporter();
  const handler = reportErrors(() => Promise.reject(new UpstreamError('Jira is down.', { code: 'X' })), 'notify', open);
  await expect(handler()).rejects.toMatchObject({ code: 'X' });
  expect(await reportErrors(async (n: number) => n + 1, 'notify', open)(1)).toBe(2);
  expect(state).toEqual({ opened: 0, sent: [] });
});

test('an error that was answered with 500 is sent as well', async () => {
  const { state, open } = memoryReporter();
  const serve = serveDeliveries(
    'jira',
    () => Promise.reject(new RangeError('no')),
    () => undefined,
  );
  const handler = reportErrors(serve, 'webhooks-jira', open);
  expect(await handler({ httpMethod: 'POST', headers: {}, body: '', isBase64Encoded: false })).toMatchObject({ statusCode: 500 });
  expect(state.sent).toMatchObject([{ error: { message: 'no' } }]);
});

test('what reports errors may fail', async () => {
  const handler = reportErrors(
    () => Promise.reject(new TypeError('own')),
    'notify',
    () => Promise.reject(new Error('no network')),
  );
  await expect(handler()).rejects.toThrow('own');
});
