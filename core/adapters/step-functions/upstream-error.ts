import { UpstreamError } from '#domain/errors.ts';

/** True of an AWS exception with one of these names. */
export function isNamed(error: unknown, names: readonly string[]): boolean {
  return error instanceof Error && names.includes(error.name);
}

/** What AWS or the network did, without the request: it may hold a task token. */
export function toUpstreamError(error: unknown): UpstreamError {
  const name = error instanceof Error ? error.name : 'an unknown error';
  const message = error instanceof Error ? error.message : String(error);
  const kind = /Throttling|TooManyRequests|LimitExceeded/.test(name)
    ? 'concurrency'
    : /AccessDenied|UnrecognizedClient|ExpiredToken/.test(name)
      ? 'auth'
      : 'network';
  return new UpstreamError(`Step Functions did not do it: ${name}: ${message.slice(0, 500)}`, { code: 'STEP_FUNCTIONS', kind });
}
