import { InputError, UpstreamError } from '#domain/errors.ts';

/** Names that say the caller, not DynamoDB, has to change something. */
const INVALID = new Set([
  'ValidationException',
  'ItemCollectionSizeLimitExceededException',
  'IdempotentParameterMismatchException',
]);
const DENIED = new Set([
  'AccessDeniedException',
  'UnrecognizedClientException',
  'InvalidSignatureException',
  'ExpiredTokenException',
  'CredentialsProviderError',
]);

/** What any failed call to DynamoDB means to a caller; errors that are not DynamoDB's come back as they are. */
export function toStoreError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  if (INVALID.has(error.name)) {
    return new InputError(`DynamoDB refused the request: ${error.message}`, { code: 'RECORD_INVALID', cause: error });
  }
  if (error.name === 'ResourceNotFoundException') {
    return new InputError('The task table does not exist.', {
      code: 'TABLE_NOT_FOUND',
      remedy: 'Create the table, or correct STEPWRIGHT_TABLE.',
      cause: error,
    });
  }
  if (DENIED.has(error.name)) {
    return new UpstreamError('DynamoDB did not accept our credentials.', {
      code: 'STORE_ACCESS_DENIED',
      kind: 'auth',
      remedy: 'Check the role or the credentials this process runs with.',
      cause: error,
    });
  }
  if (!isUnavailable(error)) return error;
  return new UpstreamError('The task store cannot be reached or is too busy.', { code: 'STORE_UNAVAILABLE', cause: error });
}

/** True for whatever the SDK gave up on: service errors it retried, timeouts, and the socket errors of Node. */
function isUnavailable(error: Error): boolean {
  return '$metadata' in error || '$fault' in error || 'errno' in error || 'syscall' in error || error.name === 'TimeoutError';
}
