/** A tool call, as far as the breaker looks at it. */
export interface ObservedCall {
  /** When, in milliseconds since any fixed time. */
  readonly at: number;
  /** What was called with what, for people. */
  readonly words: string;
  /** The same for the same tool, arguments and result. */
  readonly identity: string;
  /** What went wrong, when something did. */
  readonly failure?: string | undefined;
  /** The file it changed, when it changed one. */
  readonly changed?: string | undefined;
}

/** What an agent did of late, as far as the breaker looks at it. */
export interface Trail {
  /** Times of the calls within the last minute. */
  readonly recent: readonly number[];
  /** How often the same call had the same result since a file was last changed. */
  readonly same: Readonly<Record<string, number>>;
  /** The last failure and how often in a row it came. */
  readonly failure: { readonly what: string; readonly times: number };
  /** How often a file was changed since the last progress. */
  readonly changes: Readonly<Record<string, number>>;
}

export const NO_TRAIL: Trail = { recent: [], same: {}, failure: { what: '', times: 0 }, changes: {} };

/** When the model is told, and when the step is stopped. */
export const BREAKER = {
  callsPerMinute: 240,
  sameCall: { warn: 3, stop: 6 },
  sameFailure: { warn: 4, stop: 8 },
  sameFile: { warn: 15, stop: 30 },
} as const;

const MINUTE_MS = 60_000;

/** The trail after one more call. */
export function follow(trail: Trail, call: ObservedCall): Trail {
  const recent = [...trail.recent.filter((at) => at > call.at - MINUTE_MS), call.at];
  const changes = call.changed === undefined ? trail.changes : addOne(trail.changes, call.changed);
  // After a change the same call is a new question.
  const same = call.changed === undefined ? addOne(trail.same, call.identity) : {};
  const what = call.failure === undefined ? '' : withoutNumbers(call.failure);
  const times = what === '' ? 0 : what === trail.failure.what ? trail.failure.times + 1 : 1;
  return { recent, same, failure: { what, times }, changes };
}

/** The trail after progress: what was done before it was good for something. */
export function afterProgress(trail: Trail): Trail {
  return { ...NO_TRAIL, recent: trail.recent };
}

export type BreakerDecision =
  | { readonly type: 'go' }
  /** Said to the model with the result of the call. */
  | { readonly type: 'warn'; readonly advice: string }
  | { readonly type: 'stop'; readonly code: string; readonly reason: string };

interface Count {
  readonly n: number;
  readonly limits: { readonly warn: number; readonly stop: number };
  readonly code: string;
  readonly reason: string;
  readonly advice: string;
}

/** Decides after a call whether the agent still gets anywhere; `trail` has the call in it already. */
export function decideBreaker(trail: Trail, call: ObservedCall): BreakerDecision {
  const { callsPerMinute } = BREAKER;
  if (trail.recent.length > callsPerMinute) {
    return { type: 'stop', code: 'CALL_RATE', reason: `The agent made more than ${callsPerMinute} tool calls within a minute.` };
  }
  const counts = countsOf(trail, call);
  const over = counts.find(({ n, limits }) => n >= limits.stop);
  if (over) return { type: 'stop', code: over.code, reason: over.reason };
  const near = counts.find(({ n, limits }) => n >= limits.warn);
  return near ? { type: 'warn', advice: near.advice } : { type: 'go' };
}

function countsOf({ same, failure, changes }: Trail, { identity, words, changed = '' }: ObservedCall): readonly Count[] {
  const calls = same[identity] ?? 0;
  const edits = changes[changed] ?? 0;
  return [
    {
      n: calls,
      limits: BREAKER.sameCall,
      code: 'REPEATED_CALL',
      reason: `The agent made the same call ${calls} times with the same result: ${words}`,
      advice: `This call had the same result ${calls} times. Do something else.`,
    },
    {
      n: failure.times,
      limits: BREAKER.sameFailure,
      code: 'REPEATED_FAILURE',
      reason: `The agent’s calls failed ${failure.times} times in a row alike: ${words}`,
      advice: `This failed ${failure.times} times in a row. Find out why before you try again.`,
    },
    {
      n: edits,
      limits: BREAKER.sameFile,
      code: 'FILE_CHURN',
      reason: `The agent changed ${changed} ${edits} times without progress.`,
      advice: `You have changed this file ${edits} times and no test shows progress. Think again.`,
    },
  ];
}

function addOne(counts: Readonly<Record<string, number>>, key: string): Readonly<Record<string, number>> {
  return { ...counts, [key]: (counts[key] ?? 0) + 1 };
}

/** Times, ports and line numbers differ where nothing else does. */
function withoutNumbers(text: string): string {
  return text.replace(/\d+(\.\d+)?/g, '#').slice(0, 500);
}
