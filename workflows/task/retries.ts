import type { Retrier } from '../asl/types.ts';

/** Faults that pass by themselves: our own retryable errors, and Lambda's when it could not run or finish the function. */
const PASSING_FAULTS = [
  'UpstreamError',
  'ConflictError',
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.TooManyRequestsException',
  'Lambda.ClientExecutionTimeoutException',
  'Lambda.Unknown',
  'Sandbox.Timedout',
];

/** Nine tries over about two minutes, jittered so that many tasks do not come back at once: most outages are shorter. */
export const RETRY_PASSING_FAULTS: Retrier = {
  ErrorEquals: PASSING_FAULTS,
  IntervalSeconds: 2,
  MaxAttempts: 8,
  BackoffRate: 2,
  MaxDelaySeconds: 60,
  JitterStrategy: 'FULL',
};

/** The same for a plain Lambda call, which may also be cut off: it does little and may be done twice. */
export const RETRY_LAMBDA_FAULTS: Retrier = { ...RETRY_PASSING_FAULTS, ErrorEquals: [...PASSING_FAULTS, 'States.Timeout'] };

/** The same step once more when its session was lost; it claims what the lost one began. */
export const RETRY_LOST_SESSION: Retrier = { ErrorEquals: ['States.HeartbeatTimeout'], IntervalSeconds: 1, MaxAttempts: 1 };

/** The end has to be recorded whatever happens: tries for about an hour. */
export const RETRY_EVERYTHING: Retrier = {
  ErrorEquals: ['States.ALL'],
  IntervalSeconds: 1,
  MaxAttempts: 20,
  BackoffRate: 2,
  MaxDelaySeconds: 300,
  JitterStrategy: 'FULL',
};
