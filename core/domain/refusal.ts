/** Why what somebody asked for was not done, as a code that programs may match on; what people are told stands beside it. */
export type RefusalCode =
  /** There is no such task, or whoever asks may not know of it. */
  | 'TASK_NOT_FOUND'
  | 'TASK_ENDED'
  /** Another task is at work on the same. */
  | 'TASK_LIVE'
  | 'NOT_ALLOWED'
  | 'NOTHING_TO_DECIDE'
  | 'ALREADY_DECIDED'
  | 'ALREADY_ANSWERED'
  /** The decision is about another plan than the one that waits. */
  | 'PLAN_REVISED'
  | 'APPROVAL_EXPIRED'
  /** It is on record, but the workflow stopped waiting for it. */
  | 'NOT_AWAITED'
  | 'NOT_RETRYABLE'
  | 'LIMITS_INVALID'
  | 'TEXT_MISSING'
  | 'TEXT_TOO_LONG'
  | 'REPO_NOT_ONBOARDED'
  /** Another system does not answer just now. */
  | 'TRY_LATER'
  /** It is said elsewhere. */
  | 'NOT_HERE'
  /** The message says why. */
  | 'NOT_POSSIBLE';
