import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TASK_ID } from '#tests/fakes/samples.ts';
import { serveApi } from '#lambdas/api/serve-api.ts';
import { ROUTES } from '#lambdas/api/routes.ts';
import { ANN_HERE, anApiWorld, toEvent } from './api-world.ts';

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('acme/shop', TASK_ID, '20', 'executing', '\u0000', '💥'.repeat(99)),
);
const part = fc.oneof(text, fc.constantFrom(TASK_ID, '..', '%2e%2e', '__proto__', 'constructor'));
const path = fc.oneof(
  fc.tuple(fc.constantFrom(...ROUTES.map((route) => route.path)), part).map(([route, id]) => route.replace(':id', () => id)),
  fc.constant('/v1/webhooks/tasks'),
  text,
);
const field = fc.constantFrom(
  'repo',
  'task_description',
  'issue_number',
  'pr_number',
  'task_type',
  'max_turns',
  'text',
  'feedback',
  '__proto__',
);
const value = fc.oneof(text, fc.integer(), fc.double(), fc.constant(null), fc.constant([]), fc.boolean());
const body = fc.oneof(
  text,
  fc.dictionary(field, value).map((fields) => JSON.stringify(fields)),
  fc.json(),
);
const name = fc.constantFrom('Idempotency-Key', 'X-Webhook-Id', 'X-Webhook-Signature', 'X-Webhook-Timestamp', 'Authorization');
const query = fc.dictionary(fc.constantFrom('limit', 'status', 'repo', 'next_token', 'x'), text);
const sent = fc.record({
  method: fc.constantFrom('GET', 'POST', 'DELETE', 'PUT', 'x'),
  path,
  body,
  headers: fc.dictionary(name, text),
  query,
});

test('whatever is sent, the answer is JSON that is no fault of ours', async () => {
  const { deps } = anApiWorld();
  await fc.assert(
    fc.asyncProperty(sent, async ({ path: at, ...request }) => {
      const { statusCode, body: answer } = await serveApi(toEvent(at, ANN_HERE, request), deps);
      expect(JSON.parse(answer)).toBeTypeOf('object');
      expect(statusCode).toBeLessThan(500);
    }),
    { numRuns: 1_500 },
  );
});

test('whatever is sent by nobody, nothing is started and nothing is told', async () => {
  const { deps, engine } = anApiWorld();
  await fc.assert(
    fc.asyncProperty(sent, async ({ path: at, ...request }) => {
      const { statusCode } = await serveApi(toEvent(at, undefined, request), deps);
      expect([401]).toContain(statusCode);
    }),
    { numRuns: 1_500 },
  );
  expect(engine.started).toEqual([]);
});
