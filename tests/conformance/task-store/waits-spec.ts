import { describe, expect, test } from 'vitest';
import type { TaskStore } from '#ports/task-store.ts';
import {
  ended,
  EXECUTING,
  GRACE,
  GREEN,
  newApproval,
  newChange,
  newCiWait,
  newDecision,
  newQuestion,
  PLANNING,
  storedTask,
} from './task-store-fixtures.ts';

const ANSWER = { text: 'Euro', by: GRACE, at: '2026-11-21T11:00:00.000Z' };

/** Approvals, questions, CI waits and the callbacks they owe. */
export function waitsSpec(use: () => TaskStore): void {
  const undelivered = async (taskId: string) => (await use().listUndelivered(1_000)).filter((owed) => owed.taskId === taskId);
  const factsOf = async (taskId: string) => (await use().listEvents(taskId, { limit: 100 })).items.map(({ fact }) => fact.type);

  describe('approvals', () => {
    test('opening one moves the task, records what was asked, and never shows the token', async () => {
      const task = await storedTask(use(), PLANNING);
      const approval = newApproval(task);
      const opened = await use().openApproval(approval, 'secret-token');
      expect(opened).toMatchObject({ type: 'applied', task: { status: 'awaiting_approval', step: 'approve-1' } });
      expect(opened.callback).toBeUndefined();
      expect(await use().readApproval(task.id)).toEqual(approval);
      expect(await factsOf(task.id)).toEqual(['task.submitted', 'approval.requested']);
      const shown = [
        await use().readTask(task.id),
        await use().readApproval(task.id),
        await use().listEvents(task.id, { limit: 9 }),
      ];
      expect(JSON.stringify(shown)).not.toContain('secret-token');
    });

    test('the first decision counts, is kept with who and why, and owes the workflow its verdict until that is delivered', async () => {
      const task = await storedTask(use(), PLANNING);
      await use().openApproval(newApproval(task), 'token-1');
      const decision = newDecision({ verdict: 'changes_requested', reason: 'Smaller.' });
      const callback = { token: 'token-1', taskId: task.id, output: { verdict: 'changes_requested' } };
      expect(await use().decideApproval(task.id, 1, decision)).toEqual({ type: 'decided', callback });
      expect(await use().decideApproval(task.id, 1, newDecision())).toEqual({ type: 'already-decided', decision });
      expect((await use().readApproval(task.id))?.decision).toEqual(decision);
      expect(await factsOf(task.id)).toEqual(['task.submitted', 'approval.requested', 'approval.decided']);
      expect(await undelivered(task.id)).toEqual([callback]);
      await use().markDelivered(callback);
      await use().markDelivered(callback);
      expect(await undelivered(task.id)).toEqual([]);
    });

    test('opened again while undecided, the newer token and its expiry count and nobody is asked twice', async () => {
      const task = await storedTask(use(), PLANNING);
      await use().openApproval(newApproval(task), 'token-1');
      const again = await use().openApproval({ ...newApproval(task), expiresAt: '2026-11-23T10:00:00.000Z' }, 'token-2');
      expect(again).toMatchObject({ type: 'applied', task: { status: 'awaiting_approval' } });
      expect((await use().readApproval(task.id))?.expiresAt).toBe('2026-11-23T10:00:00.000Z');
      expect(await factsOf(task.id)).toEqual(['task.submitted', 'approval.requested']);
      const decided = await use().decideApproval(task.id, 1, newDecision());
      expect(decided).toMatchObject({ callback: { token: 'token-2' } });
    });

    test('opened again after the decision, the newer token is owed the decision and the older one nothing', async () => {
      const task = await storedTask(use(), PLANNING);
      await use().openApproval(newApproval(task), 'token-1');
      await use().decideApproval(task.id, 1, newDecision());
      const again = await use().openApproval(newApproval(task), 'token-2');
      const callback = { token: 'token-2', taskId: task.id, output: { verdict: 'approved' } };
      expect(again).toMatchObject({ type: 'applied', callback });
      expect(await undelivered(task.id)).toEqual([callback]);
      expect((await use().readApproval(task.id))?.decision).toEqual(newDecision());
    });

    test('the approval of a later plan stands beside the earlier one and is the newest', async () => {
      const task = await storedTask(use(), PLANNING);
      for (const n of [1, 2, 10]) {
        await use().openApproval(newApproval(task, n), `token-${n}`);
        if (n < 10) await use().decideApproval(task.id, n, newDecision({ verdict: 'changes_requested', reason: 'no' }));
        if (n < 10) await use().transition({ taskId: task.id, on: 'planning.started', facts: [] });
      }
      expect((await use().readApproval(task.id))?.n).toBe(10);
      expect(await use().decideApproval(task.id, 2, newDecision())).toMatchObject({ type: 'already-decided' });
      expect(await use().decideApproval(task.id, 10, newDecision())).toMatchObject({ callback: { token: 'token-10' } });
    });

    test('an approval of another run of the task begins anew', async () => {
      const task = await storedTask(use(), PLANNING);
      await use().openApproval(newApproval(task), 'token-1');
      await use().decideApproval(task.id, 1, newDecision({ verdict: 'rejected' }));
      const next = { ...newApproval(task), runId: `${task.id}-run-2` };
      expect((await use().openApproval(next, 'token-2')).callback).toBeUndefined();
      expect(await use().readApproval(task.id)).toEqual(next);
      expect(await use().decideApproval(task.id, 1, newDecision())).toMatchObject({ type: 'decided' });
    });

    test('it is refused where the lifecycle has no place for it, and then nothing of it is stored', async () => {
      const task = await storedTask(use(), ['discovery.started']);
      expect((await use().openApproval(newApproval(task), 'token')).type).toBe('refused');
      expect(await use().readApproval(task.id)).toBeUndefined();
      expect(await factsOf(task.id)).toEqual(['task.submitted']);
    });

    test('a decision about a task that has ended is a conflict, and leaves no trace', async () => {
      const task = await storedTask(use(), PLANNING);
      await use().openApproval(newApproval(task), 'token');
      await use().transition({ taskId: task.id, on: 'task.cancelled', facts: [ended('cancelled')] });
      const late = use().decideApproval(task.id, 1, newDecision());
      await expect(late).rejects.toMatchObject({ name: 'ConflictError', code: 'TASK_ENDED' });
      expect((await use().readApproval(task.id))?.decision).toBeUndefined();
      expect(await undelivered(task.id)).toEqual([]);
      expect((await use().openApproval(newApproval(task), 'token-2')).type).toBe('refused');
    });

    test('a decision about an approval that was never opened says so', async () => {
      const task = await storedTask(use(), PLANNING);
      const call = use().decideApproval(task.id, 1, newDecision());
      await expect(call).rejects.toMatchObject({ name: 'InputError', code: 'APPROVAL_NOT_FOUND' });
    });
  });

  describe('questions', () => {
    test('one is asked, answered once, and owed to the workflow', async () => {
      const task = await storedTask(use(), PLANNING);
      expect(await use().openQuestion(newQuestion(task), 'token')).toMatchObject({
        task: { status: 'awaiting_answer', step: 'ask-1' },
      });
      expect(await use().readQuestion(task.id)).toEqual(newQuestion(task));
      const callback = { token: 'token', taskId: task.id, output: { answered: true } };
      expect(await use().answerQuestion(task.id, 1, ANSWER)).toEqual({ type: 'answered', callback });
      expect(await use().answerQuestion(task.id, 1, { ...ANSWER, text: 'Dollar' })).toEqual({ type: 'already-answered' });
      expect((await use().readQuestion(task.id))?.answer).toEqual(ANSWER);
      expect(await factsOf(task.id)).toEqual(['task.submitted', 'question.asked', 'question.answered']);
      expect(await undelivered(task.id)).toEqual([callback]);
      const again = await use().openQuestion(newQuestion(task), 'token-2');
      expect(again.callback).toEqual({ ...callback, token: 'token-2' });
    });

    test('an answer to a question that was never asked says so', async () => {
      const task = await storedTask(use(), PLANNING);
      await expect(use().answerQuestion(task.id, 1, ANSWER)).rejects.toMatchObject({ code: 'QUESTION_NOT_FOUND' });
      expect(await use().readQuestion(task.id)).toBeUndefined();
    });
  });

  describe('CI waits', () => {
    test('one is found by each of its commits until it is closed, with its result, once', async () => {
      const task = await storedTask(use(), EXECUTING);
      const [one, two] = [newChange(), newChange({ repo: 'acme/storefront' })];
      const wait = { ...newCiWait(task, [one, two]), since: '2026-11-21T10:00:00.000Z' };
      expect(await use().openCiWait(wait, 'token')).toMatchObject({ task: { status: 'awaiting_ci', step: 'ci-1' } });
      for (const { repo, headSha } of [one, two]) expect(await use().findCiWaits(repo, headSha)).toEqual([wait]);
      expect(await use().findCiWaits('acme/shipping', two.headSha)).toEqual([]);
      expect(await use().readCiWait(task.id)).toEqual(wait);
      const callback = { token: 'token', taskId: task.id, output: { step: 'ci-1', type: 'ci', conclusion: 'success' } };
      expect(await use().closeCiWait(wait, GREEN)).toEqual(callback);
      expect(await use().closeCiWait(wait, GREEN)).toBeUndefined();
      expect(await use().readResult(task.id, 'ci-1')).toEqual(GREEN);
      expect(await use().findCiWaits(one.repo, one.headSha)).toEqual([]);
      expect(await use().readCiWait(task.id)).toBeUndefined();
      expect(await undelivered(task.id)).toEqual([callback]);
      expect(await factsOf(task.id)).toEqual(['task.submitted', 'ci.awaited', 'ci.concluded']);
    });

    test('two tasks may wait for one commit', async () => {
      const change = newChange();
      const tasks = [await storedTask(use(), EXECUTING), await storedTask(use(), EXECUTING)];
      for (const task of tasks) await use().openCiWait(newCiWait(task, [change]), 'token');
      const found = await use().findCiWaits(change.repo, change.headSha);
      expect(found.map(({ taskId }) => taskId).toSorted()).toEqual(tasks.map(({ id }) => id).toSorted());
    });

    test('opened again, the newer token is the one that is owed', async () => {
      const task = await storedTask(use(), EXECUTING);
      const wait = newCiWait(task, [newChange(), newChange({ headSha: 'same' }), newChange({ headSha: 'same' })]);
      await use().openCiWait(wait, 'token-1');
      await use().openCiWait(wait, 'token-2');
      expect(await use().closeCiWait(wait, GREEN)).toMatchObject({ token: 'token-2' });
      const late = await use().openCiWait(wait, 'token-3');
      expect(late.callback).toMatchObject({ token: 'token-3', output: { conclusion: 'success' } });
      expect(await undelivered(task.id)).toHaveLength(1);
    });

    test('the newest round is the open one', async () => {
      const task = await storedTask(use(), EXECUTING);
      const [first, second] = [newCiWait(task, [newChange()]), newCiWait(task, [newChange()], 2)];
      await use().openCiWait(first, 'token-1');
      await use().closeCiWait(first, GREEN);
      await use().openCiWait(second, 'token-2');
      expect(await use().readCiWait(task.id)).toEqual(second);
    });

    test('CI that ends after its task wakes nobody', async () => {
      const task = await storedTask(use(), EXECUTING);
      const change = newChange();
      const wait = newCiWait(task, [change]);
      await use().openCiWait(wait, 'token');
      await use().transition({ taskId: task.id, on: 'task.cancelled', facts: [] });
      expect(await use().closeCiWait(wait, GREEN)).toBeUndefined();
      expect(await undelivered(task.id)).toEqual([]);
      expect(await use().findCiWaits(change.repo, change.headSha)).toEqual([]);
    });

    test('callbacks are listed oldest first', async () => {
      const ids: string[] = [];
      for (let index = 0; index < 3; index += 1) {
        const task = await storedTask(use(), PLANNING);
        await use().openApproval(newApproval(task), `token-${index}`);
        await use().decideApproval(task.id, 1, newDecision());
        ids.push(task.id);
      }
      const listed = (await use().listUndelivered(1_000)).map(({ taskId }) => taskId).filter((taskId) => ids.includes(taskId));
      expect(listed).toEqual(ids);
      expect(await use().listUndelivered(1)).toHaveLength(1);
    });
  });
}
