/** What the interpreter needs from outside, so that tests can give their own. */
export interface World {
  readonly region: string;
  readonly accountId: string;
  /** Milliseconds since 1970. */
  now(): number;
  /** In [0, 1), for jitter. */
  random(): number;
  /** The task token of one dispatch. */
  tokenOf(executionId: number, thread: string, ticket: number): string;
}
