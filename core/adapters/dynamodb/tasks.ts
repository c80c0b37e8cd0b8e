import { z } from 'zod';
import { InputError } from '#domain/errors.ts';
import { isTerminal, nextStatus } from '#domain/lifecycle.ts';
import type { TaskStore } from '#ports/task-store.ts';
import { changeTask, readKnownTask, readTask } from './change-task.ts';
import { pullRequestKey, subjectKey, taskKey } from './keys.ts';
import { parseItem } from './parse-item.ts';
import { toUsageAttributes } from './task-item.ts';
import type { StoreContext } from './task-table.ts';

const ownerSchema = z.object({ taskId: z.string() });

/** Reading, finding and changing tasks. */
export function openTasks(
  context: StoreContext,
): Pick<
  TaskStore,
  'readTask' | 'findLiveTask' | 'findEndedTask' | 'findTaskByPullRequest' | 'transition' | 'patchTask' | 'setThread' | 'addUsage'
> {
  const { table } = context;
  return {
    readTask: (taskId) => readTask(context, taskId),
    findLiveTask: async (subject) => {
      const item = await table.get(subjectKey(subject, 'LIVE'));
      return item && parseItem(ownerSchema, item).taskId;
    },
    findEndedTask: async (subject) => {
      const item = await table.get(subjectKey(subject, 'ENDED'));
      return item && parseItem(ownerSchema, item).taskId;
    },
    findTaskByPullRequest: async (repo, prNumber, which = 'newest') => {
      const partition = pullRequestKey(repo, prNumber);
      const query = { index: 'by-pull-request', partition, newestFirst: which === 'newest', limit: 1 } as const;
      const [item] = await table.getAll(await table.query(query));
      return item && parseItem(ownerSchema, item).taskId;
    },
    transition: ({ taskId, on, set = {}, facts }) =>
      changeTask(context, taskId, (task) => {
        const status = nextStatus(task.status, on);
        return status && { status, set, facts };
      }),
    patchTask: (taskId, set, facts) =>
      changeTask(context, taskId, (task) => (isTerminal(task.status) ? undefined : { set, facts })),
    setThread: async (taskId, channel, thread) => {
      const { task } = await changeTask(context, taskId, ({ threads }) =>
        Object.hasOwn(threads, channel) ? undefined : { set: { threads: { ...threads, [channel]: thread } } },
      );
      return task.threads[channel] ?? thread;
    },
    addUsage: async (taskId, usage) => {
      // A transaction, though of one write: its token makes the SDK's own retries add only once.
      const outcome = await table.transact([{ update: taskKey(taskId), add: toUsageAttributes(usage), when: { exists: true } }]);
      if (outcome.type === 'refused') {
        throw new InputError(`There is no task ${taskId}.`, { code: 'TASK_NOT_FOUND', remedy: 'Check the task id.' });
      }
      return (await readKnownTask(context, taskId)).usage;
    },
  };
}
