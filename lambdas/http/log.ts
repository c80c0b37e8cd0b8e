import { appendFileSync } from 'node:fs';

/** Writes one structured line; callers never pass a secret or a token. */
export type Log = (fields: Readonly<Record<string, unknown>>) => void;

/** One JSON object a line: to standard output, where Lambda collects it, or to a file when one is named. */
export function openLog(file?: string): Log {
  return (fields) => {
    const line = `${JSON.stringify({ at: new Date().toISOString(), ...fields })}\n`;
    if (file) appendFileSync(file, line);
    else process.stdout.write(line);
  };
}
