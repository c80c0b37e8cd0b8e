import { REVOKED_DAYS } from '#domain/webhook.ts';

const DAY_SECONDS = 86_400;

/** Days after which an item expires (product S1: 90 for a finished task; its own items outlive it a little). */
export const RETENTION_DAYS = { task: 90, history: 180, errorGroup: 90, wait: 30, delivery: 14, revoked: REVOKED_DAYS } as const;

/** The TTL attribute, in epoch seconds, of an item written now. */
export function expiryOf(kind: keyof typeof RETENTION_DAYS, now: Date): number {
  return Math.floor(now.getTime() / 1_000) + RETENTION_DAYS[kind] * DAY_SECONDS;
}
