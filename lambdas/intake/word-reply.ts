import { isShownAt, type Spot } from '#domain/is-shown-at.ts';
import type { Reply } from './intake-deps.ts';

/** What is left to say at this spot; `undefined` when what was done is shown there anyway. */
export function wordReply({ reply, record }: Reply, spot: Spot | undefined): string | undefined {
  if (!record || !spot || !isShownAt(spot, record.fact, record.task)) return reply;
  return record.more === '' ? undefined : record.more;
}
