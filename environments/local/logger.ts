import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

type Fields = Readonly<Record<string, unknown>>;

/** Writes structured lines; callers never pass a secret or a task token. */
export interface Logger {
  info(message: string, fields?: Fields): void;
  warn(message: string, fields?: Fields): void;
  error(message: string, fields?: Fields): void;
}

/**
 * One JSON object a line, appended to a file. Callers never see a line fail: a disk that takes no line any more ends the
 * environment, as an uncaught exception, and does not make what was just reported fail differently.
 */
export function fileLogger(file: string, part: string): Logger {
  mkdirSync(dirname(file), { recursive: true });
  const write =
    (level: string) =>
    (message: string, fields: Fields = {}): void => {
      try {
        appendFileSync(file, `${JSON.stringify({ at: new Date().toISOString(), level, part, message, ...fields })}\n`);
      } catch (error) {
        setImmediate(() => {
          throw error;
        });
      }
    };
  return { info: write('info'), warn: write('warn'), error: write('error') };
}

/** Drops everything; for tests. */
export const silentLogger: Logger = { info: () => {}, warn: () => {}, error: () => {} };
