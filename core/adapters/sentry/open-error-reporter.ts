import type { ErrorEvent } from '@sentry/node';
import { withoutSecrets } from '#domain/without-secrets.ts';
import type { ErrorReporter } from '#ports/error-reporter.ts';

const SILENT: ErrorReporter = { capture: () => undefined, flush: () => Promise.resolve() };

/** Opens Sentry when there is a DSN, and otherwise costs nothing; no request data, prompts or user data is sent. */
export async function openErrorReporter(dsn: string | undefined): Promise<ErrorReporter> {
  if (!dsn) return SILENT;
  const sentry = await import('./send-errors.ts');
  sentry.init({
    dsn,
    defaultIntegrations: false,
    tracesSampleRate: 0,
    dataCollection: { userInfo: false, cookies: false, httpHeaders: false, httpBodies: [], urlQueryParams: false },
    beforeSend: screen,
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

/** A message may quote what a vendor or a command printed. */
function screen(event: ErrorEvent): ErrorEvent {
  for (const exception of event.exception?.values ?? []) {
    if (exception.value !== undefined) exception.value = withoutSecrets(exception.value);
  }
  return event;
}
