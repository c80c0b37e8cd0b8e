import { expect } from 'vitest';
import { invoke, machineOf, NamedError } from '../engine-bench.ts';
import type { AslCase } from './asl-case.ts';

const boom =
  (name = 'Boom') =>
  () => {
    throw new NamedError(name, 'no luck');
  };
const failsTwice = (_payload: unknown, attempt: number) => {
  if (attempt < 3) throw new NamedError('Flaky');
  return attempt;
};
const onlyPayload = { Output: '{% $states.result.Payload %}', End: true };
const SCHEDULED = ['TaskScheduled', 'TaskStarted'];

/** Task: results, errors, Retry and Catch. */
export const TASK_CASES: readonly AslCase[] = [
  {
    rule: 'lambda:invoke gives the envelope of the optimised integration',
    definition: machineOf({ A: invoke('f', { n: '{% $states.input.n %}' }) }),
    input: { n: 2 },
    lambdas: { f: (payload) => ({ got: payload }) },
    status: 'SUCCEEDED',
    output: { ExecutedVersion: '$LATEST', Payload: { got: { n: 2 } }, StatusCode: 200 },
    events: ['TaskStateEntered', ...SCHEDULED, 'TaskSucceeded', 'TaskStateExited'],
  },
  {
    rule: 'a function ARN as Resource gets the input and gives the bare result',
    definition: machineOf({ A: { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:000000000000:function:f', End: true } }),
    input: { n: 2 },
    lambdas: { f: (payload) => ({ got: payload }) },
    status: 'SUCCEEDED',
    output: { got: { n: 2 } },
    events: [
      'TaskStateEntered',
      'LambdaFunctionScheduled',
      'LambdaFunctionStarted',
      'LambdaFunctionSucceeded',
      'TaskStateExited',
    ],
  },
  {
    rule: 'the resource may be of another partition, and a Lambda that returns nothing gives null',
    definition: machineOf({ A: { ...invoke('f', {}, onlyPayload), Resource: 'arn:aws-us-gov:states:::lambda:invoke' } }),
    lambdas: { f: () => undefined },
    status: 'SUCCEEDED',
    output: null,
  },
  {
    rule: "a Lambda's error fails the execution under its name, with its message as JSON",
    definition: machineOf({ A: invoke('f', {}) }),
    lambdas: { f: boom() },
    status: 'FAILED',
    error: 'Boom',
    cause: /^\{"errorMessage":"no luck","errorType":"Boom","trace":\[/,
    events: ['TaskStateEntered', ...SCHEDULED, 'TaskFailed'],
  },
  {
    rule: 'Retry tries again after its interval, and the state is entered once',
    definition: machineOf({ A: invoke('f', {}, { ...onlyPayload, Retry: [{ ErrorEquals: ['Flaky'], IntervalSeconds: 5 }] }) }),
    lambdas: { f: failsTwice },
    status: 'SUCCEEDED',
    output: 3,
    events: [
      'TaskStateEntered',
      ...SCHEDULED,
      'TaskFailed',
      ...SCHEDULED,
      'TaskFailed',
      ...SCHEDULED,
      'TaskSucceeded',
      'TaskStateExited',
    ],
  },
  {
    rule: 'Retry gives up after MaxAttempts, then Catch decides',
    definition: machineOf({
      A: invoke(
        'f',
        {},
        {
          ...onlyPayload,
          Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1 }],
          Catch: [{ ErrorEquals: ['Flaky'], Next: 'B' }],
        },
      ),
      B: { Type: 'Pass', Output: '{% $states.input.Error %}', End: true },
    }),
    lambdas: { f: failsTwice },
    status: 'SUCCEEDED',
    output: 'Flaky',
  },
  {
    rule: 'a retrier that does not match is passed over; MaxAttempts 0 never retries',
    definition: machineOf({
      A: invoke(
        'f',
        {},
        {
          End: true,
          Retry: [{ ErrorEquals: ['Other'] }, { ErrorEquals: ['Flaky'], MaxAttempts: 0 }, { ErrorEquals: ['States.ALL'] }],
        },
      ),
    }),
    lambdas: { f: failsTwice },
    status: 'FAILED',
    error: 'Flaky',
    events: ['TaskStateEntered', ...SCHEDULED, 'TaskFailed'],
  },
  {
    rule: 'RetryCount in the context counts',
    definition: machineOf({
      A: invoke('f', '{% $states.context.State.RetryCount %}', {
        ...onlyPayload,
        Retry: [{ ErrorEquals: ['States.TaskFailed'] }],
      }),
    }),
    lambdas: {
      f: (payload, attempt) => {
        if (attempt < 3) throw new NamedError('Flaky');
        return payload;
      },
    },
    status: 'SUCCEEDED',
    output: 2,
  },
  {
    rule: 'Catch leaves with its Output and Assign, which see $states.errorOutput and the input',
    definition: machineOf({
      A: invoke(
        'f',
        {},
        {
          End: true,
          Catch: [
            {
              ErrorEquals: ['Boom'],
              Next: 'B',
              Assign: { e: '{% $states.errorOutput.Error %}' },
              Output: { in: '{% $states.input.n %}' },
            },
          ],
        },
      ),
      B: { Type: 'Pass', Output: { e: '{% $e %}', from: '{% $states.input %}' }, End: true },
    }),
    input: { n: 1 },
    lambdas: { f: boom() },
    status: 'SUCCEEDED',
    output: { e: 'Boom', from: { in: 1 } },
    events: ['TaskStateEntered', ...SCHEDULED, 'TaskFailed', 'TaskStateExited', 'PassStateEntered', 'PassStateExited'],
  },
  {
    rule: 'without Output, a catcher goes on with Error and Cause',
    definition: machineOf({
      A: invoke('f', {}, { End: true, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'B' }] }),
      B: { Type: 'Succeed' },
    }),
    lambdas: { f: boom() },
    status: 'SUCCEEDED',
    output: { Error: 'Boom', Cause: expect.stringContaining('no luck') },
  },
  {
    rule: 'a catcher that cannot be evaluated fails the execution about that',
    definition: machineOf({
      A: invoke('f', {}, { End: true, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'B', Output: '{% $states.nothing %}' }] }),
      B: { Type: 'Succeed' },
    }),
    lambdas: { f: boom() },
    status: 'FAILED',
    error: 'States.QueryEvaluationError',
    cause: /'Catch\[0\]\/Output'/,
  },
  {
    rule: 'an evaluation error is caught like any other',
    definition: machineOf({
      A: invoke('f', '{% $states.input.missing %}', {
        End: true,
        Catch: [{ ErrorEquals: ['States.QueryEvaluationError'], Next: 'B' }],
      }),
      B: { Type: 'Pass', Output: '{% $states.input.Error %}', End: true },
    }),
    status: 'SUCCEEDED',
    output: 'States.QueryEvaluationError',
    events: ['TaskStateEntered', 'EvaluationFailed', 'TaskStateExited', 'PassStateEntered', 'PassStateExited'],
  },
  {
    rule: 'an Output that cannot be evaluated after the Lambda ran is the error of the Task',
    definition: machineOf({
      A: invoke(
        'f',
        {},
        { End: true, Output: '{% $states.result.Payload.x.y %}', Catch: [{ ErrorEquals: ['States.ALL'], Next: 'B' }] },
      ),
      B: { Type: 'Pass', Output: 'caught', End: true },
    }),
    lambdas: { f: () => 1 },
    status: 'SUCCEEDED',
    output: 'caught',
  },
  {
    rule: 'a result over 256 KiB fails with States.DataLimitExceeded, which States.ALL does not catch',
    definition: machineOf({
      A: invoke('f', {}, { End: true, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'B' }] }),
      B: { Type: 'Succeed' },
    }),
    lambdas: { f: () => 'x'.repeat(262_144) },
    status: 'FAILED',
    error: 'States.DataLimitExceeded',
    events: ['TaskStateEntered', ...SCHEDULED, 'TaskFailed'],
  },
  {
    rule: 'arguments without a function name fail with States.Runtime, which nothing catches',
    definition: machineOf({
      A: {
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke',
        Arguments: '{% $states.input %}',
        End: true,
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'B' }],
      },
      B: { Type: 'Succeed' },
    }),
    status: 'FAILED',
    error: 'States.Runtime',
  },
];
