import { type Backlog, backlogSchema } from '#domain/backlog.ts';
import type { TaskStore } from '#ports/task-store.ts';
import { expiryOf } from './expiry.ts';
import { backlogKey, backlogState, taskKey, timeKey } from './keys.ts';
import { parseItem } from './parse-item.ts';
import type { StoreContext } from './task-table.ts';
import type { Item } from './write.ts';

type Part = Pick<
  TaskStore,
  | 'listBacklogs'
  | 'openBacklog'
  | 'joinBacklog'
  | 'claimBacklog'
  | 'updateBacklog'
  | 'closeBacklog'
  | 'listDueBacklogs'
  | 'listDeadBacklogs'
>;

/** What channels still have to be told; whoever works one off has counted its attempt up and owns that number. */
export function openBacklogs({ table, clock }: StoreContext): Part {
  const listIn = async (state: Backlog['state'], limit: number, before?: string): Promise<Backlog[]> => {
    const partition = backlogState(state);
    const items = await table.getAll(await table.query({ index: 'by-status', partition, limit, ...(before ? { before } : {}) }));
    return items.map((item) => parseItem(backlogSchema, item));
  };
  return {
    listBacklogs: async (taskId) => {
      const { pk: partition } = taskKey(taskId);
      const items = await table.query({ partition, prefix: 'BACKLOG#' });
      return items.map((item) => parseItem(backlogSchema, item));
    },
    openBacklog: async (backlog) => {
      const put = {
        ...backlogKey(backlog),
        ...backlog,
        ...indexOf(backlog),
        expiresAt: expiryOf('history', clock.now()),
      };
      return (await table.transact([{ put, when: { exists: false } }])).type === 'written';
    },
    joinBacklog: async (backlog) => {
      // Something new about the task is reason enough to try a channel again that was given up.
      const nextAt = clock.now().toISOString();
      const revived = { ...backlog, state: 'owed', since: nextAt, nextAt } as const;
      const set = backlog.state === 'dead' ? { ...revived, ...indexOf(revived), joined: undefined } : {};
      const when = { equals: { state: backlog.state } };
      const outcome = await table.transact([{ update: backlogKey(backlog), set, add: { joined: 1 }, when }]);
      return outcome.type === 'written';
    },
    claimBacklog: async (backlog, until) => {
      const next = { ...backlog, attempts: backlog.attempts + 1, nextAt: until.toISOString() };
      const { attempts, nextAt } = next;
      const when = { equals: { attempts: backlog.attempts, state: backlog.state } };
      const outcome = await table.transact([{ update: backlogKey(backlog), set: { attempts, nextAt, ...indexOf(next) }, when }]);
      return outcome.type === 'written' ? next : undefined;
    },
    updateBacklog: async (backlog) => {
      const { attempts, from, state, since, nextAt, error } = backlog;
      const set = { from, state, since, nextAt, error, ...indexOf(backlog) };
      return (await table.transact([{ update: backlogKey(backlog), set, when: { equals: { attempts } } }])).type === 'written';
    },
    closeBacklog: async (backlog) => {
      const { attempts, joined } = backlog;
      return (await table.transact([{ delete: backlogKey(backlog), when: { equals: { attempts, joined } } }])).type === 'written';
    },
    listDueBacklogs: (limit) => listIn('owed', limit, clock.now().toISOString()),
    listDeadBacklogs: (limit) => listIn('dead', limit),
  };
}

function indexOf({ state, nextAt, taskId }: Backlog): Item {
  return { statusKey: backlogState(state), timeKey: timeKey(nextAt, taskId) };
}
