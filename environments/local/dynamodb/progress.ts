import type { Logger } from '../logger.ts';
import type { Cursor } from './cursor.ts';

const SAVE_EVERY_MS = 250;

/** Keeps the cursor at the oldest event that is not done, or at the newest when all are. */
export interface Progress {
  began(id: string): void;
  ended(id: string): void;
  close(): void;
}

/** Follows which events are done and saves that a few times a second. */
export function trackProgress(cursor: Cursor, logger: Logger): Progress {
  const pending = new Set<string>();
  let newest = '';
  let timer: NodeJS.Timeout | undefined;

  function save(): void {
    timer = undefined;
    const id = [...pending].reduce((a, b) => (a < b ? a : b), newest);
    if (id === '') return;
    try {
      cursor.save(id);
    } catch (error) {
      logger.warn('the cursor of the event stream cannot be saved', { error: String(error) });
    }
  }

  return {
    began: (id) => void pending.add(id),
    ended: (id) => {
      pending.delete(id);
      if (id > newest) newest = id;
      timer ??= setTimeout(save, SAVE_EVERY_MS).unref();
    },
    close: () => {
      clearTimeout(timer);
      save();
    },
  };
}
