import type { CancellationReason, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { InputError, UpstreamError } from '#domain/errors.ts';
import type { Item } from './write.ts';

/** A transaction was written whole, or not at all because conditions failed: at these places, on these items. */
export type WriteOutcome =
  | { readonly type: 'written' }
  | { readonly type: 'refused'; readonly failed: ReadonlyMap<number, Item | undefined> };

/**
 * Reads why a transaction was cancelled; `undefined` when it only clashed with another one and may be repeated.
 * @throws InputError `RECORD_INVALID`, UpstreamError `STORE_UNAVAILABLE` (throttled)
 */
export function toOutcome(error: TransactionCanceledException): WriteOutcome | undefined {
  const reasons: readonly CancellationReason[] = error.CancellationReasons ?? [];
  const failed = new Map<number, Item | undefined>();
  for (const [index, { Code, Item: item }] of reasons.entries()) {
    if (Code === 'ConditionalCheckFailed') failed.set(index, item && unmarshall(item));
  }
  if (failed.size > 0) return { type: 'refused', failed };
  const { Code: code, Message: message } = reasons.find(({ Code }) => (Code ?? 'None') !== 'None') ?? {};
  switch (code) {
    case 'TransactionConflict':
      return undefined;
    case 'ValidationError':
    case 'ItemCollectionSizeLimitExceeded':
      throw new InputError(`DynamoDB refused the transaction: ${message}`, { code: 'RECORD_INVALID', cause: error });
    default:
      throw new UpstreamError(`DynamoDB cancelled the transaction: ${code ?? error.message}.`, {
        code: 'STORE_UNAVAILABLE',
        cause: error,
      });
  }
}
