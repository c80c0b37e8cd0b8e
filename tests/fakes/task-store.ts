import type { Approval, Question } from '#domain/approval.ts';
import type { DeliveryRef } from '#domain/channel-event.ts';
import { ConflictError, InputError } from '#domain/errors.ts';
import { subjectIdOf } from '#domain/ids.ts';
import { isTerminal, type LifecycleEvent, nextStatus } from '#domain/lifecycle.ts';
import { type StepResult, toStepOutput } from '#domain/step-result.ts';
import type { Task, TaskPatch } from '#domain/task.ts';
import type { TaskEvent, TaskFact } from '#domain/task-event.ts';
import { addUsage } from '#domain/usage.ts';
import type { Clock } from '#ports/clock.ts';
import type { Callback, CiWait, Page, PageRequest, StepRef, TaskStore, TransitionResult } from '#ports/task-store.ts';
import { memoryWaits } from './memory-waits.ts';

export interface MemoryTaskStore extends TaskStore {
  /** Everything that was recorded of a task, oldest first. */
  facts(taskId: string): readonly TaskFact[];
  /** Stores a result as a finished step leaves it. */
  putResult(ref: StepRef, result: StepResult): void;
}

/** The task store in memory, with the same rules; for tests of what uses it. */
export function memoryTaskStore(clock: Clock, tasks: readonly Task[] = []): MemoryTaskStore {
  const state = openState(clock, tasks);
  const { byId, change, events, record, require } = state;
  const steps = new Map<string, { token: string; ref: StepRef; result?: StepResult }>();
  const notices = new Set<string>();
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
    ...openWaits(state, putResult),
    facts: (taskId) => (events.get(taskId) ?? []).map(({ fact }) => fact),
    putResult,
    readTask: async (taskId) => byId.get(taskId),
    findTaskByPullRequest: async (repo, prNumber) =>
      [...byId.values()].findLast(({ changes }) => changes.some((one) => one.repo === repo && one.prNumber === prNumber))?.id,
    listTasks: async (query) => {
      const matches = [...byId.values()].toReversed().filter((task) => {
        if ('status' in query) return task.status === query.status;
        return task.requester.channel === query.requester.channel && task.requester.id === query.requester.id;
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
      const total = addUsage(task.usage, usage);
      byId.set(taskId, { ...task, usage: total });
      return total;
    },
    appendEvents: async (taskId, facts) => record(taskId, facts),
    listEvents: async (taskId, page) => toPage(events.get(taskId) ?? [], page),
    claimNotice: async (...notice) => {
      const fresh = !notices.has(notice.join('#'));
      notices.add(notice.join('#'));
      return fresh;
    },
    releaseNotice: async (...notice) => {
      notices.delete(notice.join('#'));
    },
    claimStep: async (ref, token) => {
      const held = steps.get(stepKey(ref));
      if (held?.result) return { type: 'finished', result: held.result };
      if (held?.token === token) return { type: 'duplicate' };
      steps.set(stepKey(ref), { token, ref });
      return { type: held ? 'resumed' : 'claimed' };
    },
    finishStep: async (ref, token, result) => {
      const held = steps.get(stepKey(ref));
      if (held?.token !== token) return false;
      if (!held.result) putResult(ref, result, token);
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

function stepKey({ taskId, runId, step }: StepRef): string {
  return `${taskId}#${runId}#${step}`;
}

function deliveryKey({ channel, id }: DeliveryRef): string {
  return `${channel}#${id}`;
}

function toPage<T extends { readonly id: string }>(all: readonly T[], { limit, cursor }: PageRequest): Page<T> {
  const start = cursor === undefined ? 0 : all.findIndex(({ id }) => id === cursor) + 1;
  const items = all.slice(start, start + limit);
  const last = items.at(-1);
  return { items, ...(start + limit < all.length && last ? { cursor: last.id } : {}) };
}

interface State {
  readonly clock: Clock;
  readonly byId: Map<string, Task>;
  readonly events: Map<string, TaskEvent[]>;
  readonly require: (taskId: string) => Task;
  readonly record: (taskId: string, facts: readonly TaskFact[]) => void;
  readonly change: (
    taskId: string,
    on: LifecycleEvent | undefined,
    set: TaskPatch,
    facts: readonly TaskFact[],
  ) => TransitionResult;
}

function openState(clock: Clock, tasks: readonly Task[]): State {
  const byId = new Map(tasks.map((task) => [task.id, task]));
  const events = new Map<string, TaskEvent[]>();
  const require = (taskId: string): Task => {
    const task = byId.get(taskId);
    if (task) return task;
    throw new InputError(`There is no task ${taskId}.`, { code: 'TASK_NOT_FOUND' });
  };
  const record = (taskId: string, facts: readonly TaskFact[]): void => {
    const at = clock.now().toISOString();
    const fresh = facts.map((fact) => ({ id: clock.newId(), taskId, at, fact }));
    events.set(taskId, [...(events.get(taskId) ?? []), ...fresh]);
  };
  return {
    clock,
    byId,
    events,
    require,
    record,
    change: (taskId, on, set, facts) => {
      const task = require(taskId);
      const status = on ? nextStatus(task.status, on) : isTerminal(task.status) ? undefined : task.status;
      if (!status) return { type: 'refused', task };
      const at = clock.now().toISOString();
      const ending = isTerminal(status) ? { endedAt: at } : {};
      const next = { ...task, ...set, ...ending, status, version: task.version + 1, updatedAt: at };
      byId.set(taskId, next);
      record(taskId, facts);
      return { type: 'applied', task: next };
    },
  };
}

function openIntake({
  byId,
  record,
}: State): Pick<TaskStore, 'createTask' | 'findLiveTask' | 'hasDelivery' | 'recordDelivery' | 'listUnstarted'> {
  const deliveries = new Map<string, string | undefined>();
  const findLive = (subject: { channel: string; key: string }): string | undefined =>
    [...byId.values()].find((task) => subjectIdOf(task.subject) === subjectIdOf(subject) && !isTerminal(task.status))?.id;
  return {
    createTask: async ({ task, delivery, facts }) => {
      if (deliveries.has(deliveryKey(delivery)))
        return { type: 'duplicate-delivery', taskId: deliveries.get(deliveryKey(delivery)) };
      const live = findLive(task.subject);
      if (live) return { type: 'live-task', taskId: live };
      deliveries.set(deliveryKey(delivery), task.id);
      byId.set(task.id, task);
      record(task.id, facts);
      return { type: 'created' };
    },
    findLiveTask: async (subject) => findLive(subject),
    hasDelivery: async (delivery) => deliveries.has(deliveryKey(delivery)),
    recordDelivery: async (delivery) => {
      if (!deliveries.has(deliveryKey(delivery))) deliveries.set(deliveryKey(delivery), undefined);
    },
    listUnstarted: async (createdBefore, limit) =>
      [...byId.values()]
        .filter(({ status, createdAt }) => status === 'submitted' && Date.parse(createdAt) < createdBefore.getTime())
        .slice(0, limit),
  };
}

type WaitMethods =
  | 'openApproval'
  | 'readApproval'
  | 'decideApproval'
  | 'openQuestion'
  | 'readQuestion'
  | 'answerQuestion'
  | 'openCiWait'
  | 'findCiWaits'
  | 'readCiWait'
  | 'closeCiWait'
  | 'markDelivered'
  | 'listUndelivered';

function openWaits(state: State, putResult: (ref: StepRef, result: StepResult) => void): Pick<TaskStore, WaitMethods> {
  const owed = new Map<string, Callback>();
  const owe = (callback: Callback, instead: string): Callback => {
    owed.delete(instead);
    owed.set(callback.token, callback);
    return callback;
  };
  const approvals = memoryWaits<Approval>(state.change, owe);
  const questions = memoryWaits<Question>(state.change, owe);
  const ciWaits = memoryWaits<CiWait>(state.change, owe);
  const requireLive = (taskId: string): void => {
    const { status } = state.require(taskId);
    if (isTerminal(status)) throw new ConflictError(`The task ${taskId} has ended meanwhile.`, { code: 'TASK_ENDED' });
  };
  return {
    openApproval: async (body, token) => {
      const { taskId, runId, n } = body;
      const fact = { type: 'approval.requested', approval: body } as const;
      return approvals.open({ taskId, runId, n, token, body, on: 'approval.requested', step: `approve-${n}`, fact });
    },
    readApproval: async (taskId) => approvals.newest(taskId)?.body,
    decideApproval: async (taskId, n, decision) => {
      const wait = approvals.find(taskId, n);
      if (!wait) throw new InputError(`The task ${taskId} has no approval ${n}.`, { code: 'APPROVAL_NOT_FOUND' });
      if (wait.body.decision) return { type: 'already-decided', decision: wait.body.decision };
      requireLive(taskId);
      state.record(taskId, [{ type: 'approval.decided', n, decision }]);
      return { type: 'decided', callback: approvals.settle(wait, { ...wait.body, decision }, { verdict: decision.verdict }) };
    },
    openQuestion: async (body, token) => {
      const { taskId, runId, n, text } = body;
      const fact = { type: 'question.asked', n, text } as const;
      return questions.open({ taskId, runId, n, token, body, on: 'question.asked', step: `ask-${n}`, fact });
    },
    readQuestion: async (taskId) => questions.newest(taskId)?.body,
    answerQuestion: async (taskId, n, answer) => {
      const wait = questions.find(taskId, n);
      if (!wait) throw new InputError(`The task ${taskId} has no question ${n}.`, { code: 'QUESTION_NOT_FOUND' });
      if (wait.body.answer) return { type: 'already-answered' };
      requireLive(taskId);
      state.record(taskId, [{ type: 'question.answered', n, text: answer.text, by: answer.by }]);
      return { type: 'answered', callback: questions.settle(wait, { ...wait.body, answer }, { answered: true }) };
    },
    openCiWait: async (body, token) => {
      const { taskId, runId, round: n, changes } = body;
      const commits = changes.map(({ repo, headSha }) => ({ repo, headSha }));
      const fact = { type: 'ci.awaited', commits, round: n } as const;
      return ciWaits.open({ taskId, runId, n, token, body, on: 'ci.awaited', step: `ci-${n}`, fact });
    },
    findCiWaits: async (repo, headSha) =>
      ciWaits
        .all()
        .filter(({ output, body }) => !output && body.changes.some((one) => one.repo === repo && one.headSha === headSha))
        .map(({ body }) => body),
    readCiWait: async (taskId) => {
      const wait = ciWaits.newest(taskId);
      return wait?.output ? undefined : wait?.body;
    },
    closeCiWait: async ({ taskId, runId, round }, result) => {
      const wait = ciWaits.find(taskId, round);
      if (!wait || wait.output || wait.runId !== runId || isTerminal(state.require(taskId).status)) return undefined;
      const step = `ci-${round}`;
      putResult({ taskId, runId, step }, result);
      state.record(taskId, [{ type: 'ci.concluded', ci: result.ci, round }]);
      return ciWaits.settle(wait, wait.body, { ...toStepOutput(step, result), conclusion: result.ci.conclusion });
    },
    markDelivered: async ({ token }) => {
      owed.delete(token);
    },
    listUndelivered: async (limit) => [...owed.values()].slice(0, limit),
  };
}
