import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';
import { InputError, PolicyError, UpstreamError } from '#domain/errors.ts';

/** Codes by which Slack says that the token or its scopes are at fault. */
const ACCESS = new Set([
  'not_authed',
  'invalid_auth',
  'account_inactive',
  'token_revoked',
  'token_expired',
  'missing_scope',
  'no_permission',
  'not_in_channel',
  'channel_not_found',
  'is_archived',
]);

/** Codes that a later try may cure. */
const TRANSIENT = new Set([
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'ratelimited',
  'rate_limited',
  'team_added_to_org',
]);

/** The code of Slack's answer, when it gave one. */
export function slackCodeOf(error: unknown): string | undefined {
  return error instanceof WebAPIPlatformError ? error.data.error : undefined;
}

/** Runs a call to Slack and tells its failures apart by what the caller should do. */
export async function callSlack<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    throw toDomainError(cause);
  }
}

function toDomainError(cause: unknown): unknown {
  const code = slackCodeOf(cause);
  if (code === undefined) return isTransport(cause) ? unreachable(String(cause), cause) : cause;
  if (TRANSIENT.has(code)) return unreachable(code, cause);
  if (ACCESS.has(code)) {
    return new PolicyError(`Slack refuses: ${code}.`, {
      code: 'SLACK_ACCESS_DENIED',
      kind: 'auth',
      remedy:
        'Check the secret stepwright/slack/bot-token, its scopes, STEPWRIGHT_SLACK_CHANNEL, and that the app is in that channel.',
      cause,
    });
  }
  return new InputError(`Slack refused the request: ${code}.`, { code: 'SLACK_REFUSED', cause });
}

function isTransport(cause: unknown): boolean {
  return cause instanceof WebAPIRequestError || cause instanceof WebAPIHTTPError || cause instanceof WebAPIRateLimitedError;
}

function unreachable(reason: string, cause: unknown): UpstreamError {
  return new UpstreamError(`Slack cannot be reached or is failing: ${reason}`, { code: 'SLACK_UNREACHABLE', cause });
}
