import { describe, expect, test } from 'vitest';
import type { TaskStore } from '#ports/task-store.ts';
import { ended, newDelivery, newTask, submitted } from './task-store-fixtures.ts';

const ROUNDS = 300;
const TWINS = 4;

const newIssue = (): string => String(Math.floor(Math.random() * 1e15));
const triage = (issueId: string) => {
  const task = newTask({ kind: 'triage', subject: { channel: 'sentry', key: issueId }, resumeFrom: 'Triage' });
  return { task, delivery: newDelivery(), facts: [submitted(task)] };
};

/** Error groups: claimed by one, and what is remembered of them. */
export function groupsSpec(use: () => TaskStore): void {
  const race = async (issueId: string): Promise<void> => {
    const tasks = Array.from({ length: TWINS }, () => triage(issueId));
    const results = await Promise.all(tasks.map((one) => use().createTask({ ...one, claim: { issueId, seen: undefined } })));
    const winners = tasks.filter((_, index) => results[index]?.type === 'created');
    expect(winners).toHaveLength(1);
    expect(await use().readGroup(issueId)).toMatchObject({ taskId: winners[0]?.task.id, version: 1 });
    const stored = await Promise.all(tasks.map(({ task }) => use().readTask(task.id)));
    expect(stored.filter(Boolean)).toHaveLength(1);
  };

  describe('error groups', () => {
    test('a claim is written with its task, and only on the record that was seen', async () => {
      const issueId = newIssue();
      const [first, second] = [triage(issueId), triage(newIssue())];
      expect(await use().createTask({ ...first, claim: { issueId, seen: undefined } })).toEqual({ type: 'created' });
      expect(await use().readGroup(issueId)).toEqual({ issueId, version: 1, taskId: first.task.id });
      const late = await use().createTask({ ...second, claim: { issueId, seen: undefined } });
      expect(late).toEqual({ type: 'group-changed' });
      expect(await use().readTask(second.task.id)).toBeUndefined();
      expect(await use().hasDelivery(second.delivery)).toBe(false);
    });

    test('a ticket is remembered through later claims, and only by who holds the claim', async () => {
      const issueId = newIssue();
      const ticket = { ticketKey: 'SHOP-1', ticketedAt: '2026-11-02T09:00:00.000Z', regressedAt: undefined };
      expect(await use().recordTicket(issueId, 'task_a', ticket)).toBe(false);
      expect(await use().claimGroup({ issueId, seen: undefined }, 'task_a')).toBe(true);
      expect(await use().recordTicket(issueId, 'task_b', ticket)).toBe(false);
      expect(await use().recordTicket(issueId, 'task_a', ticket)).toBe(true);
      const seen = await use().readGroup(issueId);
      expect(seen).toMatchObject({ version: 2, taskId: 'task_a', ticketKey: 'SHOP-1' });
      expect(await use().claimGroup({ issueId, seen }, 'task_b')).toBe(true);
      expect(await use().claimGroup({ issueId, seen }, 'task_c')).toBe(false);
      expect(await use().readGroup(issueId)).toMatchObject({ version: 3, taskId: 'task_b', ticketKey: 'SHOP-1' });
    });

    test('of many that claim a group at once, one gets it and one task is made', async () => {
      let next = 0;
      const lane = async (): Promise<void> => {
        while (next++ < ROUNDS) await race(newIssue());
      };
      await Promise.all(Array.from({ length: 8 }, lane));
      expect(next).toBeGreaterThan(ROUNDS);
    });

    test('a claim read before its group got a ticket is void, also when the task that filed it has ended', async () => {
      const issueId = newIssue();
      const first = triage(issueId);
      await use().createTask({ ...first, claim: { issueId, seen: undefined } });
      const seen = await use().readGroup(issueId);
      await use().recordTicket(issueId, first.task.id, { ticketKey: 'SHOP-1', ticketedAt: '2026-11-02T09:00:00.000Z' });
      await use().transition({ taskId: first.task.id, on: 'task.failed', facts: [ended('failed')] });
      expect(await use().createTask({ ...triage(issueId), claim: { issueId, seen } })).toEqual({ type: 'group-changed' });
    });

    test('a sweep finds where the last one stopped, until it is done', async () => {
      const sweep = `sweep-${newIssue()}`;
      expect(await use().readCursor(sweep)).toBeUndefined();
      await use().saveCursor(sweep, '0:100:0');
      await use().saveCursor(sweep, '0:200:0');
      expect(await use().readCursor(sweep)).toBe('0:200:0');
      await use().saveCursor(sweep, undefined);
      expect(await use().readCursor(sweep)).toBeUndefined();
    });
  });
}
