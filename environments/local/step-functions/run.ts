import type { Scope, State } from './definition/asl.ts';
import type { Machine } from './definition/machine.ts';

export type Status = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** An execution as it is stored; times are milliseconds since 1970. */
export interface Execution {
  readonly id: number;
  readonly arn: string;
  readonly name: string;
  readonly machineArn: string;
  readonly machineName: string;
  readonly definition: string;
  readonly roleArn: string;
  readonly input: string;
  readonly startedAt: number;
  status: Status;
  stoppedAt: number | undefined;
  /** When the machine's own TimeoutSeconds ends. */
  deadline: number | undefined;
  output: string | undefined;
  error: string | undefined;
  cause: string | undefined;
  redriveCount: number;
  redrivenAt: number | undefined;
}

/** What a thread does next or waits for. Everything needed after a restart is in it. */
export type Phase =
  | { readonly at: 'pending' }
  | { readonly at: 'enter'; readonly again?: boolean }
  | { readonly at: 'attempt' }
  | { readonly at: 'wait'; readonly until: number }
  | { readonly at: 'backoff'; readonly until: number }
  | {
      readonly at: 'call';
      readonly ticket: number;
      readonly functionArn: string;
      readonly payload: unknown;
      readonly deadline: number | undefined;
    }
  | {
      readonly at: 'token';
      readonly ticket: number;
      readonly token: string;
      /** Undefined once the function has returned: it is not called again. */
      readonly call: { readonly functionArn: string; readonly payload: unknown } | undefined;
      readonly deadline: number | undefined;
      readonly heartbeatSeconds: number | undefined;
      readonly beatBy: number | undefined;
    }
  | { readonly at: 'join'; readonly limit: number }
  | { readonly at: 'leave'; readonly result: unknown }
  | { readonly at: 'done'; readonly output: unknown };

/** One line of control: the execution itself ('0'), a branch or an iteration ('0.3'). */
export interface Thread {
  readonly id: string;
  readonly scope: string;
  readonly item?: { readonly index: number; readonly value: unknown };
  state: string;
  input: unknown;
  variables: Readonly<Record<string, unknown>>;
  phase: Phase;
  /** Set when it stopped before its end, so that a redrive can take it up. */
  halted?: 'failed' | 'aborted' | undefined;
  enteredAt: number;
  enteredEvent: number;
  lastEvent: number;
  /** Retries so far, by retrier. */
  retries: Readonly<Record<number, number>>;
}

/** An event as `GetExecutionHistory` returns it, but for the time, which is in milliseconds. */
export interface HistoryEvent {
  readonly id: number;
  readonly type: string;
  readonly timestamp: number;
  readonly previousEventId: number;
  readonly [details: string]: unknown;
}

/** A Lambda to call once the step that wants it is stored. */
export interface Call {
  readonly thread: string;
  readonly ticket: number;
  readonly functionArn: string;
  readonly payload: unknown;
}

/** An execution in memory, with what has changed since it was last stored. */
export interface Run {
  readonly execution: Execution;
  readonly machine: Machine;
  readonly threads: Map<string, Thread>;
  lastEvent: number;
  readonly events: HistoryEvent[];
  readonly touched: Set<string>;
  readonly calls: Call[];
  executionTouched: boolean;
  inputValue: unknown;
}

export const ROOT = '0';

type Beginning = Pick<Thread, 'id' | 'scope' | 'state' | 'input' | 'lastEvent' | 'phase' | 'item'>;

/** A thread before its first state. */
export function newThread(beginning: Beginning): Thread {
  return { variables: {}, enteredAt: 0, enteredEvent: 0, retries: {}, ...beginning };
}

/** Threads that can go on without waiting for anything. */
export function isReady(thread: Thread): boolean {
  const { at } = thread.phase;
  return thread.halted === undefined && (at === 'enter' || at === 'attempt' || at === 'leave');
}

/** When the thread wants to be woken, in milliseconds since 1970. */
export function wakeTime({ phase, halted }: Thread): number | undefined {
  if (halted !== undefined) return undefined;
  if (phase.at === 'wait' || phase.at === 'backoff') return phase.until;
  if (phase.at === 'call') return phase.deadline;
  if (phase.at !== 'token') return undefined;
  const times = [phase.deadline, phase.beatBy].filter((time) => time !== undefined);
  return times.length === 0 ? undefined : Math.min(...times);
}

function scopeOf(run: Run, thread: Thread): Scope {
  const scope = run.machine.scopes.get(thread.scope);
  if (scope === undefined) throw new Error(`the definition has no scope ${thread.scope}`);
  return scope;
}

export function stateOf(run: Run, thread: Thread): State {
  const state = scopeOf(run, thread).States[thread.state];
  if (state === undefined) throw new Error(`the definition has no state ${thread.state}`);
  return state;
}

export function parentOf(run: Run, thread: Thread): Thread | undefined {
  return run.threads.get(thread.id.slice(0, Math.max(0, thread.id.lastIndexOf('.'))));
}

/** The threads directly below, in order. */
export function childrenOf(run: Run, thread: Thread): Thread[] {
  const prefix = `${thread.id}.`;
  return [...run.threads.values()].filter((one) => one.id.startsWith(prefix) && !one.id.includes('.', prefix.length));
}

export function touch(run: Run, ...threads: readonly Thread[]): void {
  for (const thread of threads) run.touched.add(thread.id);
}

/** Forgets everything below the thread. */
export function dropDescendants(run: Run, thread: Thread): void {
  const prefix = `${thread.id}.`;
  for (const id of run.threads.keys()) {
    if (!id.startsWith(prefix)) continue;
    run.threads.delete(id);
    run.touched.add(id);
  }
}
