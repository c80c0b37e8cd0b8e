import { z } from 'zod';
import { ConflictError, InputError, PolicyError, UpstreamError } from '#domain/errors.ts';

const httpErrorSchema = z.object({
  status: z.int(),
  message: z.string(),
  response: z.object({ headers: z.record(z.string(), z.union([z.string(), z.number(), z.undefined()])) }).optional(),
});
const graphqlErrorSchema = z.object({
  errors: z.array(z.object({ type: z.string().optional(), message: z.string() })).min(1),
});

export interface HttpError {
  readonly status: number;
  readonly message: string;
  readonly headers: Readonly<Record<string, string | number | undefined>>;
}

/** What GitHub answered, when the thrown value is an answer of GitHub's. */
export function readHttpError(error: unknown): HttpError | undefined {
  if (!(error instanceof Error)) return undefined;
  const parsed = httpErrorSchema.safeParse(error);
  if (!parsed.success) return undefined;
  return { status: parsed.data.status, message: parsed.data.message, headers: parsed.data.response?.headers ?? {} };
}

/** True when GitHub answered with one of these status codes. */
export function hasStatus(error: unknown, ...statuses: number[]): boolean {
  const status = readHttpError(error)?.status;
  return status !== undefined && statuses.includes(status);
}

/** True when GraphQL answered with an error of this type. */
export function hasGraphqlType(error: unknown, type: string): boolean {
  return graphqlErrorSchema.safeParse(error).data?.errors.some((one) => one.type === type) === true;
}

/** Turns whatever a call to GitHub threw into one of our errors; `repo` is what the call was about. */
export function toRepoHostError(error: unknown, repo: string): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  const [first] = graphqlErrorSchema.safeParse(error).data?.errors ?? [];
  if (first !== undefined) return fromStatus(GRAPHQL_STATUS[first.type ?? ''] ?? 422, first.message, { repo, cause: error });
  const http = readHttpError(error);
  // Our own errors, and mistakes of this program, are what they are. (Octokit makes a 500 of a network that is down.)
  if (http === undefined) return error;
  return isRateLimit(http) ? unreachable(http.message, error) : fromStatus(http.status, http.message, { repo, cause: error });
}

const GRAPHQL_STATUS: Readonly<Record<string, number>> = {
  FORBIDDEN: 403,
  INSUFFICIENT_SCOPES: 403,
  NOT_FOUND: 404,
  RATE_LIMITED: 429,
};

/** True when GitHub asks to be left alone for a while. */
export function isRateLimit({ status, headers }: HttpError): boolean {
  if (status === 429) return true;
  return status === 403 && (headers['retry-after'] !== undefined || String(headers['x-ratelimit-remaining']) === '0');
}

function unreachable(message: string, cause: unknown): UpstreamError {
  return new UpstreamError(`GitHub did not do its part: ${message}`, { code: 'GITHUB_UNREACHABLE', kind: 'network', cause });
}

function fromStatus(status: number, message: string, { repo, cause }: { repo: string; cause: unknown }): Error {
  if (status === 401 || status === 403) {
    return new PolicyError(`GitHub refused access to ${repo}: ${message}`, {
      code: 'INSUFFICIENT_GITHUB_REPO_PERMISSIONS',
      kind: 'auth',
      remedy: 'Check the GitHub App: its private key, where it is installed, and the permissions it was granted.',
      cause,
    });
  }
  if (status === 404) {
    return new InputError(`${repo} was not found on GitHub, or the GitHub App has no access to it: ${message}`, {
      code: 'REPO_NOT_FOUND_OR_NO_ACCESS',
      remedy: 'Check the name of the repository and install the GitHub App on it.',
      cause,
    });
  }
  if (status === 409) {
    return new ConflictError(`The branch in ${repo} moved meanwhile: ${message}`, { code: 'BRANCH_MOVED', cause });
  }
  if (status === 429 || status >= 500) return unreachable(message, cause);
  return new InputError(`GitHub did not accept the request about ${repo}: ${message}`, { code: 'GITHUB_REQUEST_INVALID', cause });
}
