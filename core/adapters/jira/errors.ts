import {
  isApiError,
  isAuthError,
  isForbiddenError,
  isNetworkError,
  isNotFoundError,
  isRateLimitError,
  isServerError,
} from 'jira.js';
import { InputError, PolicyError, UpstreamError } from '#domain/errors.ts';

/** Runs a call to Jira and tells its failures apart by what the caller should do. */
export async function callJira<T>(notFound: { code: string; message: string }, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    throw toDomainError(cause, notFound);
  }
}

function toDomainError(cause: unknown, notFound: { code: string; message: string }): unknown {
  if (isNotFoundError(cause)) return new InputError(notFound.message, { code: notFound.code, cause });
  if (isAuthError(cause) || isForbiddenError(cause)) {
    return new PolicyError('Jira refuses the credentials or the permission.', {
      code: 'JIRA_ACCESS_DENIED',
      kind: 'auth',
      remedy:
        'Check the secret stepwright/jira/api-token, STEPWRIGHT_JIRA_EMAIL, and that this account may browse, comment and transition.',
      cause,
    });
  }
  if (isNetworkError(cause) || isServerError(cause) || isRateLimitError(cause)) {
    return new UpstreamError(`Jira cannot be reached or is failing: ${cause.message}`, { code: 'JIRA_UNREACHABLE', cause });
  }
  if (isApiError(cause)) return new InputError(`Jira refused the request: ${cause.message}`, { code: 'JIRA_REFUSED', cause });
  return cause;
}
