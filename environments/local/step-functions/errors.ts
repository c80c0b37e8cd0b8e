/** An error of a state, by the name that Retry and Catch match on. */
export class StateError extends Error {
  override readonly name = 'StateError';
  readonly error: string;
  readonly detail: string | undefined;
  /** The field whose JSONata failed; then the history says EvaluationFailed. */
  readonly location: string | undefined;

  constructor(error: string, detail?: string, location?: string) {
    super(`${error}: ${detail ?? ''}`);
    this.error = error;
    this.detail = detail;
    this.location = location;
  }
}

/** An error of the API: `code` is AWS's exception name, the HTTP status is 400. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** The execution has no room left for another event; it must fail. */
export class HistoryFullError extends Error {
  override readonly name = 'HistoryFullError';
}
