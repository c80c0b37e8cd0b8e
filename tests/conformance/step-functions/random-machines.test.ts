import fc from 'fast-check';
import { expect, test } from 'vitest';
import { machineOf, NamedError, openBench } from './engine-bench.ts';
import { randomScopes } from './random-scopes.ts';

test('a random machine always ends, with a history that fits together', { timeout: 60_000 }, async () => {
  const bench = await openBench({
    lambdas: {
      ok: (payload) => payload,
      flaky: (payload, attempt) => {
        if (attempt % 2 === 1) throw new NamedError('Flaky');
        return payload;
      },
      broken: () => {
        throw new NamedError('Odd');
      },
      never: () => new Promise(() => undefined),
    },
  });
  await fc.assert(
    fc.asyncProperty(randomScopes, async (scope) => {
      const arn = await bench.start(machineOf(scope.States, { TimeoutSeconds: 40 }));
      const ended = await bench.finish(arn);
      expect(ended.status).not.toBe('RUNNING');
      expect(bench.faults).toEqual([]);
      expect(ended.cause ?? '').not.toContain('engine failed');
      const history = await bench.history(arn);
      expect(history.map(({ id }) => id)).toEqual(history.map((_event, index) => index + 1));
      expect(history.every(({ id = 0, previousEventId = 0 }) => previousEventId < id)).toBe(true);
      expect(history.at(-1)?.type).toMatch(/^Execution(Succeeded|Failed|TimedOut)$/);
      const count = (pattern: RegExp): number => history.filter(({ type = '' }) => pattern.test(type)).length;
      expect(count(/^Execution(Succeeded|Failed|TimedOut)$/)).toBe(1);
      expect(count(/StateExited$/)).toBeLessThanOrEqual(count(/StateEntered$/));
      expect(count(/^MapIteration(Succeeded|Failed|Aborted)$/)).toBeLessThanOrEqual(count(/^MapIterationStarted$/));
    }),
    { numRuns: 30 },
  );
  await bench.close();
});
