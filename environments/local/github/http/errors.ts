import type { ContentfulStatusCode } from 'hono/utils/http-status';

const DOCUMENTATION = 'https://docs.github.com/rest';

export interface FieldError {
  readonly resource: string;
  readonly field?: string;
  readonly code: string;
  readonly message?: string;
}

/** An answer other than success, in GitHub's own words. */
export class GithubError extends Error {
  override readonly name = 'GithubError';
  readonly status: ContentfulStatusCode;
  readonly errors: readonly FieldError[] | undefined;

  constructor(status: ContentfulStatusCode, message: string, errors?: readonly FieldError[]) {
    super(message);
    this.status = status;
    this.errors = errors;
  }
}

/** The body of an error answer. */
export function toErrorBody(error: GithubError) {
  const { message, errors, status } = error;
  return { message, ...(errors === undefined ? {} : { errors }), documentation_url: DOCUMENTATION, status: String(status) };
}

export function notFound(): GithubError {
  return new GithubError(404, 'Not Found');
}

export function badCredentials(): GithubError {
  return new GithubError(401, 'Bad credentials');
}

export function invalid(...errors: FieldError[]): GithubError {
  return new GithubError(422, 'Validation Failed', errors);
}
