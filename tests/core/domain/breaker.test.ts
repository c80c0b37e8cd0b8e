import { describe, expect, test } from 'vitest';
import { afterProgress, BREAKER, decideBreaker, follow, NO_TRAIL, type ObservedCall, type Trail } from '#domain/breaker.ts';

const SECOND = 1_000;

/** The decisions on these calls, one second apart. */
function decide(calls: readonly Partial<ObservedCall>[], apartMs = SECOND, trail: Trail = NO_TRAIL) {
  let now = trail;
  return calls.map((call, index) => {
    const observed = { at: index * apartMs, words: `call ${index}`, identity: `${index}`, ...call };
    now = follow(now, observed);
    return decideBreaker(now, observed);
  });
}

/** When it is warned first and when it is stopped, counted from 1, and by what. */
function outcome(decisions: ReturnType<typeof decide>) {
  const warned = decisions.findIndex(({ type }) => type === 'warn') + 1;
  const stopped = decisions.findIndex(({ type }) => type === 'stop') + 1;
  const decision = decisions[stopped - 1];
  return { warned, stopped, code: decision?.type === 'stop' ? decision.code : undefined };
}

const times = (n: number, make: (index: number) => Partial<ObservedCall>) => Array.from({ length: n }, (_, index) => make(index));

describe('the breaker', () => {
  test('lets different calls that succeed go on for ever', () => {
    expect(outcome(decide(times(2_000, () => ({}))))).toEqual({ warned: 0, stopped: 0, code: undefined });
  });

  test('warns of and then stops the same call with the same result', () => {
    const { warn: warned, stop: stopped } = BREAKER.sameCall;
    expect(outcome(decide(times(9, () => ({ identity: 'ls' }))))).toEqual({ warned, stopped, code: 'REPEATED_CALL' });
  });

  test('does not count a repeated call across a change, after which it is a new question', () => {
    const calls = times(40, (index) => (index % 2 === 0 ? { identity: 'test' } : { changed: `f${index}` }));
    expect(outcome(decide(calls)).stopped).toBe(0);
  });

  test('stops failures that are alike but for numbers, whatever was called', () => {
    const calls = times(10, (index) => ({ failure: `edit_file: line ${index} does not match` }));
    const { warn: warned, stop: stopped } = BREAKER.sameFailure;
    expect(outcome(decide(calls))).toEqual({ warned, stopped, code: 'REPEATED_FAILURE' });
  });

  test('begins to count failures anew after one that is different, and after a success', () => {
    const calls = times(60, (index) => (index % 6 === 0 ? {} : { failure: index % 3 === 0 ? 'one' : 'other' }));
    expect(outcome(decide(calls)).stopped).toBe(0);
  });

  test('stops a file from being changed over and over without progress', () => {
    const { warn: warned, stop: stopped } = BREAKER.sameFile;
    expect(outcome(decide(times(40, () => ({ changed: 'src/a.ts' }))))).toEqual({ warned, stopped, code: 'FILE_CHURN' });
  });

  test('forgets changes and repetitions at progress', () => {
    const observed = { at: 0, words: '', identity: 'x', changed: 'src/a.ts' };
    const trail = times(29, () => observed).reduce<Trail>((so, call) => follow(so, { ...observed, ...call }), NO_TRAIL);
    expect(
      outcome(
        decide(
          times(14, () => ({ changed: 'src/a.ts' })),
          SECOND,
          afterProgress(trail),
        ),
      ).warned,
    ).toBe(0);
  });

  test('stops more calls within a minute than anybody needs', () => {
    const n = BREAKER.callsPerMinute;
    expect(
      outcome(
        decide(
          times(n + 9, () => ({})),
          1,
        ),
      ),
    ).toMatchObject({ stopped: n + 1, code: 'CALL_RATE' });
    expect(
      outcome(
        decide(
          times(n + 9, () => ({})),
          60_000 / n,
        ),
      ).stopped,
    ).toBe(0);
  });
});
