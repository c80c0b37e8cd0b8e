import type { APIGatewayProxyResult } from 'aws-lambda';
import { ConflictError, InputError, PolicyError, UpstreamError } from '#domain/errors.ts';

/** HTTP statuses of our stable error codes; any other InputError is a plain 400. */
const STATUS_OF_CODE: Readonly<Record<string, number>> = {
  SIGNATURE_MISSING: 401,
  SIGNATURE_INVALID: 401,
  STALE_DELIVERY: 401,
  UNAUTHORIZED: 401,
  NOT_ALLOWED: 403,
  ROUTE_NOT_FOUND: 404,
  TASK_NOT_FOUND: 404,
  WEBHOOK_NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  TASK_ENDED: 409,
  TASK_LIVE: 409,
  NOTHING_TO_DECIDE: 409,
  ALREADY_DECIDED: 409,
  NOTHING_TO_ANSWER: 409,
  ALREADY_ANSWERED: 409,
  PLAN_REVISED: 409,
  APPROVAL_EXPIRED: 409,
  NOT_AWAITED: 409,
  NOT_RETRYABLE: 409,
  IDEMPOTENCY_KEY_REUSED: 409,
  WEBHOOK_LIMIT: 409,
  BODY_TOO_LARGE: 413,
  REPO_NOT_ONBOARDED: 422,
  ISSUE_NOT_FOUND_OR_CLOSED: 422,
  PR_NOT_FOUND_OR_CLOSED: 422,
  PR_FROM_FORK: 422,
};

/** A JSON answer; `headers` are added to the content type. */
export function answerJson(status: number, body: object, headers: Readonly<Record<string, string>> = {}): APIGatewayProxyResult {
  return {
    statusCode: status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(body),
  };
}

/** An error as `{error: {code, message}}`; what we did not raise ourselves is a 500 that tells nothing of the inside. */
export function answerError(error: unknown): APIGatewayProxyResult {
  const { status, code, message } = describeError(error);
  return answerJson(status, { error: { code, message } });
}

function describeError(error: unknown): { status: number; code: string; message: string } {
  if (error instanceof InputError) {
    return { status: STATUS_OF_CODE[error.code] ?? 400, code: error.code, message: `${error.message} ${error.remedy}`.trim() };
  }
  if (error instanceof PolicyError) return { status: 403, code: error.code, message: error.message };
  // Both pass with time, and a 503 makes the vendors that repeat deliveries repeat this one.
  if (error instanceof UpstreamError || error instanceof ConflictError) {
    return { status: 503, code: error.code, message: `${error.message} ${error.remedy}` };
  }
  return { status: 500, code: 'INTERNAL', message: 'Something went wrong on our side; the log says what.' };
}
