import { expect, test } from 'vitest';
import { sendReminders } from '#lambdas/sweeps/reminders/send-reminders.ts';
import { aTask, BOB, RUN_ID, TASK_ID } from '#tests/fakes/samples.ts';
import { aWorld, worldAwaitingApproval } from '../webhooks/world.ts';

const policy = { remindAfterPercent: 50, escalateAfterPercent: 75 };
const HOUR = 3_600;

test('an open plan is brought to mind at half its time and escalated later, once each, by however many sweeps', async () => {
  const { store, clock } = await worldAwaitingApproval();
  const sweep = () => Promise.all([1, 2, 3].map(() => sendReminders({ store, clock, policy })));
  await sweep();
  expect(store.facts(TASK_ID).map(({ type }) => type)).toEqual(['approval.requested']);
  clock.pass(12 * HOUR);
  await sweep();
  await sweep();
  expect(store.facts(TASK_ID).slice(1)).toEqual([
    {
      type: 'approval.reminded',
      n: 1,
      expiresAt: '2026-11-03T09:00:00.000Z',
      who: 'Anybody but Ann, who asked for it, may approve',
    },
  ]);
  clock.pass(6 * HOUR);
  await sweep();
  expect(store.facts(TASK_ID).map(({ type }) => type)).toEqual(['approval.requested', 'approval.reminded', 'approval.escalated']);
});

test('nobody is reminded of what is decided', async () => {
  const { store, clock } = await worldAwaitingApproval();
  clock.pass(13 * HOUR);
  await store.decideApproval(TASK_ID, 1, { verdict: 'approved', by: BOB, at: clock.now().toISOString(), reason: '' });
  expect(await sendReminders({ store, clock, policy })).toEqual({ reminded: 0 });
});

test('an open question is brought to mind once and not escalated; an answered one is not', async () => {
  const { store, clock } = aWorld([aTask({ status: 'planning' })]);
  const askedAt = clock.now().toISOString();
  const question = {
    taskId: TASK_ID,
    runId: RUN_ID,
    n: 1,
    text: 'Which currency?',
    askedAt,
    expiresAt: '2026-11-03T09:00:00.000Z',
  };
  await store.openQuestion(question, 'token');
  clock.pass(20 * HOUR);
  expect(await sendReminders({ store, clock, policy })).toEqual({ reminded: 1 });
  expect(await sendReminders({ store, clock, policy })).toEqual({ reminded: 0 });
  expect(store.facts(TASK_ID).at(-1)).toMatchObject({ type: 'question.reminded', text: 'Which currency?' });
  await store.answerQuestion(TASK_ID, 1, { text: 'EUR', by: BOB, at: clock.now().toISOString() });
  expect(await sendReminders({ store, clock, policy: { ...policy, remindAfterPercent: 1 } })).toEqual({ reminded: 0 });
});

test('one task that cannot be read keeps no other from its reminder, and the sweep fails aloud', async () => {
  const { store, clock } = await worldAwaitingApproval();
  clock.pass(12 * HOUR);
  const broken = { ...store, listTasks: async () => ({ items: [aTask({ id: TASK_ID.replace(/0$/, '1') }), aTask()] }) };
  const readApproval = async (taskId: string) =>
    taskId === TASK_ID ? store.readApproval(taskId) : Promise.reject(new Error('throttled'));
  const sweep = sendReminders({ store: { ...broken, readApproval, readQuestion: async () => undefined }, clock, policy });
  await expect(sweep).rejects.toMatchObject({ code: 'SWEEP_INCOMPLETE' });
  expect(store.facts(TASK_ID).at(-1)).toMatchObject({ type: 'approval.reminded' });
});
