import { isValid } from 'ulid';
import type { Task } from '#domain/task.ts';
import { matchesFilter } from '#domain/task-filter.ts';
import type { Page, PageRequest, TaskStore } from '#ports/task-store.ts';
import { toTaskEvent } from './event-item.ts';
import { eventKey, type Key, requesterKey, statusKey, taskKey, timeKey } from './keys.ts';
import { checkedLimit, cursorError, parseTaskCursor, timeOf, toTaskCursor } from './pages.ts';
import { toTask } from './task-item.ts';
import type { StoreContext, TaskTable } from './task-table.ts';
import type { Item } from './write.ts';

/** Lists of tasks and of events, page by page. */
export function openLists({ table }: StoreContext): Pick<TaskStore, 'listTasks' | 'listEvents' | 'listUnstarted'> {
  return {
    listTasks: async (query) => {
      const limit = checkedLimit(query);
      return 'requester' in query ? listOwn(table, query, limit) : listByStatus(table, query, limit);
    },
    listEvents: async (taskId, page) => {
      const limit = checkedLimit(page);
      if (page.cursor !== undefined && !isValid(page.cursor)) throw cursorError();
      const after: (Key & Item) | undefined = page.cursor === undefined ? undefined : { ...eventKey(taskId, page.cursor) };
      const { pk: partition } = taskKey(taskId);
      const items = await table.query({ partition, prefix: 'EVENT#', after, limit: limit + 1 });
      return toPage(items.map(toTaskEvent), limit, (event) => event.id);
    },
    listUnstarted: async (createdBefore, limit) => {
      const partition = statusKey('submitted');
      const rows = await table.query({ index: 'by-status', partition, before: createdBefore.toISOString(), limit });
      return (await table.getAll(rows)).map(toTask);
    },
  };
}

type Query = Parameters<TaskStore['listTasks']>[0];
type TimedIndex = 'by-status' | 'by-requester';

/** Rows that are read at once while wanted tasks are looked for. */
const LOOKED_AT = 100;

/** A filter counts before the limit does: rows are read on until the page is full or there are no more. */
async function listOwn(
  table: TaskTable,
  { requester, filter, cursor }: Extract<Query, { requester: object }>,
  limit: number,
): Promise<Page<Task>> {
  const index = 'by-requester';
  const partition = requesterKey(requester);
  const atOnce = filter ? LOOKED_AT : limit + 1;
  const found: Task[] = [];
  let after = cursor === undefined ? undefined : toStart(index, partition, cursor);
  do {
    const rows = await table.query({ index, partition, after, newestFirst: true, limit: atOnce });
    const tasks = (await table.getAll(rows)).map(toTask);
    found.push(...tasks.filter((task) => matchesFilter(task, filter ?? {})));
    after = rows.length < atOnce ? undefined : rows.at(-1);
  } while (after !== undefined && found.length <= limit);
  return toPage(found, limit, ({ createdAt, id }) => toTaskCursor({ timeKey: timeKey(createdAt, id) }));
}

/** Of several statuses each is a partition; their rows are merged by time before any task is read. */
async function listByStatus(
  table: TaskTable,
  { status, cursor }: Extract<Query, { status: unknown }> & PageRequest,
  limit: number,
): Promise<Page<Task>> {
  const index = 'by-status';
  const read = async (partition: string): Promise<Item[]> => {
    const after = cursor === undefined ? undefined : toStart(index, partition, cursor);
    return table.query({ index, partition, after, newestFirst: true, limit: limit + 1 });
  };
  const partitions = [status].flat().map(statusKey);
  const rows = (await Promise.all(partitions.map(read))).flat().toSorted((a, b) => (timeOf(a) < timeOf(b) ? 1 : -1));
  const page = toPage(rows, limit, toTaskCursor);
  return { ...page, items: (await table.getAll(page.items)).map(toTask) };
}

function toStart(index: TimedIndex, partition: string, cursor: string): Item {
  const { createdAt, id } = parseTaskCursor(cursor);
  const attribute = index === 'by-status' ? 'statusKey' : 'requesterKey';
  return { ...taskKey(id), [attribute]: partition, timeKey: timeKey(createdAt, id) };
}

/** One entry more than the page holds was read, so that the last page is known to be the last. */
function toPage<T>(read: readonly T[], limit: number, toCursor: (last: T) => string): Page<T> {
  const items = read.slice(0, limit);
  const last = items.at(-1);
  return { items, ...(read.length > limit && last !== undefined ? { cursor: toCursor(last) } : {}) };
}
