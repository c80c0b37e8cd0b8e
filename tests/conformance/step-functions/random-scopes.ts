import fc from 'fast-check';
import { invoke, waitForToken } from './engine-bench.ts';

export interface RandomScope {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, object>>;
}

const NAMES = ['S0', 'S1', 'S2', 'S3', 'S4'];

const catcher = fc.constantFrom('States.ALL', 'States.Timeout', 'States.TaskFailed', 'Odd');
const retrier = fc.record({
  ErrorEquals: fc.constant(['States.TaskFailed']),
  IntervalSeconds: fc.integer({ min: 1, max: 9 }),
  MaxAttempts: fc.integer({ min: 0, max: 2 }),
});

/** A way on from state number `index`: only forwards, so that a loop needs a Wait. */
const onward = (index: number, names: readonly string[]): fc.Arbitrary<object> => {
  const later = names.slice(index + 1);
  return later.length === 0
    ? fc.constant({ End: true })
    : fc.oneof(fc.constant({ End: true }), fc.record({ Next: fc.constantFrom(...later) }));
};

const errors = (names: readonly string[], index: number): fc.Arbitrary<object> => {
  const later = names.slice(index + 1);
  if (later.length === 0) return fc.record({ Retry: fc.array(retrier, { maxLength: 1 }) });
  return fc.record({
    Retry: fc.array(retrier, { maxLength: 1 }),
    Catch: fc.array(fc.record({ ErrorEquals: fc.tuple(catcher), Next: fc.constantFrom(...later) }), { maxLength: 1 }),
  });
};

const output = fc.constantFrom<object>(
  {},
  { Output: '{% $states.input %}' },
  { Output: '{% $states.input.missing %}' },
  { Output: { n: '{% 1 + 1 %}' } },
);

function stateOf(index: number, names: readonly string[], depth: number): fc.Arbitrary<object> {
  const to = onward(index, names);
  const all = [
    fc.tuple(to, output).map(([next, out]) => ({ Type: 'Pass', ...next, ...out })),
    fc
      .tuple(fc.constantFrom(...names), fc.integer({ min: 1, max: 9 }))
      .map(([Next, Seconds]) => ({ Type: 'Wait', Seconds, Next })),
    fc.constantFrom<object>({ Type: 'Succeed' }, { Type: 'Fail', Error: 'Odd' }),
    fc
      .tuple(to, errors(names, index), fc.constantFrom('ok', 'flaky', 'broken', 'never'))
      .map(([next, more, name]) => invoke(name, '{% $states.input %}', { TimeoutSeconds: 7, ...next, ...more })),
    fc
      .tuple(to, errors(names, index))
      .map(([next, more]) => waitForToken('ok', { TimeoutSeconds: 20, HeartbeatSeconds: 5, ...next, ...more })),
  ];
  const later = names.slice(index + 1);
  if (later.length > 0) {
    all.push(
      fc
        .tuple(
          fc.constantFrom(...later),
          fc.constantFrom(...later),
          fc.constantFrom('{% true %}', '{% false %}', '{% $states.input.x = 1 %}'),
        )
        .map(([Next, Default, Condition]) => ({ Type: 'Choice', Choices: [{ Condition, Next }], Default })),
    );
  }
  if (depth > 0) {
    const inner = (prefix: string) =>
      scopeOf(
        names.slice(0, 2).map((name) => `${prefix}${name}`),
        depth - 1,
      );
    all.push(
      fc
        .tuple(inner(`L${names[index]}`), inner(`R${names[index]}`), to, errors(names, index))
        .map(([left, right, next, more]) => ({ Type: 'Parallel', Branches: [left, right], ...next, ...more })),
      fc
        .tuple(inner(`M${names[index]}`), to, errors(names, index), fc.integer({ min: 0, max: 2 }))
        .map(([processor, next, more, MaxConcurrency]) => ({
          Type: 'Map',
          Items: [1, { x: 1 }, 3],
          ItemProcessor: processor,
          MaxConcurrency,
          ...next,
          ...more,
        })),
    );
  }
  return fc.oneof(...all);
}

/** The last state always ends, or the machine would be refused. */
function scopeOf(names: readonly string[], depth: number): fc.Arbitrary<RandomScope> {
  const states = names.map((_name, index) =>
    index === names.length - 1 ? fc.constant({ Type: 'Succeed' }) : stateOf(index, names, depth),
  );
  return fc
    .tuple(...states)
    .map((made) =>
      reachable({ StartAt: names[0] ?? '', States: Object.fromEntries(names.map((name, index) => [name, made[index] ?? {}])) }),
    )
    .filter(({ States }) => Object.values(States).some(isTerminal));
}

function isTerminal(state: object): boolean {
  return ('End' in state && state.End === true) || ('Type' in state && (state.Type === 'Succeed' || state.Type === 'Fail'));
}

/** Without the states that no way leads to, since those would be refused. */
function reachable(scope: RandomScope): RandomScope {
  const seen = new Set([scope.StartAt]);
  for (const name of seen) {
    const { Branches: _branches, ItemProcessor: _processor, ...own } = { Branches: 0, ItemProcessor: 0, ...scope.States[name] };
    for (const [, target = ''] of JSON.stringify(own).matchAll(/"(?:Next|Default)":"(\w+)"/g)) seen.add(target);
  }
  return { ...scope, States: Object.fromEntries(Object.entries(scope.States).filter(([name]) => seen.has(name))) };
}

/** A small machine of every type of state, nested two deep, that can only go back by way of a Wait. */
export const randomScopes = scopeOf(NAMES, 2);
