/** What went wrong, for people: each kind has one title and one usual remedy. */
export const ERROR_KINDS = [
  'auth',
  'network',
  'concurrency',
  'compute',
  'agent',
  'guardrail',
  'config',
  'timeout',
  'unknown',
] as const;
type ErrorKind = (typeof ERROR_KINDS)[number];

/** What people are told first. */
export const ERROR_TITLES: Readonly<Record<ErrorKind, string>> = {
  auth: 'Access was refused',
  network: 'Another system did not answer',
  concurrency: 'Two things happened at once',
  compute: 'A step could not be run',
  agent: 'The agent needs help',
  guardrail: 'A rule forbids it',
  config: 'The input or a setting is wrong',
  timeout: 'It took too long',
  unknown: 'Something unexpected happened',
};

export interface ErrorDetail {
  /** Stable code that scripts and Step Functions may match on, for example `TICKET_INVALID`. */
  readonly code: string;
  readonly kind?: ErrorKind;
  /** What the reader can do about it, as an instruction. */
  readonly remedy?: string;
  readonly cause?: unknown;
}

/** Base of every error we raise on purpose; the subclass says what the caller should do. */
abstract class StepwrightError extends Error {
  readonly code: string;
  readonly kind: ErrorKind;
  readonly remedy: string;
  abstract readonly retryable: boolean;

  constructor(message: string, detail: ErrorDetail, defaults: { kind: ErrorKind; remedy: string }) {
    super(message, { cause: detail.cause });
    this.code = detail.code;
    this.kind = detail.kind ?? defaults.kind;
    this.remedy = detail.remedy ?? defaults.remedy;
  }
}

/** The input is wrong; never retry it. */
export class InputError extends StepwrightError {
  override readonly name = 'InputError';
  readonly retryable = false;
  constructor(message: string, detail: ErrorDetail) {
    super(message, detail, { kind: 'config', remedy: 'Correct the input and send it again.' });
  }
}

/** Another system did not do its part; retry with back-off. */
export class UpstreamError extends StepwrightError {
  override readonly name = 'UpstreamError';
  readonly retryable = true;
  constructor(message: string, detail: ErrorDetail) {
    super(message, detail, { kind: 'network', remedy: 'Try again in a few minutes.' });
  }
}

/** A rule forbids it; tell a human. */
export class PolicyError extends StepwrightError {
  override readonly name = 'PolicyError';
  readonly retryable = false;
  constructor(message: string, detail: ErrorDetail) {
    super(message, detail, { kind: 'guardrail', remedy: 'Ask somebody who may decide this.' });
  }
}

/** Somebody else wrote first; read again and decide again. */
export class ConflictError extends StepwrightError {
  override readonly name = 'ConflictError';
  readonly retryable = true;
  constructor(message: string, detail: ErrorDetail) {
    super(message, detail, { kind: 'concurrency', remedy: 'Read the task again and repeat the request if it still applies.' });
  }
}

/** A limit of money, turns or time is reached; the work so far is kept. */
export class LimitError extends StepwrightError {
  override readonly name = 'LimitError';
  readonly retryable = false;
  constructor(message: string, detail: ErrorDetail) {
    super(message, detail, { kind: 'agent', remedy: 'Raise the limit and retry the task; the work so far is kept.' });
  }
}
