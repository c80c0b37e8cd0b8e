import type { Context } from 'hono';
import { SentryError } from './errors.ts';

const MAX_LIMIT = 100;

/** One page of a list by `cursor` and `limit`, with Sentry's `Link` header: a next page is named also where it is empty. */
export function paged<T>(c: Context, all: readonly T[], url: string): T[] {
  const limit = numberOf(c.req.query('limit') ?? '100');
  if (!(limit >= 1 && limit <= MAX_LIMIT)) throw new SentryError(400, 'Invalid per_page value. Must be between 1 and 100.');
  const cursor = c.req.query('cursor') ?? '0:0:0';
  const offset = /^0:(\d{1,9}):[01]$/.exec(cursor)?.[1];
  if (offset === undefined) throw new SentryError(400, 'Invalid cursor parameter.');
  const start = Number(offset);
  const before = Math.max(0, start - limit);
  const link = (rel: string, results: boolean, to: string): string =>
    `<${url}?&cursor=${to}>; rel="${rel}"; results="${results}"; cursor="${to}"`;
  const more = start + limit < all.length;
  c.header('link', `${link('previous', start > 0, `0:${before}:1`)}, ${link('next', more, `0:${start + limit}:0`)}`);
  return all.slice(start, start + limit);
}

function numberOf(text: string): number {
  return /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
}
