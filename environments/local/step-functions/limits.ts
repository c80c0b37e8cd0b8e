import { StateError } from './errors.ts';

/** UTF-8 bytes of an input, output, result or argument (AWS quota). */
const MAX_DATA_BYTES = 262_144;
/** Events of one execution (AWS quota); the last place is kept for the event that ends it. */
export const MAX_HISTORY_EVENTS = 25_000;
/** Seconds that a wait or a time limit may say. */
export const MAX_SECONDS = 99_999_999;
/** Iterations of an inline Map that run at once (AWS quota). */
export const MAX_MAP_CONCURRENCY = 40;
/** Characters of an error's cause. */
export const MAX_CAUSE = 32_768;

/** True when the text is larger than a state may carry. */
export function isTooLarge(text: string): boolean {
  return text.length > MAX_DATA_BYTES || (text.length * 3 > MAX_DATA_BYTES && Buffer.byteLength(text) > MAX_DATA_BYTES);
}

/** The value as JSON text. @throws StateError `States.DataLimitExceeded`. */
export function toData(value: unknown, what: string): string {
  const text = JSON.stringify(value) ?? 'null';
  if (isTooLarge(text)) {
    throw new StateError(
      'States.DataLimitExceeded',
      `${what} has a size exceeding the maximum number of bytes service limit of ${MAX_DATA_BYTES}.`,
    );
  }
  return text;
}
