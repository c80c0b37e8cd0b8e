import { z } from 'zod';
import { InputError } from '#domain/errors.ts';
import { taskIdSchema } from '#domain/ids.ts';
import type { PageRequest } from '#ports/task-store.ts';
import { parseItem } from './parse-item.ts';
import type { Item } from './write.ts';

const MAX_LIMIT = 100;

/** Checks a page's size. @throws InputError `LIMIT_INVALID` */
export function checkedLimit({ limit }: PageRequest): number {
  if (Number.isInteger(limit) && limit >= 1 && limit <= MAX_LIMIT) return limit;
  throw new InputError(`A page has 1 to ${MAX_LIMIT} entries, not ${limit}.`, { code: 'LIMIT_INVALID' });
}

/** The error for a cursor that no page of this list ever had. */
export function cursorError(cause?: unknown): InputError {
  return new InputError('This cursor is not one of this list.', {
    code: 'CURSOR_INVALID',
    remedy: 'Use the cursor of the last page as it was, or none to begin again.',
    cause,
  });
}

const rowSchema = z.object({ timeKey: z.string() });

/** Where a list of tasks was left: creation time and id of the last task shown. */
const taskCursorSchema = z.tuple([z.iso.datetime(), taskIdSchema]);

/** By which the rows of an index sort. */
export function timeOf(row: Item): string {
  return parseItem(rowSchema, row).timeKey;
}

/** Of a task's row in an index. */
export function toTaskCursor(row: Item): string {
  const timeKey = timeOf(row);
  const at = timeKey.indexOf('#');
  return Buffer.from(JSON.stringify([timeKey.slice(0, at), timeKey.slice(at + 1)])).toString('base64url');
}

/** Reads a cursor of a list of tasks. @throws InputError `CURSOR_INVALID` */
export function parseTaskCursor(cursor: string): { createdAt: string; id: string } {
  try {
    const [createdAt, id] = taskCursorSchema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
    return { createdAt, id };
  } catch (error) {
    throw cursorError(error);
  }
}
