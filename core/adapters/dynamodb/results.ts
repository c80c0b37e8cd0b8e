import { z } from 'zod';
import { type StepResult, stepResultSchema } from '#domain/step-result.ts';
import type { TaskStore } from '#ports/task-store.ts';
import { readTask } from './change-task.ts';
import { resultKey, taskKey } from './keys.ts';
import { parseItem } from './parse-item.ts';
import type { StoreContext } from './task-table.ts';

/** Retries of retries that are followed; more than anybody makes, and an end if records were ever tangled. */
const MAX_LINEAGE = 100;

const resultItemSchema = z.object({ result: stepResultSchema.optional() });
const headingSchema = z.object({ sk: z.string(), resultType: z.string().optional(), finishedAt: z.string().optional() });

/** Results of finished steps, also those of the tasks that this one retries. */
export function openResults(context: StoreContext): Pick<TaskStore, 'readResult' | 'readLatestResult'> {
  const { table } = context;
  return {
    readResult: (taskId, step) =>
      firstInLineage(context, taskId, async (task) => {
        const item = await table.get(resultKey({ taskId: task.id, runId: task.runId, step }));
        return item && parseItem(resultItemSchema, item).result;
      }),
    readLatestResult: <T extends StepResult['type']>(taskId: string, type: T) =>
      firstInLineage(context, taskId, async (task) => {
        const result = await readNewest(context, task.id, type);
        return result && isOfType(result, type) ? result : undefined;
      }),
  };
}

async function firstInLineage<T>(
  context: StoreContext,
  taskId: string,
  find: (task: { id: string; runId: string }) => Promise<T | undefined>,
): Promise<T | undefined> {
  let next: string | undefined = taskId;
  for (let depth = 0; next !== undefined && depth < MAX_LINEAGE; depth += 1) {
    const task = await readTask(context, next);
    if (!task) return undefined;
    const found = await find(task);
    if (found !== undefined) return found;
    next = task.retryOf;
  }
  return undefined;
}

async function readNewest({ table }: StoreContext, taskId: string, type: StepResult['type']): Promise<StepResult | undefined> {
  const { pk } = taskKey(taskId);
  const items = await table.query({ partition: pk, prefix: 'RESULT#', attributes: ['sk', 'resultType', 'finishedAt'] });
  const newest = items
    .map((item) => parseItem(headingSchema, item))
    .filter((heading) => heading.resultType === type)
    .sort((a, b) => (a.finishedAt ?? '').localeCompare(b.finishedAt ?? '') || a.sk.localeCompare(b.sk))
    .at(-1);
  const item = newest && (await table.get({ pk, sk: newest.sk }));
  return item && parseItem(resultItemSchema, item).result;
}

function isOfType<T extends StepResult['type']>(result: StepResult, type: T): result is Extract<StepResult, { type: T }> {
  return result.type === type;
}
