/** Reports errors we did not raise on purpose to whoever runs Stepwright. */
export interface ErrorReporter {
  capture(error: unknown, tags: Readonly<Record<string, string>>): void;
  /** Waits, at most two seconds, until everything is sent. */
  flush(): Promise<void>;
}

const SILENT: ErrorReporter = { capture: () => undefined, flush: () => Promise.resolve() };

/** Opens Sentry when there is a DSN, and otherwise costs nothing; no request data, prompts or user data is sent. */
export async function openErrorReporter(dsn: string | undefined): Promise<ErrorReporter> {
  if (!dsn) return SILENT;
  const sentry = await import('@sentry/node');
  sentry.init({
    dsn,
    defaultIntegrations: false,
    tracesSampleRate: 0,
    dataCollection: { userInfo: false, cookies: false, httpHeaders: false, httpBodies: [], urlQueryParams: false },
  });
  return {
    capture: (error, tags) => {
      sentry.captureException(error, { tags });
    },
    flush: async () => {
      await sentry.flush(2_000);
    },
  };
}
