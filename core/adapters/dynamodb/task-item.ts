import { z } from 'zod';
import { type Change, type Task, taskSchema } from '#domain/task.ts';
import { NO_USAGE, type Usage } from '#domain/usage.ts';
import { pullRequestKey, pullRequestRefKey, requesterKey, statusKey, taskKey, timeKey } from './keys.ts';
import { pack, parseItem, unpack } from './parse-item.ts';
import type { Item, Write } from './write.ts';

const NANO = 1e9;

// Usage is added to in place, which DynamoDB does with top-level numbers only; whole nano-dollars keep sums exact.
const usageAttributesSchema = z
  .object({
    usageTurns: z.number(),
    usageInputTokens: z.number(),
    usageOutputTokens: z.number(),
    usageCostNanoUsd: z.number(),
    usageWorkMs: z.number().default(0),
  })
  .transform(
    (item): Usage => ({
      turns: item.usageTurns,
      inputTokens: item.usageInputTokens,
      outputTokens: item.usageOutputTokens,
      costUsd: item.usageCostNanoUsd / NANO,
      workSeconds: item.usageWorkMs / 1_000,
    }),
  );

/** Usage as the attributes it is kept in. */
export function toUsageAttributes(usage: Usage): Readonly<Record<string, number>> {
  return {
    usageTurns: usage.turns,
    usageInputTokens: usage.inputTokens,
    usageOutputTokens: usage.outputTokens,
    usageCostNanoUsd: Math.round(usage.costUsd * NANO),
    usageWorkMs: Math.round(usage.workSeconds * 1_000),
  };
}

/** The item of a new task, with what never changes about it in one attribute; its usage starts at nothing. */
export function toTaskItem(task: Task): Item {
  const { status, version, changes, threads, ciRounds, updatedAt, usage: _usage, ...asked } = task;
  return {
    ...taskKey(task.id),
    status,
    version,
    changes,
    threads,
    ciRounds,
    updatedAt,
    asked: pack(asked),
    ...toUsageAttributes(NO_USAGE),
    statusKey: statusKey(task.status),
    requesterKey: requesterKey(task.requester),
    timeKey: timeKey(task.createdAt, task.id),
  };
}

const askedSchema = z.looseObject({}).optional();

/** Reads a task's item. */
export function toTask(item: Item): Task {
  const usage = parseItem(usageAttributesSchema, item);
  const asked = askedSchema.parse(unpack(item['asked']));
  return parseItem(taskSchema, { ...asked, ...item, usage });
}

/** One small item per pull request of a task, by which the task is found. */
export function toPullRequestRefs(task: Pick<Task, 'id' | 'createdAt'>, changes: readonly Change[]): Write[] {
  const refs = new Map<string, Write>();
  for (const { repo, prNumber } of changes) {
    const key = pullRequestRefKey(task.id, repo, prNumber);
    refs.set(key.sk, {
      put: {
        ...key,
        taskId: task.id,
        pullRequestKey: pullRequestKey(repo, prNumber),
        timeKey: timeKey(task.createdAt, task.id),
      },
    });
  }
  return [...refs.values()];
}
