import { z } from 'zod';
import { ConflictError } from '#domain/errors.ts';
import { taskIdSchema } from '#domain/ids.ts';
import { toStepOutput, type StepResult } from '#domain/step-result.ts';
import { changeSchema } from '#domain/task.ts';
import type { Callback, CiWait, TaskStore } from '#ports/task-store.ts';
import { expiryOf } from './expiry.ts';
import { ciWaitKey, commitKey, commitPartition, resultKey, taskKey } from './keys.ts';
import { parseItem } from './parse-item.ts';
import { toResultAttributes } from './result-item.ts';
import type { StoreContext } from './task-table.ts';
import { openWait, readWait, settleWait, type Wait, type WaitKind, toWaitSchema } from './waits.ts';
import type { Write } from './write.ts';

const ciWaitSchema = z.object({
  taskId: taskIdSchema,
  runId: z.string(),
  round: z.int(),
  changes: z.array(changeSchema),
  since: z.string().optional(),
});
const refSchema = z.object({ taskId: z.string(), round: z.int() });

/** Waits for CI, found by commit when a check ends. */
export function openCiWaits(context: StoreContext): Pick<TaskStore, 'openCiWait' | 'findCiWaits' | 'readCiWait' | 'closeCiWait'> {
  const { table, clock } = context;
  return {
    openCiWait: (wait, token) =>
      openWait(context, {
        kind: toKind(wait.taskId, wait.round),
        runId: wait.runId,
        token,
        body: wait,
        // An earlier start may only count more checks; a later one could miss those that ran meanwhile.
        reopened: (before) => before,
        on: 'ci.awaited',
        step: stepOf(wait),
        facts: [{ type: 'ci.awaited', commits: wait.changes.map(({ repo, headSha }) => ({ repo, headSha })), round: wait.round }],
        writes: commitRefs(wait).map((ref) => ({
          put: { ...ref, taskId: wait.taskId, round: wait.round, expiresAt: expiryOf('wait', clock.now()) },
        })),
      }),
    findCiWaits: async (repo, headSha) => {
      const items = await table.query({ partition: commitPartition(repo, headSha) });
      const refs = items.map((item) => parseItem(refSchema, item));
      const waits = await Promise.all(refs.map(({ taskId, round }) => readWait(context, toKind(taskId, round))));
      return waits.filter((wait) => wait !== undefined).flatMap(openBody);
    },
    readCiWait: async (taskId) => {
      const { pk: partition } = taskKey(taskId);
      const [item] = await table.query({ partition, prefix: 'CIWAIT#', newestFirst: true, limit: 1 });
      return item && openBody(parseItem(toWaitSchema(ciWaitSchema), item))[0];
    },
    closeCiWait: (wait, result) => closeCiWait(context, wait, result),
  };
}

async function closeCiWait(
  context: StoreContext,
  wait: CiWait,
  result: Extract<StepResult, { type: 'ci' }>,
): Promise<Callback | undefined> {
  const { taskId, runId, round } = wait;
  const step = stepOf(wait);
  const now = context.clock.now();
  const put = {
    ...resultKey({ taskId, runId, step }),
    ...toResultAttributes(result, now),
    expiresAt: expiryOf('history', now),
  };
  const release = commitRefs(wait).map((ref): Write => ({ delete: ref }));
  try {
    const settled = await settleWait(context, toKind(taskId, round), (open) =>
      open.runId === runId
        ? {
            body: open.body,
            output: { ...toStepOutput(step, result), conclusion: result.ci.conclusion },
            facts: [{ type: 'ci.concluded', ci: result.ci, round }],
            writes: [{ put }, ...release],
          }
        : undefined,
    );
    return settled.type === 'settled' ? settled.callback : undefined;
  } catch (error) {
    // Nobody waits for the CI of a task that has ended; only the way to find it is left to clear.
    if (!(error instanceof ConflictError) || error.code !== 'TASK_ENDED') throw error;
    await context.table.transact(release);
    return undefined;
  }
}

function openBody({ body, output }: Wait<CiWait>): CiWait[] {
  return output === undefined ? [body] : [];
}

function commitRefs(wait: CiWait): ReturnType<typeof commitKey>[] {
  const keys = wait.changes.map(({ repo, headSha }) => commitKey(repo, headSha, ciWaitKey(wait.taskId, wait.round)));
  return [...new Map(keys.map((key) => [key.pk, key])).values()];
}

function stepOf({ round }: Pick<CiWait, 'round'>): string {
  return `ci-${round}`;
}

function toKind(taskId: string, round: number): WaitKind<CiWait> {
  return { key: ciWaitKey(taskId, round), taskId, schema: ciWaitSchema };
}
