import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sentryDelivery } from '../signed.ts';
import { aWorld, bodyOf, recorded } from '../world.ts';

const NOW = new Date('2026-11-02T09:00:00.000Z');
const BODIES = [
  ['event_alert', recorded('sentry-event-alert-triggered')],
  ['metric_alert', recorded('sentry-metric-alert-critical')],
  ['issue', recorded('sentry-issue-created')],
  ['issue', recorded('sentry-issue-unresolved')],
  ['comment', recorded('sentry-comment-created')],
] as const;

function pathsOf(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...path, key]))];
}

function replaced(value: unknown, path: readonly string[], by: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined || typeof value !== 'object' || value === null) return by;
  if (Array.isArray(value)) return value.map((inner, index) => (String(index) === key ? replaced(inner, rest, by) : inner));
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, name === key ? replaced(inner, rest, by) : inner]),
  );
}

const RESOURCES = ['event_alert', 'metric_alert', 'issue', 'activity_alert', 'error', 'comment', 'installation', '', '__proto__'];

describe('signed deliveries of any shape', () => {
  const mutated = fc
    .constantFrom(...BODIES)
    .chain(([resource, body]) =>
      fc
        .tuple(fc.constantFrom(...pathsOf(body)), fc.oneof(fc.jsonValue(), fc.constant(undefined), fc.string(), fc.integer()))
        .map(([path, by]) => ({ resource, body: replaced(body, path, by) ?? null })),
    );

  test('are taken, ignored or refused, and a task is only made of an error group or a metric alert', async () => {
    await fc.assert(
      fc.asyncProperty(mutated, async ({ resource, body }) => {
        const world = aWorld();
        const answer = await world.sentry(sentryDelivery(resource, body, NOW));
        expect([200, 400]).toContain(answer.statusCode);
        expect(bodyOf(answer)).toEqual(expect.any(Object));
        const { items } = await world.store.listTasks({ status: 'submitted', limit: 10 });
        for (const { subject, ticket } of items) {
          expect(subject.key).toMatch(/^(alert-)?\d{1,20}$/);
          expect(ticket.summary).not.toBe('');
        }
        expect(world.engine.started).toHaveLength(items.length);
      }),
      { numRuns: 800 },
    );
  });

  test('any resource with any JSON and any text is answered, and makes no task', async () => {
    const anything = fc.oneof(fc.jsonValue(), fc.string());
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...RESOURCES), anything, async (resource, body) => {
        const world = aWorld();
        const text = typeof body === 'string' ? body : JSON.stringify(body);
        expect([200, 400]).toContain((await world.sentry(sentryDelivery(resource, text, NOW))).statusCode);
        expect(world.engine.started).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});
