/** Who works on a branch, and until when that counts unless it is renewed. */
export interface Lease {
  /** One run of one agent; another run of the same step is another holder. */
  readonly holder: string;
  readonly taskId: string;
  /** ISO 8601, UTC. */
  readonly until: string;
}

export interface LeaseRequest {
  readonly holder: string;
  readonly taskId: string;
  /** `take` begins to work, `keep` goes on. */
  readonly to: 'take' | 'keep';
}

/**
 * Decides whether a branch may be worked on. A task takes it over from its own earlier run, which was stopped before and learns
 * of it when it wants to keep the lease; from another task only when that has let the lease run out.
 */
export function decideLease(held: Lease | undefined, request: LeaseRequest, now: Date): 'granted' | 'refused' {
  if (request.to === 'keep') return held?.holder === request.holder ? 'granted' : 'refused';
  const isFree = held === undefined || Date.parse(held.until) <= now.getTime();
  return isFree || held.taskId === request.taskId ? 'granted' : 'refused';
}
