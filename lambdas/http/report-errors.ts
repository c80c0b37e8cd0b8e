import { channel } from 'node:diagnostics_channel';
import { isOurs } from '#domain/failure.ts';
import type { ErrorReporter } from '#ports/error-reporter.ts';

const UNEXPECTED = channel('stepwright:unexpected-error');

/** Tells whoever reports errors of one that was answered instead of thrown; what we raised ourselves is none of theirs. */
export function noteUnexpected(error: unknown): void {
  if (!isOurs(error)) UNEXPECTED.publish(error);
}

/**
 * The handler with errors reported that nobody raised on purpose, thrown or noted, and sent before the Lambda is frozen. What
 * reports them is opened with the first one, so that a cold start does not pay for it. Every Lambda is bundled behind this.
 */
export function reportErrors<A extends unknown[], R>(
  handler: (...event: A) => Promise<R>,
  lambda: string,
  open: () => Promise<ErrorReporter>,
): (...event: A) => Promise<R> {
  const noted: unknown[] = [];
  UNEXPECTED.subscribe((error) => noted.push(error));
  return async (...event) => {
    try {
      return await handler(...event);
    } catch (error) {
      noteUnexpected(error);
      throw error;
    } finally {
      await send(noted.splice(0), lambda, open);
    }
  };
}

async function send(errors: readonly unknown[], lambda: string, open: () => Promise<ErrorReporter>): Promise<void> {
  if (errors.length === 0) return;
  try {
    const reporter = await open();
    for (const error of errors) reporter.capture(error, { lambda });
    await reporter.flush();
  } catch {
    // The log has the error itself, and an alarm counts it.
  }
}
