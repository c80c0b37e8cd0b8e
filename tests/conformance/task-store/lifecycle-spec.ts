import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isTerminal, LIFECYCLE_EVENTS, nextStatus, type Status } from '#domain/lifecycle.ts';
import type { TaskStore } from '#ports/task-store.ts';
import { ended, newChange, newTask, progressed, storedTask } from './task-store-fixtures.ts';

const MISSING = newTask().id;

/** Changing tasks: the lifecycle, patches, threads and usage. */
export function lifecycleSpec(use: () => TaskStore): void {
  describe('lifecycle', () => {
    test('the status after any events is what the table says, and refused events change nothing', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(fc.constantFrom(...LIFECYCLE_EVENTS), { maxLength: 12 }), async (events) => {
          const { id } = await storedTask(use());
          let [status, version]: [Status, number] = ['submitted', 1];
          for (const on of events) {
            const next = nextStatus(status, on);
            const { type, task } = await use().transition({ taskId: id, on, facts: [progressed(on)] });
            expect(type).toBe(next ? 'applied' : 'refused');
            if (next) [status, version] = [next, version + 1];
            expect(task).toMatchObject({ status, version });
          }
          const stored = await use().readTask(id);
          expect(stored).toMatchObject({ status, version });
          expect(stored?.endedAt !== undefined).toBe(isTerminal(status));
          const { items } = await use().listEvents(id, { limit: 100 });
          expect(items).toHaveLength(version);
        }),
        { numRuns: 40 },
      );
    });

    test('a transition sets its patch and its events with the status, and answers the task as it is stored', async () => {
      const { id } = await storedTask(use(), ['discovery.started']);
      const changes = [newChange()];
      const tests = { before: { passed: 3, failed: 1 }, after: { passed: 4, failed: 0 } };
      const moved = await use().transition({
        taskId: id,
        on: 'planning.started',
        set: { changes, tests, step: 'plan-1', ciRounds: 2, promptVersion: 'p2' },
        facts: [progressed('one'), progressed('two')],
      });
      expect(moved.task).toMatchObject({ status: 'planning', changes, tests, step: 'plan-1', ciRounds: 2, promptVersion: 'p2' });
      expect(await use().readTask(id)).toEqual(moved.task);
      const { items } = await use().listEvents(id, { limit: 10 });
      expect(items.slice(1).map(({ fact }) => fact)).toEqual([progressed('one'), progressed('two')]);
    });

    test('an ended task keeps its outcome and can be neither moved nor patched', async () => {
      const { id } = await storedTask(use());
      await use().transition({
        taskId: id,
        on: 'task.cancelled',
        set: { outcome: 'Ada stopped it.' },
        facts: [ended('cancelled')],
      });
      const before = await use().readTask(id);
      expect(before).toMatchObject({ status: 'cancelled', outcome: 'Ada stopped it.', endedAt: expect.any(String) });
      expect((await use().patchTask(id, { step: 'x' }, [progressed('late')])).type).toBe('refused');
      expect((await use().transition({ taskId: id, on: 'task.completed', facts: [ended('completed')] })).type).toBe('refused');
      expect(await use().readTask(id)).toEqual(before);
      expect((await use().listEvents(id, { limit: 10 })).items).toHaveLength(2);
    });

    test('an ended task is listed as not yet stopped until it is marked, a live one is not', async () => {
      const [live, first, second] = [await storedTask(use()), await storedTask(use()), await storedTask(use())];
      const mine = async (endedBefore: Date) => {
        const listed = await use().listUnstopped(endedBefore, 100);
        return listed.map(({ id }) => id).filter((id) => [live.id, first.id, second.id].includes(id));
      };
      const started = new Date();
      for (const { id } of [first, second]) await use().transition({ taskId: id, on: 'task.failed', facts: [ended('failed')] });
      expect(await mine(started)).toEqual([]);
      const later = new Date(Date.now() + 60_000);
      expect(await mine(later)).toEqual([first.id, second.id]);
      await use().markStopped(first.id);
      await use().markStopped(first.id);
      await use().markStopped(live.id);
      expect(await mine(later)).toEqual([second.id]);
    });

    test('a patch changes a live task without moving it', async () => {
      const { id } = await storedTask(use(), ['discovery.started']);
      const patched = await use().patchTask(id, { step: 'discover' }, [progressed('hello')]);
      expect(patched).toMatchObject({ type: 'applied', task: { status: 'discovering', step: 'discover', version: 3 } });
      expect(await use().readTask(id)).toEqual(patched.task);
    });

    test('of two threads of a channel the first counts, and channels do not mix', async () => {
      const { id } = await storedTask(use());
      expect(await use().setThread(id, 'slack', '1.1')).toBe('1.1');
      expect(await use().setThread(id, 'slack', '2.2')).toBe('1.1');
      expect(await use().setThread(id, 'github#acme/a.b', '3')).toBe('3');
      expect((await use().readTask(id))?.threads).toEqual({ slack: '1.1', 'github#acme/a.b': '3' });
    });

    test('usage adds up, cents and all, and a transition does not touch it', async () => {
      const { id } = await storedTask(use());
      const part = { turns: 1, inputTokens: 1_200, outputTokens: 34, costUsd: 0.1, workSeconds: 1.5 };
      await use().addUsage(id, part);
      await use().addUsage(id, part);
      await use().transition({ taskId: id, on: 'discovery.started', facts: [] });
      const total = await use().addUsage(id, { ...part, costUsd: 0.000_004_5 });
      expect(total).toEqual({ turns: 3, inputTokens: 3_600, outputTokens: 102, costUsd: 0.200_004_5, workSeconds: 4.5 });
      expect((await use().readTask(id))?.usage).toEqual(total);
    });

    test.each([
      ['transition', () => use().transition({ taskId: MISSING, on: 'task.failed', facts: [] })],
      ['patchTask', () => use().patchTask(MISSING, {}, [])],
      ['setThread', () => use().setThread(MISSING, 'slack', '1')],
      ['addUsage', () => use().addUsage(MISSING, { turns: 1, inputTokens: 0, outputTokens: 0, costUsd: 0, workSeconds: 0 })],
    ])('%s of a task that is not there says so and creates none', async (_name, call) => {
      await expect(call()).rejects.toMatchObject({ name: 'InputError', code: 'TASK_NOT_FOUND' });
      expect(await use().readTask(MISSING)).toBeUndefined();
    });
  });
}
