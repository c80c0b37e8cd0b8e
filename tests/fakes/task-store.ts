import type { DeliveryRef } from '#domain/channel-event.ts';
import { ConflictError, InputError } from '#domain/errors.ts';
import { subjectIdOf } from '#domain/ids.ts';
import type { KeptDelivery } from '#domain/kept-delivery.ts';
import { isTerminal } from '#domain/lifecycle.ts';
import type { StepResult } from '#domain/step-result.ts';
import type { Task } from '#domain/task.ts';
import type { TaskFact } from '#domain/task-event.ts';
import { matchesFilter } from '#domain/task-filter.ts';
import { addUsage } from '#domain/usage.ts';
import type { Clock } from '#ports/clock.ts';
import type { DeliveryReply, Page, PageRequest, SeenDelivery, StepRef, TaskStore } from '#ports/task-store.ts';
import { openBacklogs } from './memory-backlogs.ts';
import { openCallbacks } from './memory-callbacks.ts';
import { openLeases } from './memory-leases.ts';
import { type MemoryState, openState } from './memory-state.ts';

export interface MemoryTaskStore extends TaskStore {
  /** Everything that was recorded of a task, oldest first. */
  facts(taskId: string): readonly TaskFact[];
  /** Stores a result as a finished step leaves it. */
  putResult(ref: StepRef, result: StepResult): void;
  /** Deliveries that were kept, in their order. */
  readonly kept: readonly KeptDelivery[];
}

/** The task store in memory, with the same rules; for tests of what uses it. */
export function memoryTaskStore(clock: Clock, tasks: readonly Task[] = []): MemoryTaskStore {
  const state = openState(clock, tasks);
  const { byId, change, events, record, require } = state;
  const steps = new Map<string, { token: string; ref: StepRef; result?: StepResult }>();
  const notices = new Set<string>();
  const kept: KeptDelivery[] = [];
  const lineage = (taskId: string): Task[] => {
    const task = byId.get(taskId);
    return task ? [task, ...(task.retryOf ? lineage(task.retryOf) : [])] : [];
  };
  const putResult = (ref: StepRef, result: StepResult, token = ''): void => {
    steps.delete(stepKey(ref));
    steps.set(stepKey(ref), { token, ref, result });
  };
  return {
    ...openIntake(state),
    ...openCallbacks(state, putResult),
    ...openLeases(clock),
    ...openBacklogs(clock),
    ...state.groups,
    facts: (taskId) => (events.get(taskId) ?? []).map(({ fact }) => fact),
    putResult,
    kept,
    keepDelivery: async (delivery) => {
      if (kept.some((one) => deliveryKey(one.delivery) === deliveryKey(delivery.delivery))) return false;
      kept.push(delivery);
      return true;
    },
    readTask: async (taskId) => byId.get(taskId),
    findTaskByPullRequest: async (repo, prNumber, which = 'newest') => {
      const tasks = [...byId.values()].filter(({ changes }) =>
        changes.some((one) => one.repo.toLowerCase() === repo.toLowerCase() && one.prNumber === prNumber),
      );
      return tasks.at(which === 'newest' ? -1 : 0)?.id;
    },
    listTasks: async (query) => {
      const matches = [...byId.values()].toReversed().filter((task) => {
        if ('status' in query) return [query.status].flat().includes(task.status);
        const own = task.requester.channel === query.requester.channel && task.requester.id === query.requester.id;
        return own && matchesFilter(task, query.filter ?? {});
      });
      return toPage(matches, query);
    },
    transition: async ({ taskId, on, set, facts }) => change(taskId, on, set ?? {}, facts),
    patchTask: async (taskId, set, facts) => change(taskId, undefined, set, facts),
    setThread: async (taskId, channel, thread) => {
      const task = require(taskId);
      const threads = { [channel]: thread, ...task.threads };
      byId.set(taskId, { ...task, threads });
      return threads[channel] ?? thread;
    },
    addUsage: async (taskId, usage) => {
      const task = require(taskId);
      const sum = addUsage(task.usage, usage);
      const total = { ...sum, costUsd: Number(sum.costUsd.toFixed(10)) };
      byId.set(taskId, { ...task, usage: total });
      return total;
    },
    appendEvents: async (taskId, facts) => record(taskId, facts),
    appendEventsOnce: async (taskId, mark, facts) => {
      const key = `${taskId}#${mark}#once`;
      if (notices.has(key)) return 'duplicate';
      if (isTerminal(require(taskId).status)) return 'ended';
      notices.add(key);
      record(taskId, facts);
      return 'recorded';
    },
    listEvents: async (taskId, page) => toPage(events.get(taskId) ?? [], page),
    claimNotice: async (...notice) => {
      const fresh = !notices.has(notice.join('#'));
      notices.add(notice.join('#'));
      return fresh;
    },
    hasNotice: async (...notice) => notices.has(notice.join('#')),
    markStopped: async (taskId) => {
      state.unstopped.delete(taskId);
    },
    listUnstopped: async (endedBefore, limit) =>
      [...state.unstopped]
        .map((taskId) => require(taskId))
        .filter(({ endedAt = '' }) => endedAt < endedBefore.toISOString())
        .slice(0, limit),
    claimStep: async (ref, token) => {
      const held = steps.get(stepKey(ref));
      if (held?.result) return { type: 'finished', result: held.result };
      if (held?.token === token) return { type: 'duplicate' };
      steps.set(stepKey(ref), { token, ref });
      return { type: held ? 'resumed' : 'claimed' };
    },
    finishStep: async (ref, token, result, facts = []) => {
      const held = steps.get(stepKey(ref));
      if (held?.token !== token) return false;
      if (Buffer.byteLength(JSON.stringify(result)) > 350 * 1_024) throw wrong('RESULT_TOO_LARGE');
      if (held.result) return true;
      putResult(ref, result, token);
      record(ref.taskId, facts);
      return true;
    },
    readResult: async (taskId, step) =>
      lineage(taskId)
        .map(({ id, runId }) => steps.get(stepKey({ taskId: id, runId, step }))?.result)
        .find((result) => result !== undefined),
    readLatestResult: async <T extends StepResult['type']>(taskId: string, type: T) =>
      lineage(taskId)
        .map(({ id }) => [...steps.values()].findLast((one) => one.ref.taskId === id && one.result?.type === type)?.result)
        .find((result): result is Extract<StepResult, { type: T }> => result?.type === type),
  };
}

function wrong(code: string): InputError {
  return new InputError(`The store refuses this: ${code}.`, { code });
}

function stepKey({ taskId, runId, step }: StepRef): string {
  return `${taskId}#${runId}#${step}`;
}

function deliveryKey({ channel, id }: DeliveryRef): string {
  return `${channel}#${id}`;
}

function toPage<T extends { readonly id: string }>(all: readonly T[], { limit, cursor }: PageRequest): Page<T> {
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) throw wrong('LIMIT_INVALID');
  const start = cursor === undefined ? 0 : all.findIndex(({ id }) => id === cursor) + 1;
  if (cursor !== undefined && start === 0) throw wrong('CURSOR_INVALID');
  const items = all.slice(start, start + limit);
  const last = items.at(-1);
  return { items, ...(start + limit < all.length && last ? { cursor: last.id } : {}) };
}

function openIntake({
  clock,
  byId,
  record,
  groups,
}: MemoryState): Pick<
  TaskStore,
  | 'createTask'
  | 'readDelivery'
  | 'findLiveTask'
  | 'findEndedTask'
  | 'hasDelivery'
  | 'recordDelivery'
  | 'readReply'
  | 'listUnstarted'
> {
  const deliveries = new Map<string, { taskId?: string; hash?: string | undefined; until: number }>();
  const readDelivery = (delivery: DeliveryRef): SeenDelivery | undefined => {
    const seen = deliveries.get(deliveryKey(delivery));
    if (seen === undefined || seen.until <= clock.now().getTime()) return undefined;
    return seen.hash === delivery.hash ? { type: 'duplicate-delivery', taskId: seen.taskId } : { type: 'reused-delivery' };
  };
  const untilOf = ({ seconds = 14 * 86_400 }: DeliveryRef): number => clock.now().getTime() + seconds * 1_000;
  const replies = new Map<string, DeliveryReply>();
  const findLive = (subject: { channel: string; key: string }): string | undefined =>
    [...byId.values()].find((task) => subjectIdOf(task.subject) === subjectIdOf(subject) && !isTerminal(task.status))?.id;
  return {
    createTask: async ({ task, delivery, facts, claim }) => {
      const seen = readDelivery(delivery);
      if (seen) return seen;
      const live = findLive(task.subject);
      if (live) return { type: 'live-task', taskId: live };
      if (byId.has(task.id)) throw new ConflictError(`The task ${task.id} exists.`, { code: 'TASK_EXISTS' });
      if (claim && !(await groups.claimGroup(claim, task.id))) return { type: 'group-changed' };
      deliveries.set(deliveryKey(delivery), { taskId: task.id, hash: delivery.hash, until: untilOf(delivery) });
      byId.set(task.id, task);
      record(task.id, facts);
      return { type: 'created' };
    },
    findLiveTask: async (subject) => findLive(subject),
    findEndedTask: async (subject) =>
      [...byId.values()]
        .filter((task) => subjectIdOf(task.subject) === subjectIdOf(subject) && isTerminal(task.status))
        .toSorted((a, b) => (a.endedAt ?? '').localeCompare(b.endedAt ?? ''))
        .at(-1)?.id,
    readDelivery: async (delivery) => readDelivery(delivery),
    hasDelivery: async (delivery) => deliveries.has(deliveryKey(delivery)),
    recordDelivery: async (delivery, reply) => {
      if (reply) replies.set(deliveryKey(delivery), reply);
      if (!deliveries.has(deliveryKey(delivery))) deliveries.set(deliveryKey(delivery), { until: untilOf(delivery) });
    },
    readReply: async (delivery) => replies.get(deliveryKey(delivery)),
    listUnstarted: async (createdBefore, limit) =>
      [...byId.values()]
        .filter(({ status, createdAt }) => status === 'submitted' && Date.parse(createdAt) < createdBefore.getTime())
        .sort((a, b) => a.createdAt.localeCompare(b.createdAt))
        .slice(0, limit),
  };
}
