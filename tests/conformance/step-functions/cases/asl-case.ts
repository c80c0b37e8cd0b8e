import type { Behaviour } from '../engine-bench.ts';

/** One machine, what goes in, what its Lambdas do, and what must come out. */
export interface AslCase {
  readonly rule: string;
  readonly definition: object;
  readonly input?: unknown;
  readonly lambdas?: Readonly<Record<string, Behaviour>>;
  readonly status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT';
  readonly output?: unknown;
  readonly error?: string;
  readonly cause?: RegExp;
  /** Types of the history's events between ExecutionStarted and the end, where the case is about them. */
  readonly events?: readonly string[];
}
