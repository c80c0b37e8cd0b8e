import { type StructuredToolInterface, tool } from '@langchain/core/tools';
import { z } from 'zod';
import { isTerminal, STATUSES } from '#domain/lifecycle.ts';
import type { TaskEvent } from '#domain/task-event.ts';
import type { TaskStore } from '#ports/task-store.ts';
import { describeTask } from '../describe-task.ts';
import { findTask } from '../find-task.ts';

const LISTED = 15;
const MOST_EVENTS = 60;

const task = z.string().min(1).describe('task id, ticket key, or address of the pull request');

/** The slack agent's tools: they read tasks, and nothing of them writes. */
export function createTaskTools(store: TaskReader): StructuredToolInterface[] {
  return [
    tool(async ({ status }) => listTasks(status, store), {
      name: 'list_tasks',
      description: `The newest tasks of a status, or all that are at work: at most ${LISTED}.`,
      schema: z.object({ status: z.enum(STATUSES).optional() }),
    }),
    tool(async (input) => describeTask(await findTask(input.task, store), store), {
      name: 'read_task',
      description: 'Where a task is now, whom it waits for, its pull requests, cost, outcome and failure.',
      schema: z.object({ task }),
    }),
    tool(async (input) => readEvents(input.task, input.last ?? 20, store), {
      name: 'read_events',
      description: 'The last things that happened to a task, oldest first, with times (UTC).',
      schema: z.object({ task, last: z.int().min(1).max(MOST_EVENTS).optional() }),
    }),
    tool(async (input) => readPlan(input.task, store), {
      name: 'read_plan',
      description: 'The newest plan of a task: summary, scope, steps, risk, estimate.',
      schema: z.object({ task }),
    }),
    tool(async (input) => readResults(input.task, store), {
      name: 'read_results',
      description: 'What discovery, execution, CI and the diagnosis of a failed CI found, as far as there is anything.',
      schema: z.object({ task }),
    }),
  ];
}

export type TaskReader = Pick<
  TaskStore,
  | 'readTask'
  | 'findLiveTask'
  | 'findEndedTask'
  | 'findTaskByPullRequest'
  | 'listTasks'
  | 'listEvents'
  | 'readApproval'
  | 'readQuestion'
  | 'readLatestResult'
>;

async function listTasks(status: (typeof STATUSES)[number] | undefined, store: TaskReader): Promise<string> {
  const wanted = status ? [status] : STATUSES.filter((one) => !isTerminal(one));
  const { items: tasks, cursor } = await store.listTasks({ status: wanted, limit: LISTED });
  if (tasks.length === 0) return status ? `No task is ${status}.` : 'No task is at work.';
  const shown = tasks.map((one) => `${one.id} | ${one.ticket.key} | ${one.status} | ${one.ticket.summary}`);
  return [...shown, ...(cursor === undefined ? [] : ['… and more'])].join('\n');
}

async function readEvents(named: string, last: number, store: TaskReader): Promise<string> {
  const { id } = await findTask(named, store);
  let newest: TaskEvent[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.listEvents(id, { limit: 100, cursor });
    newest = [...newest, ...page.items].slice(-last);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return newest.map(({ at, fact: { type, ...fact } }) => `${at} ${type} ${JSON.stringify(fact).slice(0, 400)}`).join('\n');
}

async function readPlan(named: string, store: TaskReader): Promise<string> {
  const { id } = await findTask(named, store);
  const result = await store.readLatestResult(id, 'plan');
  return result ? `${result.planUrl}\n${JSON.stringify(result.plan, undefined, 1)}` : `${id} has no plan yet.`;
}

async function readResults(named: string, store: TaskReader): Promise<string> {
  const { id } = await findTask(named, store);
  const types = ['discovery', 'execution', 'ci', 'diagnosis'] as const;
  const results = await Promise.all(types.map((type) => store.readLatestResult(id, type)));
  const found = results.flatMap((result) => (result ? [JSON.stringify(result, undefined, 1)] : []));
  return found.length > 0 ? found.join('\n\n') : `${id} has no results yet.`;
}
