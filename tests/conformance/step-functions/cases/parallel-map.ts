import { invoke, machineOf, NamedError } from '../engine-bench.ts';
import type { AslCase } from './asl-case.ts';

const chain = (states: Readonly<Record<string, object>>) => ({ StartAt: Object.keys(states)[0], States: states });
const fail = { Type: 'Fail', Error: 'Inner', Cause: 'why' };
const failsOnce = (payload: unknown, attempt: number) => {
  if (attempt === 1) throw new NamedError('Flaky');
  return payload;
};

/** Parallel and Map, their errors and the scopes of their variables. */
export const PARALLEL_MAP_CASES: readonly AslCase[] = [
  {
    rule: 'Parallel gives the outputs of its branches in their order',
    definition: machineOf({
      P: {
        Type: 'Parallel',
        Arguments: { n: '{% $states.input.n * 2 %}' },
        Branches: [chain({ A: { Type: 'Wait', Seconds: 9, End: true } }), chain({ B: { Type: 'Pass', Output: 'b', End: true } })],
        Output: { all: '{% $states.result %}' },
        End: true,
      },
    }),
    input: { n: 1 },
    status: 'SUCCEEDED',
    output: { all: [{ n: 2 }, 'b'] },
    events: [
      'ParallelStateEntered',
      'ParallelStateStarted',
      'WaitStateEntered',
      'PassStateEntered',
      'PassStateExited',
      'WaitStateExited',
      'ParallelStateSucceeded',
      'ParallelStateExited',
    ],
  },
  {
    rule: 'a failing branch aborts the others and is caught at the Parallel',
    definition: machineOf({
      P: {
        Type: 'Parallel',
        Branches: [chain({ A: fail }), chain({ B: { Type: 'Wait', Seconds: 9, End: true } })],
        Catch: [{ ErrorEquals: ['Inner'], Next: 'C' }],
        End: true,
      },
      C: { Type: 'Succeed' },
    }),
    status: 'SUCCEEDED',
    output: { Error: 'Inner', Cause: 'why' },
    events: [
      'ParallelStateEntered',
      'ParallelStateStarted',
      'FailStateEntered',
      'ParallelStateFailed',
      'ParallelStateExited',
      'SucceedStateEntered',
      'SucceedStateExited',
    ],
  },
  {
    rule: 'a branch under way is aborted when another fails',
    definition: machineOf({
      P: {
        Type: 'Parallel',
        Branches: [chain({ B: { Type: 'Wait', Seconds: 9, End: true } }), chain({ A: { Type: 'Pass', Next: 'F' }, F: fail })],
        End: true,
      },
    }),
    status: 'FAILED',
    error: 'Inner',
    cause: /^why$/,
    events: [
      'ParallelStateEntered',
      'ParallelStateStarted',
      'WaitStateEntered',
      'PassStateEntered',
      'PassStateExited',
      'FailStateEntered',
      'WaitStateAborted',
      'ParallelStateFailed',
    ],
  },
  {
    rule: 'Retry of a Parallel runs all branches again',
    definition: machineOf({
      P: {
        Type: 'Parallel',
        Branches: [
          chain({ A: invoke('f', 1, { Output: '{% $states.result.Payload %}', End: true }) }),
          chain({ B: { Type: 'Pass', Output: 2, End: true } }),
        ],
        Retry: [{ ErrorEquals: ['Flaky'] }],
        End: true,
      },
    }),
    lambdas: { f: failsOnce },
    status: 'SUCCEEDED',
    output: [1, 2],
  },
  {
    rule: 'variables of a branch end with it; it sees those around it',
    definition: machineOf({
      A: { Type: 'Pass', Assign: { outer: 1 }, Next: 'P' },
      P: {
        Type: 'Parallel',
        Branches: [
          chain({
            B: { Type: 'Pass', Assign: { inner: '{% $outer + 1 %}' }, Next: 'C' },
            C: { Type: 'Pass', Output: '{% $inner + $outer %}', End: true },
          }),
        ],
        Next: 'D',
      },
      D: { Type: 'Pass', Output: { got: '{% $states.input %}', inner: '{% $exists($inner) %}' }, End: true },
    }),
    status: 'SUCCEEDED',
    output: { got: [3], inner: false },
  },
  {
    rule: 'a Parallel in a Parallel hands its error outwards to the first that catches',
    definition: machineOf({
      P: {
        Type: 'Parallel',
        Branches: [
          chain({
            Q: {
              Type: 'Parallel',
              Branches: [chain({ A: fail }), chain({ B: { Type: 'Wait', Seconds: 5, End: true } })],
              End: true,
            },
          }),
        ],
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'C', Output: '{% $states.errorOutput.Error %}' }],
        End: true,
      },
      C: { Type: 'Succeed' },
    }),
    status: 'SUCCEEDED',
    output: 'Inner',
  },
  {
    rule: 'Map runs its processor for each item and keeps the order',
    definition: machineOf({
      M: {
        Type: 'Map',
        Items: '{% $states.input.list %}',
        ItemSelector: {
          i: '{% $states.context.Map.Item.Index %}',
          v: '{% $states.context.Map.Item.Value %}',
          k: '{% $states.input.k %}',
        },
        ItemProcessor: {
          ProcessorConfig: { Mode: 'INLINE' },
          ...chain({ A: { Type: 'Pass', Output: '{% $states.input.v * $states.input.k + $states.input.i %}', End: true } }),
        },
        End: true,
      },
    }),
    input: { list: [5, 6], k: 10 },
    status: 'SUCCEEDED',
    output: [50, 61],
    events: [
      'MapStateEntered',
      'MapStateStarted',
      'MapIterationStarted',
      'MapIterationStarted',
      'PassStateEntered',
      'PassStateExited',
      'MapIterationSucceeded',
      'PassStateEntered',
      'PassStateExited',
      'MapIterationSucceeded',
      'MapStateSucceeded',
      'MapStateExited',
    ],
  },
  {
    rule: 'MaxConcurrency 1 runs one item after the other',
    definition: machineOf({
      M: { Type: 'Map', MaxConcurrency: 1, ItemProcessor: chain({ A: { Type: 'Wait', Seconds: 5, End: true } }), End: true },
    }),
    input: [1, 2],
    status: 'SUCCEEDED',
    output: [1, 2],
    events: [
      'MapStateEntered',
      'MapStateStarted',
      'MapIterationStarted',
      'WaitStateEntered',
      'WaitStateExited',
      'MapIterationSucceeded',
      'MapIterationStarted',
      'WaitStateEntered',
      'WaitStateExited',
      'MapIterationSucceeded',
      'MapStateSucceeded',
      'MapStateExited',
    ],
  },
  {
    rule: 'a Map of nothing gives nothing',
    definition: machineOf({ M: { Type: 'Map', Items: [], ItemProcessor: chain({ A: fail }), End: true } }),
    status: 'SUCCEEDED',
    output: [],
    events: ['MapStateEntered', 'MapStateStarted', 'MapStateSucceeded', 'MapStateExited'],
  },
  {
    rule: 'a failing iteration aborts the others and fails the Map',
    definition: machineOf({
      M: {
        Type: 'Map',
        ItemProcessor: chain({
          C: { Type: 'Choice', Choices: [{ Condition: '{% $states.input = 2 %}', Next: 'F' }], Default: 'W' },
          F: fail,
          W: { Type: 'Wait', Seconds: 5, End: true },
        }),
        End: true,
      },
    }),
    input: [1, 2],
    status: 'FAILED',
    error: 'Inner',
    events: [
      'MapStateEntered',
      'MapStateStarted',
      'MapIterationStarted',
      'MapIterationStarted',
      'ChoiceStateEntered',
      'ChoiceStateExited',
      'WaitStateEntered',
      'ChoiceStateEntered',
      'ChoiceStateExited',
      'FailStateEntered',
      'MapIterationFailed',
      'WaitStateAborted',
      'MapIterationAborted',
      'MapStateFailed',
    ],
  },
  {
    rule: 'Items that are no list fail with States.QueryEvaluationError',
    definition: machineOf({ M: { Type: 'Map', Items: '{% 5 %}', ItemProcessor: chain({ A: fail }), End: true } }),
    status: 'FAILED',
    error: 'States.QueryEvaluationError',
    events: ['MapStateEntered', 'EvaluationFailed'],
  },
  {
    rule: 'the outputs of a Map together may not exceed 256 KiB',
    definition: machineOf({
      M: {
        Type: 'Map',
        ItemProcessor: chain({ A: { Type: 'Pass', Output: '{% $join($map([1..150000], function() { "x" })) %}', End: true } }),
        End: true,
      },
    }),
    input: [1, 2],
    status: 'FAILED',
    error: 'States.DataLimitExceeded',
  },
];
