import { z } from 'zod';
import { type StepResult, stepResultSchema } from '#domain/step-result.ts';
import type { TaskFact } from '#domain/task-event.ts';
import type { StepClaim, StepRef, TaskStore } from '#ports/task-store.ts';
import { untilSettled } from './back-off.ts';
import { toEventItem } from './event-item.ts';
import { expiryOf } from './expiry.ts';
import { hashOf, resultKey } from './keys.ts';
import { parseItem } from './parse-item.ts';
import { toResultAttributes } from './result-item.ts';
import type { StoreContext } from './task-table.ts';

const stepItemSchema = z.object({ tokenHash: z.string().optional(), result: stepResultSchema.optional() });

/** Who works on a step, and what came of it: a step that was dispatched twice is done once. */
export function openSteps(context: StoreContext): Pick<TaskStore, 'claimStep' | 'finishStep'> {
  return {
    claimStep: (ref, token) => untilSettled(() => claimOnce(context, ref, hashOf(token))),
    finishStep: (ref, token, result, facts = []) => finishStep(context, { ref, tokenHash: hashOf(token), result, facts }),
  };
}

async function claimOnce({ table, clock }: StoreContext, ref: StepRef, tokenHash: string): Promise<StepClaim | undefined> {
  const key = resultKey(ref);
  const now = clock.now();
  const item = { ...key, tokenHash, claimedAt: now.toISOString(), expiresAt: expiryOf('history', now) };
  const first = await table.transact([{ put: item, when: { exists: false } }]);
  if (first.type === 'written') return { type: 'claimed' };
  const held = parseItem(stepItemSchema, first.failed.get(0) ?? {});
  if (held.result) return { type: 'finished', result: held.result };
  if (held.tokenHash === tokenHash) return { type: 'duplicate' };
  const when = { equals: { tokenHash: held.tokenHash }, missing: ['result'] };
  const set = { tokenHash, claimedAt: now.toISOString() };
  const taken = await table.transact([{ update: key, set, when }]);
  return taken.type === 'written' ? { type: 'resumed' } : undefined;
}

interface Finish {
  readonly ref: StepRef;
  readonly tokenHash: string;
  readonly result: StepResult;
  readonly facts: readonly TaskFact[];
}

async function finishStep({ table, clock }: StoreContext, { ref, tokenHash, result, facts }: Finish): Promise<boolean> {
  const outcome = await table.transact([
    {
      update: resultKey(ref),
      set: toResultAttributes(result, clock.now()),
      when: { equals: { tokenHash }, missing: ['result'] },
    },
    ...facts.map((fact) => ({ put: toEventItem(clock, ref.taskId, fact) })),
  ]);
  if (outcome.type === 'written') return true;
  const held = parseItem(stepItemSchema, outcome.failed.get(0) ?? {});
  return held.result !== undefined && held.tokenHash === tokenHash;
}
