import { beforeAll, describe, expect, test } from 'vitest';
import type { Person } from '#domain/person.ts';
import type { Task } from '#domain/task.ts';
import type { TaskFilter } from '#domain/task-filter.ts';
import type { Page, TaskStore } from '#ports/task-store.ts';
import { systemClock } from '#adapters/system/clock.ts';
import { ADA, newTask, progressed, storedTask } from './task-store-fixtures.ts';

async function readAll<T>(read: (cursor: string | undefined) => Promise<Page<T>>): Promise<T[][]> {
  const pages: T[][] = [];
  let cursor: string | undefined;
  do {
    const page = await read(cursor);
    pages.push([...page.items]);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return pages;
}

/** Lists of tasks and events. */
export function listsSpec(use: () => TaskStore): void {
  describe('lists', () => {
    const requester: Person = { ...ADA, id: `ada#${systemClock.newId()}` };
    const tasks: Task[] = [];
    beforeAll(async () => {
      for (let index = 0; index < 7; index += 1) {
        // Two in one millisecond: their ids tell them apart.
        const createdAt = `2026-11-0${1 + Math.floor(index / 2)}T00:00:00.000Z`;
        tasks.push(await storedTask(use(), ['discovery.started'], { requester, createdAt }));
      }
    });

    test('a requester sees exactly his tasks, newest first, each once over all pages', async () => {
      const pages = await readAll((cursor) => use().listTasks({ requester, limit: 3, cursor }));
      expect(pages.map((page) => page.length)).toEqual([3, 3, 1]);
      expect(pages.flat().map(({ id }) => id)).toEqual(tasks.map(({ id }) => id).toReversed());
    });

    test('a page that ends with the list has no cursor', async () => {
      expect((await use().listTasks({ requester, limit: 7 })).cursor).toBeUndefined();
      expect((await use().listTasks({ requester, limit: 6 })).cursor).toBeDefined();
    });

    test('a list by status has all tasks of that status and no other, newest first', async () => {
      const moved = tasks.slice(0, 5);
      for (const { id } of moved) await use().transition({ taskId: id, on: 'planning.started', facts: [] });
      for (const { id } of moved) await use().transition({ taskId: id, on: 'question.asked', facts: [] });
      const found = (await readAll((cursor) => use().listTasks({ status: 'awaiting_answer', limit: 2, cursor }))).flat();
      expect(found.every(({ status }) => status === 'awaiting_answer')).toBe(true);
      const mine = found.filter((task) => task.requester.id === requester.id).map(({ id }) => id);
      expect(mine).toEqual(moved.map(({ id }) => id).toReversed());
    });

    test('a list by several statuses is one list, newest first, each once over all pages', async () => {
      const status = ['discovering', 'awaiting_answer'] as const;
      const found = (await readAll((cursor) => use().listTasks({ status, limit: 2, cursor }))).flat();
      const mine = found.filter((task) => task.requester.id === requester.id).map(({ id }) => id);
      expect(mine).toEqual(tasks.map(({ id }) => id).toReversed());
    });

    test('a filter counts before the limit: a page is full as long as there are wanted tasks', async () => {
      const busy: Person = { ...ADA, id: `busy#${systemClock.newId()}` };
      const { ticket } = newTask();
      const store = (index: number): Promise<Task> => {
        const createdAt = new Date(Date.UTC(2026, 10, 1, 0, index)).toISOString();
        const repo = index % 25 === 0 ? 'Acme/Rare' : 'acme/common';
        const events = index % 25 === 0 && index > 0 ? (['task.failed'] as const) : [];
        return storedTask(use(), events, { requester: busy, createdAt, ticket: { ...ticket, repo } });
      };
      const all = await Promise.all(Array.from({ length: 130 }, (_, index) => store(index)));
      const wanted = all.filter((_, index) => index % 25 === 0).toReversed();
      const list = async (filter: TaskFilter, limit: number) =>
        (await readAll((cursor) => use().listTasks({ requester: busy, filter, limit, cursor }))).map((page) =>
          page.map(({ id }) => id),
        );
      const ids = wanted.map(({ id }) => id);
      expect(await list({ repo: 'acme/rare' }, 2)).toEqual([ids.slice(0, 2), ids.slice(2, 4), ids.slice(4, 6)]);
      expect(await list({ repo: 'acme/rare', status: ['failed', 'completed'] }, 100)).toEqual([ids.slice(0, 5)]);
      expect(await list({ status: ['executing'] }, 5)).toEqual([[]]);
    });

    test('large tasks do not shorten a page', async () => {
      const rich: Person = { ...ADA, id: `rich#${systemClock.newId()}` };
      const { ticket } = newTask();
      for (let index = 0; index < 12; index += 1) {
        await storedTask(use(), [], { requester: rich, ticket: { ...ticket, description: '字'.repeat(100_000) } });
      }
      const { items } = await use().listTasks({ requester: rich, limit: 12 });
      expect(items).toHaveLength(12);
    });

    test('a cursor that is not of this list is refused', async () => {
      const bad = ['', 'x', 'bm90IGpzb24', Buffer.from('["2026-11-01T00:00:00.000Z","TASK"]').toString('base64url')];
      for (const cursor of bad) {
        const call = use().listTasks({ requester, limit: 3, cursor });
        await expect(call).rejects.toMatchObject({ name: 'InputError', code: 'CURSOR_INVALID' });
      }
      const events = use().listEvents(tasks[0]!.id, { limit: 3, cursor: '../META' });
      await expect(events).rejects.toMatchObject({ code: 'CURSOR_INVALID' });
    });

    test.each([0, -1, 101, 1.5, Number.NaN])('a page of %d entries is refused', async (limit) => {
      await expect(use().listTasks({ requester, limit })).rejects.toMatchObject({ code: 'LIMIT_INVALID' });
      await expect(use().listEvents(tasks[0]!.id, { limit })).rejects.toMatchObject({ code: 'LIMIT_INVALID' });
    });

    test('events are listed oldest first, go on after the last one seen, and show what was appended since', async () => {
      const { id } = await storedTask(use());
      const facts = Array.from({ length: 130 }, (_, index) => progressed(`step ${index}`));
      await use().appendEvents(id, facts);
      await use().appendEvents(id, []);
      const pages = await readAll((cursor) => use().listEvents(id, { limit: 50, cursor }));
      const seen = pages.flat();
      expect(seen.slice(1).map(({ fact }) => fact)).toEqual(facts);
      expect(seen.map((event) => event.id).toSorted()).toEqual(seen.map((event) => event.id));
      await use().appendEvents(id, [progressed('new')]);
      const { items } = await use().listEvents(id, { limit: 50, cursor: seen.at(-1)?.id });
      expect(items.map(({ fact }) => fact)).toEqual([progressed('new')]);
    });

    test('tasks that never started are listed oldest first, those created later and those that moved are not', async () => {
      const old = await storedTask(use(), [], { createdAt: '2001-01-02T00:00:00.000Z' });
      const older = await storedTask(use(), [], { createdAt: '2001-01-01T00:00:00.000Z' });
      await storedTask(use(), ['discovery.started'], { createdAt: '2001-01-01T12:00:00.000Z' });
      await storedTask(use(), [], { createdAt: '2001-01-03T00:00:00.000Z' });
      const found = await use().listUnstarted(new Date('2001-01-03T00:00:00.000Z'), 10);
      expect(found.map(({ id }) => id)).toEqual([older.id, old.id]);
      expect(await use().listUnstarted(new Date('2001-01-03T00:00:00.000Z'), 1)).toMatchObject([{ id: older.id }]);
    });

    test('a notice is claimed by one caller per event and channel, and by another after it was given back', async () => {
      const { id } = await storedTask(use());
      expect(await use().hasNotice(id, 'E1', 'slack')).toBe(false);
      expect(await use().claimNotice(id, 'E1', 'slack')).toBe(true);
      expect(await use().hasNotice(id, 'E1', 'slack')).toBe(true);
      expect(await use().claimNotice(id, 'E1', 'slack')).toBe(false);
      expect(await use().claimNotice(id, 'E1', 'jira')).toBe(true);
      expect(await use().claimNotice(id, 'E2', 'slack')).toBe(true);
    });
  });
}
