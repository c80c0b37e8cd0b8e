/** An error as Sentry answers it: `{"detail": …}`. */
export class SentryError extends Error {
  override readonly name = 'SentryError';
  readonly status: 400 | 401 | 403 | 404 | 413 | 429;

  constructor(status: SentryError['status'], detail: string) {
    super(detail);
    this.status = status;
  }
}

export const notFound = (): SentryError => new SentryError(404, 'The requested resource does not exist');
