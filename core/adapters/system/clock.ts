import { monotonicFactory } from 'ulid';
import type { Clock } from '#ports/clock.ts';

const nextUlid = monotonicFactory();

/** This machine's clock, with ULIDs that grow even within one millisecond and when the clock is set back. */
export const systemClock: Clock = { now: () => new Date(), newId: () => nextUlid() };
