import { z } from 'zod';
import { ConflictError } from '#domain/errors.ts';
import { isTerminal, type LifecycleEvent, nextStatus } from '#domain/lifecycle.ts';
import type { Task } from '#domain/task.ts';
import type { TaskFact } from '#domain/task-event.ts';
import type { Callback, OpenResult } from '#ports/task-store.ts';
import { untilSettled } from './back-off.ts';
import { toCallbackItem } from './callbacks.ts';
import { changeTask, type TaskChange } from './change-task.ts';
import { toEventItem } from './event-item.ts';
import { expiryOf } from './expiry.ts';
import { callbackKey, type Key, taskKey } from './keys.ts';
import { parseItem } from './parse-item.ts';
import type { StoreContext } from './task-table.ts';
import type { Write } from './write.ts';

type Output = Callback['output'];

/** Something a run waits for by task token; `output` is there once it is settled. */
export interface Wait<Body> {
  readonly runId: string;
  readonly token: string;
  readonly body: Body;
  readonly output?: Output | undefined;
}

/** One kind of wait: where it is kept and what it is made of. */
export interface WaitKind<Body> {
  readonly key: Key;
  readonly taskId: string;
  readonly schema: z.ZodType<Body>;
}

export async function readWait<Body>({ table }: StoreContext, kind: WaitKind<Body>): Promise<Wait<Body> | undefined> {
  const item = await table.get(kind.key);
  return item && parseItem(toWaitSchema(kind.schema), item);
}

export function toWaitSchema<Body>(body: z.ZodType<Body>): z.ZodType<Wait<Body>> {
  return z.object({ runId: z.string(), token: z.string(), body, output: z.record(z.string(), z.unknown()).optional() });
}

export interface OpenWaitInput<Body> {
  readonly kind: WaitKind<Body>;
  readonly runId: string;
  readonly token: string;
  readonly body: Body;
  /** What the body becomes when the same wait is opened again with a newer token. */
  readonly reopened: (before: Body) => Body;
  readonly on: LifecycleEvent;
  readonly step: string;
  /** Written when the wait is opened the first time. */
  readonly facts: readonly TaskFact[];
  readonly writes?: readonly Write[];
}

/** Stores the wait with its token and moves the task, or renews the token of a wait that is there already. */
export async function openWait<Body>(context: StoreContext, input: OpenWaitInput<Body>): Promise<OpenResult> {
  let callback: Callback | undefined;
  const result = await changeTask(context, input.kind.taskId, async (task) => {
    callback = undefined;
    const found = await readWait(context, input.kind);
    // A wait of an earlier run has had its day, whether it was settled or not.
    const known = found?.runId === input.runId ? found : undefined;
    if (known?.output && !isTerminal(task.status)) {
      callback = { token: input.token, taskId: task.id, output: known.output };
      return { writes: renewSettled(context, input, { known, callback }) };
    }
    return openUnsettled(context, input, { task, found, known });
  });
  return result.type === 'applied' && callback ? { ...result, callback } : result;
}

function renewSettled<Body>(
  { clock }: StoreContext,
  { kind, token }: OpenWaitInput<Body>,
  { known, callback }: { known: Wait<Body>; callback: Callback },
): Write[] {
  const put = toCallbackItem(callback, clock.now());
  // The older token's step is over: nothing is owed to it any more.
  const stale = known.token === token ? [] : [{ delete: callbackKey(kind.taskId, known.token) }];
  return [{ update: kind.key, set: { token }, when: { equals: { token: known.token } } }, { put }, ...stale];
}

function openUnsettled<Body>(
  { clock }: StoreContext,
  input: OpenWaitInput<Body>,
  { task, found, known }: { task: Task; found: Wait<Body> | undefined; known: Wait<Body> | undefined },
): TaskChange | undefined {
  const status = nextStatus(task.status, input.on);
  if (!status || known?.output) return undefined;
  const { runId, token } = input;
  const body = known ? input.reopened(known.body) : input.body;
  const item = { ...input.kind.key, runId, token, body, expiresAt: expiryOf('history', clock.now()) };
  const when = found ? { equals: { token: found.token }, ...(known ? { missing: ['output'] } : {}) } : { exists: false };
  return {
    status,
    set: { step: input.step },
    facts: known ? [] : input.facts,
    writes: [{ put: item, when }, ...(known ? [] : (input.writes ?? []))],
  };
}

export interface Settlement<Body> {
  readonly body: Body;
  readonly output: Output;
  readonly facts: readonly TaskFact[];
  readonly writes?: readonly Write[];
}

export type SettleResult<Body> =
  | { readonly type: 'settled'; readonly callback: Callback }
  /** Somebody was first, or no such wait was ever opened. */
  | { readonly type: 'refused'; readonly wait: Wait<Body> | undefined };

/**
 * Settles the wait if it is open: what it became, its events and the callback it now owes, in one transaction.
 * @throws ConflictError `TASK_ENDED` when the task has ended meanwhile.
 */
export function settleWait<Body>(
  context: StoreContext,
  kind: WaitKind<Body>,
  settle: (wait: Wait<Body>) => Settlement<Body> | undefined,
): Promise<SettleResult<Body>> {
  const { table, clock } = context;
  return untilSettled<SettleResult<Body>>(async () => {
    const wait = await readWait(context, kind);
    const settlement = wait && wait.output === undefined ? settle(wait) : undefined;
    if (!wait || !settlement) return { type: 'refused', wait };
    const { body, output, facts, writes = [] } = settlement;
    const callback: Callback = { token: wait.token, taskId: kind.taskId, output };
    const outcome = await table.transact([
      // The token is part of the condition: a wait that was opened again meanwhile owes the answer to the newer one.
      { update: kind.key, set: { body, output }, when: { equals: { token: wait.token }, missing: ['output'] } },
      { check: taskKey(kind.taskId), when: { exists: true, missing: ['endedAt'] } },
      { put: toCallbackItem(callback, clock.now()) },
      ...facts.map((fact) => ({ put: toEventItem(clock, kind.taskId, fact) })),
      ...writes,
    ]);
    if (outcome.type === 'written') return { type: 'settled', callback };
    if (outcome.failed.has(0) || !outcome.failed.has(1)) return undefined;
    throw new ConflictError(`The task ${kind.taskId} has ended meanwhile.`, { code: 'TASK_ENDED' });
  });
}
