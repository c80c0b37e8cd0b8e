import { type Behaviour, invoke, machineOf, NamedError, waitForToken } from '../engine-bench.ts';
import type { AslCase } from './asl-case.ts';

const throttled = () => {
  throw new NamedError('Lambda.TooManyRequestsException');
};
const never = () => new Promise(() => undefined);
/** The first call answers only when the second has been made, and before the second does. */
const firstAnswersDuringSecond = (): Behaviour => {
  const { promise, resolve } = Promise.withResolvers<string>();
  return async (_payload, attempt) => {
    if (attempt === 1) return promise;
    resolve('first');
    await new Promise((next) => setImmediate(next));
    return 'second';
  };
};
const SCHEDULED = ['TaskScheduled', 'TaskStarted'];

/** Task: time limits, heartbeats and what becomes of them. */
export const TIME_LIMIT_CASES: readonly AslCase[] = [
  {
    rule: 'TimeoutSeconds ends a Lambda that does not answer',
    definition: machineOf({ A: invoke('f', {}, { End: true, TimeoutSeconds: '{% $states.input.t %}' }) }),
    input: { t: 3 },
    lambdas: { f: never },
    status: 'FAILED',
    error: 'States.Timeout',
    events: ['TaskStateEntered', ...SCHEDULED, 'TaskTimedOut'],
  },
  {
    rule: 'an answer that comes after the time limit is not taken for that of the next attempt',
    definition: machineOf({
      A: invoke(
        'f',
        {},
        {
          Output: '{% $states.result.Payload %}',
          TimeoutSeconds: 3,
          Retry: [{ ErrorEquals: ['States.Timeout'], IntervalSeconds: 1 }],
          End: true,
        },
      ),
    }),
    lambdas: { f: firstAnswersDuringSecond() },
    status: 'SUCCEEDED',
    output: 'second',
  },
  {
    rule: 'States.TaskFailed does not match a time-out, States.Timeout does',
    definition: machineOf({
      A: invoke(
        'f',
        {},
        {
          End: true,
          TimeoutSeconds: 3,
          Catch: [
            { ErrorEquals: ['States.TaskFailed'], Next: 'C' },
            { ErrorEquals: ['States.Timeout'], Next: 'B' },
          ],
        },
      ),
      B: { Type: 'Pass', Output: '{% $states.input %}', End: true },
      C: { Type: 'Fail' },
    }),
    lambdas: { f: never },
    status: 'SUCCEEDED',
    output: { Error: 'States.Timeout', Cause: '' },
  },
  {
    rule: 'a token nobody answers times out, and a missing heartbeat before that',
    definition: machineOf({
      A: waitForToken('f', {
        TimeoutSeconds: 60,
        HeartbeatSeconds: 10,
        End: true,
        Catch: [{ ErrorEquals: ['States.HeartbeatTimeout'], Next: 'B' }],
      }),
      B: waitForToken('f', {
        TimeoutSeconds: 60,
        End: true,
        Catch: [
          { ErrorEquals: ['States.HeartbeatTimeout'], Next: 'C' },
          { ErrorEquals: ['States.Timeout'], Next: 'D' },
        ],
      }),
      C: { Type: 'Fail' },
      D: { Type: 'Pass', Output: '{% $states.context.State.EnteredTime %}', End: true },
    }),
    lambdas: { f: () => 'dispatched' },
    status: 'SUCCEEDED',
    output: '2026-11-02T09:01:10.000Z',
    events: [
      'TaskStateEntered',
      ...SCHEDULED,
      'TaskSubmitted',
      'TaskTimedOut',
      'TaskStateExited',
      'TaskStateEntered',
      ...SCHEDULED,
      'TaskSubmitted',
      'TaskTimedOut',
      'TaskStateExited',
      'PassStateEntered',
      'PassStateExited',
    ],
  },
  {
    rule: 'States.Timeout in ErrorEquals matches a missing heartbeat too',
    definition: machineOf({
      A: waitForToken('f', { HeartbeatSeconds: 10, End: true, Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'B' }] }),
      B: { Type: 'Succeed' },
    }),
    status: 'SUCCEEDED',
    output: { Error: 'States.HeartbeatTimeout', Cause: '' },
  },
  {
    rule: 'a Lambda that fails to dispatch fails the token Task',
    definition: machineOf({ A: waitForToken('f') }),
    lambdas: { f: throttled },
    status: 'FAILED',
    error: 'Lambda.TooManyRequestsException',
    events: ['TaskStateEntered', ...SCHEDULED, 'TaskFailed'],
  },
];
