import { InputError } from '#domain/errors.ts';
import type { StepResult } from '#domain/step-result.ts';
import type { Item } from './write.ts';

/** Bytes of JSON; DynamoDB takes items of 400 KB at most. */
const MAX_RESULT_BYTES = 350 * 1_024;

/** A result as attributes of its step's item. @throws InputError `RESULT_TOO_LARGE` */
export function toResultAttributes(result: StepResult, now: Date): Item {
  const bytes = Buffer.byteLength(JSON.stringify(result), 'utf8');
  if (bytes > MAX_RESULT_BYTES) {
    throw new InputError(`The result of this ${result.type} step has ${bytes} bytes; at most ${MAX_RESULT_BYTES} can be kept.`, {
      code: 'RESULT_TOO_LARGE',
      kind: 'agent',
      remedy: 'Make the ticket smaller, or split it.',
    });
  }
  return { result, resultType: result.type, finishedAt: now.toISOString() };
}
