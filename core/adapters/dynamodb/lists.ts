import { isValid } from 'ulid';
import type { Page, TaskStore } from '#ports/task-store.ts';
import { toTaskEvent } from './event-item.ts';
import { eventKey, type Key, requesterKey, statusKey, taskKey, timeKey } from './keys.ts';
import { checkedLimit, cursorError, parseTaskCursor, timeOf, toTaskCursor } from './pages.ts';
import { toTask } from './task-item.ts';
import type { StoreContext } from './task-table.ts';
import type { Item } from './write.ts';

/** Lists of tasks and of events, page by page. */
export function openLists({ table }: StoreContext): Pick<TaskStore, 'listTasks' | 'listEvents' | 'listUnstarted'> {
  return {
    listTasks: async (query) => {
      const limit = checkedLimit(query);
      const { index, partitions } = toPartitions(query);
      const read = async (partition: string): Promise<Item[]> => {
        const after = query.cursor === undefined ? undefined : toStart(index, partition, query.cursor);
        return table.query({ index, partition, after, newestFirst: true, limit: limit + 1 });
      };
      const rows = (await Promise.all(partitions.map(read))).flat().toSorted((a, b) => (timeOf(a) < timeOf(b) ? 1 : -1));
      const page = toPage(rows, limit, toTaskCursor);
      return { ...page, items: (await table.getAll(page.items)).map(toTask) };
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

interface Partitions {
  readonly index: 'by-status' | 'by-requester';
  readonly partitions: readonly string[];
}

/** Of several statuses each is a partition; their rows are merged by time before any task is read. */
function toPartitions(query: Parameters<TaskStore['listTasks']>[0]): Partitions {
  if ('requester' in query) return { index: 'by-requester', partitions: [requesterKey(query.requester)] };
  return { index: 'by-status', partitions: [query.status].flat().map(statusKey) };
}

function toStart(index: 'by-status' | 'by-requester', partition: string, cursor: string): Item {
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
