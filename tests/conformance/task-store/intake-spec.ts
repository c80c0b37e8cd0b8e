import { describe, expect, test } from 'vitest';
import type { TaskStore } from '#ports/task-store.ts';
import { ended, newChange, newDelivery, newTask, storedTask, submitted } from './task-store-fixtures.ts';

/** Creating tasks and remembering deliveries. */
export function intakeSpec(use: () => TaskStore): void {
  describe('intake', () => {
    test('a task is read back exactly as it was created, with its first events', async () => {
      const task = newTask({ promptVersion: 'p1', changes: [newChange()], threads: { slack: '1.2' } });
      expect(await use().createTask({ task, delivery: newDelivery(), facts: [submitted(task)] })).toEqual({ type: 'created' });
      expect(await use().readTask(task.id)).toEqual(task);
      const { items, cursor } = await use().listEvents(task.id, { limit: 10 });
      expect(items.map(({ fact, taskId }) => ({ fact, taskId }))).toEqual([{ fact: submitted(task), taskId: task.id }]);
      expect(cursor).toBeUndefined();
    });

    test('a delivery that comes again makes nothing and tells the task it made', async () => {
      const [task, delivery] = [newTask(), newDelivery()];
      await use().createTask({ task, delivery, facts: [submitted(task)] });
      const again = newTask({ subject: task.subject });
      const result = await use().createTask({ task: again, delivery, facts: [submitted(again)] });
      expect(result).toEqual({ type: 'duplicate-delivery', taskId: task.id });
      expect(await use().readTask(again.id)).toBeUndefined();
      expect((await use().listEvents(again.id, { limit: 1 })).items).toEqual([]);
    });

    test('a delivery that was recorded without a task stays without one', async () => {
      const [task, delivery] = [newTask(), newDelivery()];
      expect(await use().hasDelivery(delivery)).toBe(false);
      await use().recordDelivery(delivery);
      await use().recordDelivery(delivery);
      expect(await use().hasDelivery(delivery)).toBe(true);
      const result = await use().createTask({ task, delivery, facts: [] });
      expect(result).toEqual({ type: 'duplicate-delivery', taskId: undefined });
    });

    test('a delivery whose id the sender chose is known by its request: the same one again is a twin, another one is refused', async () => {
      const delivery = { channel: 'api', id: newDelivery().id, hash: 'a', seconds: 60 } as const;
      const [task, other] = [newTask(), newTask()];
      expect(await use().readDelivery(delivery)).toBeUndefined();
      await use().createTask({ task, delivery, facts: [] });
      const twin = { type: 'duplicate-delivery', taskId: task.id };
      expect(await use().createTask({ task: other, delivery, facts: [] })).toEqual(twin);
      expect(await use().readDelivery(delivery)).toEqual(twin);
      const reused = { ...delivery, hash: 'b' };
      expect(await use().createTask({ task: other, delivery: reused, facts: [] })).toEqual({ type: 'reused-delivery' });
      expect(await use().readDelivery(reused)).toEqual({ type: 'reused-delivery' });
      expect(await use().readTask(other.id)).toBeUndefined();
    });

    test('a delivery id is free again when its time is over, though its record may still be there', async () => {
      const delivery = { channel: 'api', id: newDelivery().id, hash: 'a', seconds: 0 } as const;
      const [first, second] = [newTask(), newTask()];
      await use().createTask({ task: first, delivery, facts: [] });
      expect(await use().readDelivery(delivery)).toBeUndefined();
      const again = { ...delivery, hash: 'b', seconds: 60 };
      expect(await use().createTask({ task: second, delivery: again, facts: [] })).toEqual({ type: 'created' });
      expect(await use().readDelivery(again)).toEqual({ type: 'duplicate-delivery', taskId: second.id });
    });

    test('recording a delivery that made a task does not forget the task', async () => {
      const [task, delivery] = [newTask(), newDelivery()];
      await use().createTask({ task, delivery, facts: [] });
      await use().recordDelivery(delivery);
      const result = await use().createTask({ task: newTask(), delivery, facts: [] });
      expect(result).toEqual({ type: 'duplicate-delivery', taskId: task.id });
    });

    test('deliveries of two channels with one id are two', async () => {
      const delivery = newDelivery();
      await use().recordDelivery(delivery);
      expect(await use().hasDelivery({ ...delivery, channel: 'github' })).toBe(false);
    });

    test('a second task about a subject with a live one is refused, and its delivery is not recorded', async () => {
      const live = await storedTask(use());
      const [second, delivery] = [newTask({ subject: live.subject }), newDelivery()];
      const result = await use().createTask({ task: second, delivery, facts: [submitted(second)] });
      expect(result).toEqual({ type: 'live-task', taskId: live.id });
      expect(await use().findLiveTask(live.subject)).toBe(live.id);
      expect(await use().hasDelivery(delivery)).toBe(false);
    });

    test('the end of a task frees its subject, and a write to the ended one leaves its successor alone', async () => {
      const first = await storedTask(use());
      await use().transition({ taskId: first.id, on: 'task.failed', facts: [ended('failed')] });
      expect(await use().findLiveTask(first.subject)).toBeUndefined();
      const second = await storedTask(use(), [], { subject: first.subject, retryOf: first.id });
      expect(await use().setThread(first.id, 'slack', '9.9')).toBe('9.9');
      expect(await use().findLiveTask(first.subject)).toBe(second.id);
    });

    test('a subject remembers the task that ended last, whichever is live', async () => {
      const first = await storedTask(use());
      expect(await use().findEndedTask(first.subject)).toBeUndefined();
      await use().transition({ taskId: first.id, on: 'task.failed', facts: [ended('failed')] });
      const second = await storedTask(use(), [], { subject: first.subject, retryOf: first.id });
      expect(await use().findEndedTask(first.subject)).toBe(first.id);
      await use().transition({ taskId: second.id, on: 'task.cancelled', facts: [ended('cancelled')] });
      expect(await use().findEndedTask(first.subject)).toBe(second.id);
    });

    test('a delivery is kept once, however often it comes', async () => {
      const place = { repo: 'acme/shop', number: 7, kind: 'pull-request' } as const;
      const by = { channel: 'github', id: 'wren', name: 'wren' } as const;
      const event = { type: 'pull-request.closed', place, url: '', merged: true, by } as const;
      const delivery = { channel: 'github', id: newDelivery().id } as const;
      const answers = await Promise.all([1, 2, 3].map(() => use().keepDelivery({ delivery, event })));
      expect(answers.filter(Boolean)).toHaveLength(1);
      expect(await use().hasDelivery(delivery)).toBe(false);
    });

    test('a delivery remembers what is to be told, and the task it made', async () => {
      const delivery = newDelivery();
      expect(await use().readReply(delivery)).toBeUndefined();
      const task = newTask();
      await use().createTask({ task, delivery, facts: [] });
      await use().recordDelivery(delivery, { ok: true, text: 'Done.' });
      expect(await use().readReply(delivery)).toEqual({ ok: true, text: 'Done.' });
      const twin = newTask();
      expect(await use().createTask({ task: twin, delivery, facts: [] })).toMatchObject({ taskId: task.id });
    });

    test('an id is given once', async () => {
      const task = await storedTask(use());
      const twin = newTask({ id: task.id });
      await expect(use().createTask({ task: twin, delivery: newDelivery(), facts: [] })).rejects.toMatchObject({
        code: 'TASK_EXISTS',
      });
    });

    test('a task is found by any of its pull requests, whatever the case of the name, the newest or the first', async () => {
      const prNumber = Math.floor(Math.random() * 1e9) + 1;
      const changes = [newChange({ prNumber }), newChange({ repo: 'acme/storefront', prNumber })];
      const first = await storedTask(use(), ['task.failed'], { changes, createdAt: '2026-01-01T00:00:00.000Z' });
      expect(await use().findTaskByPullRequest('Acme/Storefront', prNumber)).toBe(first.id);
      const second = await storedTask(use(), ['discovery.started', 'planning.started']);
      await use().patchTask(second.id, { changes: [newChange({ prNumber })] }, []);
      expect(await use().findTaskByPullRequest('acme/shipping', prNumber)).toBe(second.id);
      expect(await use().findTaskByPullRequest('acme/shipping', prNumber, 'first')).toBe(first.id);
      expect(await use().findTaskByPullRequest('acme/storefront', prNumber)).toBe(first.id);
      expect(await use().findTaskByPullRequest('acme/shipping', prNumber + 1)).toBeUndefined();
    });
  });
}
