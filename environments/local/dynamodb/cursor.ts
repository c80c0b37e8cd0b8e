import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { decodeTime, encodeTime, isValid } from 'ulid';

/** Events this much older than the cursor are looked at again at a start: ids come from several processes' clocks. */
const MARGIN_MS = 60_000;

/** Id of the oldest event that was not handed over yet, or of the newest that was; kept in a file over restarts. */
export interface Cursor {
  /** The smallest id that has to be looked at after a start; `undefined` when all have to be. */
  readonly from: string | undefined;
  save(id: string): void;
}

/** Opens the cursor in this file; one that cannot be read counts as none, since looking again is harmless. */
export function openCursor(file: string): Cursor {
  const saved = readSaved(file);
  return {
    from: saved && `${encodeTime(Math.max(0, decodeTime(saved) - MARGIN_MS), 10)}${'0'.repeat(16)}`,
    save: (id) => {
      writeFileSync(`${file}.new`, id);
      renameSync(`${file}.new`, file);
    },
  };
}

function readSaved(file: string): string | undefined {
  try {
    const id = readFileSync(file, 'utf8').trim();
    return isValid(id) ? id : undefined;
  } catch {
    return undefined;
  }
}
