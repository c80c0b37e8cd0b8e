import type { Phase } from '../run.ts';
import type { Exit } from '../transition.ts';

/** What beginning a state leads to: a result to leave with, a way out of its own, or something to wait for. */
export type Outcome = { readonly result: unknown } | { readonly exit: Exit } | { readonly phase: Phase };
