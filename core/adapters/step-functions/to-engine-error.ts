import { InputError, UpstreamError } from '#domain/errors.ts';

/** What AWS refuses however often it is sent. */
const OURS = ['ValidationException', 'InvalidOutput', 'InvalidExecutionInput', 'InvalidName', 'InvalidArn'];
const BUSY = /Throttl|TooManyRequests|LimitExceeded|SlowDown/;
const DENIED = /AccessDenied|UnrecognizedClient|ExpiredToken|InvalidSignature/;
const MAX_MESSAGE = 500;

/** True of an AWS exception with one of these names. */
export function isNamed(error: unknown, names: readonly string[]): boolean {
  return error instanceof Error && names.includes(error.name);
}

/**
 * Our error for what AWS or the network did. The original is not kept as its cause, and the secret (a task token, which AWS
 * repeats in some messages) is blotted out, so that neither can reach a log.
 */
export function toEngineError(error: unknown, secret?: string): InputError | UpstreamError {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const said = secret ? message.replaceAll(secret, '***') : message;
  const text = `Step Functions answered ${name}: ${said.slice(0, MAX_MESSAGE)}`;
  if (OURS.includes(name)) return new InputError(text, { code: 'STEP_FUNCTIONS_REFUSED' });
  const kind = BUSY.test(name) ? 'concurrency' : DENIED.test(name) ? 'auth' : 'network';
  return new UpstreamError(text, { code: 'STEP_FUNCTIONS_FAILED', kind });
}
