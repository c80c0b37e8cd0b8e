import { describe, expect, test } from 'vitest';
import type { Task } from '#domain/task.ts';
import type { StepRef, TaskStore } from '#ports/task-store.ts';
import { asked, GREEN, newCiWait, newChange, storedTask } from './task-store-fixtures.ts';

const refOf = ({ id, runId }: Task, step: string): StepRef => ({ taskId: id, runId, step });

/** Claiming steps, finishing them, and reading what they left. */
export function stepsSpec(use: () => TaskStore): void {
  async function finished(task: Task, step: string, question: string): Promise<void> {
    await use().claimStep(refOf(task, step), 'token');
    expect(await use().finishStep(refOf(task, step), 'token', asked(question))).toBe(true);
  }

  describe('steps', () => {
    test('the first dispatch claims a step, the same one again is a duplicate, another one takes it over', async () => {
      const ref = refOf(await storedTask(use()), 'discover');
      expect(await use().claimStep(ref, 'a')).toEqual({ type: 'claimed' });
      expect(await use().claimStep(ref, 'a')).toEqual({ type: 'duplicate' });
      expect(await use().claimStep(ref, 'b')).toEqual({ type: 'resumed' });
      expect(await use().claimStep({ ...ref, step: 'plan-1' }, 'b')).toEqual({ type: 'claimed' });
    });

    test('only the owner finishes a step, and the result stays what it was', async () => {
      const task = await storedTask(use());
      const ref = refOf(task, 'plan-1');
      await use().claimStep(ref, 'a');
      await use().claimStep(ref, 'b');
      expect(await use().finishStep(ref, 'a', asked('lost'))).toBe(false);
      expect(await use().readResult(task.id, 'plan-1')).toBeUndefined();
      expect(await use().finishStep(ref, 'b', asked('kept'))).toBe(true);
      expect(await use().finishStep(ref, 'b', asked('told again'))).toBe(true);
      expect(await use().claimStep(ref, 'c')).toEqual({ type: 'finished', result: asked('kept') });
      expect(await use().finishStep(ref, 'c', asked('later'))).toBe(false);
      expect(await use().readResult(task.id, 'plan-1')).toEqual(asked('kept'));
    });

    test('what is told of a finished step is written with its result, once, and only by its owner', async () => {
      const task = await storedTask(use());
      const ref = refOf(task, 'plan-1');
      const fact = { type: 'instruction.given', text: 'finished', by: task.requester } as const;
      await use().claimStep(ref, 'a');
      for (const token of ['lost', 'a', 'a']) await use().finishStep(ref, token, asked('?'), [fact]);
      const { items } = await use().listEvents(task.id, { limit: 100 });
      expect(items.filter((event) => event.fact.type === fact.type)).toHaveLength(1);
    });

    test('a step that nobody claimed cannot be finished', async () => {
      const task = await storedTask(use());
      expect(await use().finishStep(refOf(task, 'plan-1'), 'a', asked('?'))).toBe(false);
      expect(await use().readResult(task.id, 'plan-1')).toBeUndefined();
    });

    test('a result of 350 KB is kept whole, and a larger one is refused and leaves the step open', async () => {
      const task = await storedTask(use());
      const ref = refOf(task, 'discover');
      await use().claimStep(ref, 'a');
      const room = 350 * 1_024 - JSON.stringify(asked('')).length;
      // Two bytes a letter: it is bytes that count.
      const large = use().finishStep(ref, 'a', asked('é'.repeat(room / 2 + 1)));
      await expect(large).rejects.toMatchObject({ name: 'InputError', code: 'RESULT_TOO_LARGE' });
      const fits = asked('x'.repeat(room));
      expect(await use().finishStep(ref, 'a', fits)).toBe(true);
      expect(await use().readResult(task.id, 'discover')).toEqual(fits);
    });

    test('a result is that of this run, or else of the task that this one retries, and so on', async () => {
      const first = await storedTask(use(), ['task.failed']);
      const second = await storedTask(use(), ['task.failed'], { retryOf: first.id });
      const third = await storedTask(use(), [], { retryOf: second.id });
      await finished(first, 'plan-1', 'first');
      await finished(first, 'plan-2', 'first');
      await finished(second, 'plan-2', 'second');
      expect(await use().readResult(third.id, 'plan-1')).toEqual(asked('first'));
      expect(await use().readResult(third.id, 'plan-2')).toEqual(asked('second'));
      expect(await use().readResult(third.id, 'plan-3')).toBeUndefined();
      await finished(third, 'plan-2', 'third');
      expect(await use().readResult(third.id, 'plan-2')).toEqual(asked('third'));
    });

    test('the newest result of a type is the last finished, whatever its step is called', async () => {
      const first = await storedTask(use(), ['task.failed']);
      const second = await storedTask(use(), ['discovery.started', 'planning.started', 'execution.started'], {
        retryOf: first.id,
      });
      await finished(first, 'plan-9', 'old');
      expect(await use().readLatestResult(second.id, 'question')).toEqual(asked('old'));
      await finished(second, 'plan-2', 'earlier');
      await finished(second, 'plan-1', 'later');
      const wait = newCiWait(second, [newChange()]);
      await use().openCiWait(wait, 'token');
      await use().closeCiWait(wait, GREEN);
      expect(await use().readLatestResult(second.id, 'question')).toEqual(asked('later'));
      expect(await use().readLatestResult(second.id, 'ci')).toEqual(GREEN);
      expect(await use().readLatestResult(second.id, 'execution')).toBeUndefined();
    });
  });
}
