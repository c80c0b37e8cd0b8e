import { describe, expect, test } from 'vitest';
import { VERDICTS } from '#domain/approval.ts';
import type { TaskStore } from '#ports/task-store.ts';
import {
  asked,
  EXECUTING,
  GREEN,
  newApproval,
  newChange,
  newCiWait,
  newDecision,
  newDelivery,
  newTask,
  PLANNING,
  progressed,
  storedTask,
  submitted,
} from './task-store-fixtures.ts';

const ROUNDS = 200;
const TWINS = 3;

/** Runs the same race many times, a few of them beside each other. */
async function races(race: (round: number) => Promise<void>, rounds = ROUNDS, beside = 8): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let round = next++; round < rounds; round = next++) await race(round);
  };
  await Promise.all(Array.from({ length: beside }, lane));
}

function twins<T>(run: (twin: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: TWINS }, (_, twin) => run(twin)));
}

/** What must stay one when several do the same at once. */
export function racesSpec(use: () => TaskStore): void {
  describe('races', () => {
    test('twin deliveries make one task', async () => {
      await races(async () => {
        const [delivery, { subject }] = [newDelivery(), newTask()];
        const tasks = Array.from({ length: TWINS }, () => newTask({ subject }));
        const results = await twins((twin) =>
          use().createTask({ task: tasks[twin]!, delivery, facts: [submitted(tasks[twin]!)] }),
        );
        const winner = tasks[results.findIndex(({ type }) => type === 'created')]!;
        const others = results.filter(({ type }) => type !== 'created');
        expect(others).toEqual(others.map(() => ({ type: 'duplicate-delivery', taskId: winner.id })));
        expect(others).toHaveLength(TWINS - 1);
        const stored = await Promise.all(tasks.map(({ id }) => use().readTask(id)));
        expect(stored.filter(Boolean)).toEqual([winner]);
      });
    });

    test('twin requests under one key make one task, and another request under it none', async () => {
      await races(async () => {
        const delivery = { channel: 'api', id: newDelivery().id, seconds: 60 } as const;
        const tasks = Array.from({ length: 2 * TWINS }, () => newTask());
        const results = await Promise.all(
          tasks.map((task, index) =>
            use().createTask({ task, delivery: { ...delivery, hash: `${index % 2}` }, facts: [submitted(task)] }),
          ),
        );
        const first = results.findIndex(({ type }) => type === 'created');
        const others = results.filter((_, index) => index !== first);
        const twin = { type: 'duplicate-delivery', taskId: tasks[first]!.id };
        const expected = results.map((_, index) => (index % 2 === first % 2 ? twin : { type: 'reused-delivery' }));
        expect(others).toEqual(expected.filter((_, index) => index !== first));
        const stored = await Promise.all(tasks.map(({ id }) => use().readTask(id)));
        expect(stored.filter(Boolean)).toEqual([tasks[first]]);
      });
    });

    test('twin labels of one ticket make one task', async () => {
      await races(async () => {
        const { subject } = newTask();
        const tasks = Array.from({ length: TWINS }, () => newTask({ subject }));
        const results = await twins((twin) =>
          use().createTask({ task: tasks[twin]!, delivery: newDelivery(), facts: [submitted(tasks[twin]!)] }),
        );
        const winner = tasks[results.findIndex(({ type }) => type === 'created')]!;
        const others = results.filter(({ type }) => type !== 'created');
        expect(others).toEqual(others.map(() => ({ type: 'live-task', taskId: winner.id })));
        expect(others).toHaveLength(TWINS - 1);
        expect(await use().findLiveTask(subject)).toBe(winner.id);
      });
    });

    test('twin decisions have one verdict, one event and one callback', async () => {
      const owed = new Map<string, string>();
      await races(async (round) => {
        const task = await storedTask(use(), PLANNING);
        await use().openApproval(newApproval(task), `token-${round}`);
        const results = await twins((twin) =>
          use().decideApproval(task.id, 1, newDecision({ verdict: VERDICTS[twin]!, reason: `${twin}` })),
        );
        const decision = (await use().readApproval(task.id))?.decision;
        expect(results.filter(({ type }) => type === 'decided')).toMatchObject([
          { callback: { output: { verdict: decision?.verdict } } },
        ]);
        const others = results.filter(({ type }) => type !== 'decided');
        expect(others).toEqual(others.map(() => ({ type: 'already-decided', decision })));
        const { items } = await use().listEvents(task.id, { limit: 20 });
        expect(items.filter(({ fact }) => fact.type === 'approval.decided')).toMatchObject([{ fact: { decision } }]);
        owed.set(task.id, decision?.verdict ?? '');
      });
      const callbacks = (await use().listUndelivered(10_000)).filter(({ taskId }) => owed.has(taskId));
      expect(callbacks).toHaveLength(ROUNDS);
      for (const { taskId, output } of callbacks) expect(output).toEqual({ verdict: owed.get(taskId) });
    });

    test('a decision against a cancellation: either it is refused, or it was there before the end', async () => {
      await races(async () => {
        const task = await storedTask(use(), PLANNING);
        await use().openApproval(newApproval(task), 'token');
        const [decided, cancelled] = await Promise.allSettled([
          use().decideApproval(task.id, 1, newDecision()),
          use().transition({ taskId: task.id, on: 'task.cancelled', facts: [progressed('end')] }),
        ]);
        expect(cancelled.status).toBe('fulfilled');
        const { items } = await use().listEvents(task.id, { limit: 20 });
        const has = items.some(({ fact }) => fact.type === 'approval.decided');
        expect(has).toBe(decided.status === 'fulfilled');
        if (decided.status === 'rejected') expect(decided.reason).toMatchObject({ code: 'TASK_ENDED' });
      }, 60);
    });

    test('an approval opened again while it is decided owes its verdict to the newer token alone', async () => {
      await races(async () => {
        const task = await storedTask(use(), PLANNING);
        await use().openApproval(newApproval(task), 'token-1');
        const [again, decided] = await Promise.all([
          use().openApproval(newApproval(task), 'token-2'),
          use().decideApproval(task.id, 1, newDecision()),
        ]);
        expect(decided.type).toBe('decided');
        expect(again.type).toBe('applied');
        const owed = (await use().listUndelivered(10_000)).filter(({ taskId }) => taskId === task.id);
        expect(owed.map(({ token }) => token)).toEqual(['token-2']);
      }, 20);
    });

    test('twin claims of one dispatch leave one worker', async () => {
      await races(async () => {
        const { id, runId } = newTask();
        const ref = { taskId: id, runId, step: 'discover' };
        const claims = (await twins(() => use().claimStep(ref, 'token'))).map(({ type }) => type);
        expect(claims.toSorted()).toEqual(['claimed', 'duplicate', 'duplicate']);
      });
    });

    test('twins that take a lost step over leave one worker', async () => {
      await races(async () => {
        const { id, runId } = newTask();
        const ref = { taskId: id, runId, step: 'discover' };
        await use().claimStep(ref, 'lost');
        const claims = (await twins(() => use().claimStep(ref, 'token'))).map(({ type }) => type);
        expect(claims.toSorted()).toEqual(['duplicate', 'duplicate', 'resumed']);
      });
    });

    test('twin claims of two dispatches leave one owner, and one result', async () => {
      await races(async () => {
        const task = await storedTask(use());
        const ref = { taskId: task.id, runId: task.runId, step: 'discover' };
        await twins((twin) => use().claimStep(ref, `token-${twin}`));
        const done = await twins((twin) => use().finishStep(ref, `token-${twin}`, asked(`${twin}`)));
        expect(done.filter(Boolean)).toHaveLength(1);
        expect(await use().readResult(task.id, 'discover')).toEqual(asked(`${done.indexOf(true)}`));
      }, 100);
    });

    test('twin ends of CI close a wait once', async () => {
      await races(async () => {
        const task = await storedTask(use(), EXECUTING);
        const wait = newCiWait(task, [newChange()]);
        await use().openCiWait(wait, 'token');
        const callbacks = await twins(() => use().closeCiWait(wait, GREEN));
        expect(callbacks.filter(Boolean)).toHaveLength(1);
      }, 100);
    });

    test('twin notices are sent once', async () => {
      await races(async (round) => {
        const claims = await twins(() => use().claimNotice('task', `event-${round}-${process.pid}`, 'slack'));
        expect(claims.filter(Boolean)).toHaveLength(1);
      });
    });

    test('of twins that record something once, one does', async () => {
      const { id } = await storedTask(use());
      const done = await twins(() => use().appendEventsOnce(id, 'remind-1', [progressed('once')]));
      expect(done.filter((outcome) => outcome === 'recorded')).toHaveLength(1);
      await use().transition({ taskId: id, on: 'task.cancelled', facts: [] });
      expect(await use().appendEventsOnce(id, 'remind-2', [progressed('once')])).toBe('ended');
      expect(
        (await use().listEvents(id, { limit: 100 })).items.filter(({ fact }) => fact.type === 'agent.progressed'),
      ).toHaveLength(1);
    });

    test('twin threads: everybody is told the same one', async () => {
      await races(async () => {
        const { id } = await storedTask(use());
        const told = await twins((twin) => use().setThread(id, 'slack', `${twin}`));
        expect(new Set(told)).toEqual(new Set([(await use().readTask(id))?.threads['slack']]));
      }, 100);
    });

    test('usage and transitions beside each other lose nothing', async () => {
      const part = { turns: 1, inputTokens: 10, outputTokens: 3, costUsd: 0.07, workSeconds: 0.5 };
      await races(
        async () => {
          const { id } = await storedTask(use());
          const additions = Array.from({ length: 12 }, () => use().addUsage(id, part));
          const moves = Array.from({ length: 6 }, (_, index) =>
            use().transition({ taskId: id, on: 'discovery.started', set: { ciRounds: index }, facts: [progressed(`${index}`)] }),
          );
          const patches = Array.from({ length: 6 }, (_, index) => use().patchTask(id, { step: `s${index}` }, []));
          const results = await Promise.all([...moves, ...patches]);
          await Promise.all(additions);
          expect(results.every(({ type }) => type === 'applied')).toBe(true);
          const task = await use().readTask(id);
          expect(task?.usage).toEqual({ turns: 12, inputTokens: 120, outputTokens: 36, costUsd: 0.84, workSeconds: 6 });
          expect(task?.version).toBe(13);
          const { items } = await use().listEvents(id, { limit: 20 });
          expect(items).toHaveLength(7);
        },
        20,
        2,
      );
    });

    test('of two ends of a task one counts', async () => {
      await races(async () => {
        const { id } = await storedTask(use());
        const ends = (['task.failed', 'task.cancelled', 'task.timed-out'] as const).map((on) =>
          use().transition({ taskId: id, on, facts: [progressed(on)] }),
        );
        const results = await Promise.all(ends);
        expect(results.filter(({ type }) => type === 'applied')).toHaveLength(1);
        expect(new Set(results.map(({ task }) => task.status)).size).toBe(1);
        expect((await use().listEvents(id, { limit: 20 })).items).toHaveLength(2);
      }, 100);
    });
  });
}
