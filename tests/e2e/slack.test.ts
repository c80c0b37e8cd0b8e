import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TaskStore } from '#ports/task-store.ts';
import { type Environment, removeDirectory, startEnvironment, temporaryDirectory } from './environment.ts';
import { storeOf, until, untilEnded } from './people.ts';
import { hasButton, type SlackMessage, slackPeople } from './slack-people.ts';

describe('a task that begins and ends in Slack', () => {
  const dataDir = temporaryDirectory();
  let environment: Environment;
  let store: TaskStore;
  let people: ReturnType<typeof slackPeople>;
  let taskId: string;
  let root: string;

  beforeAll(async () => {
    environment = await startEnvironment(dataDir);
    store = storeOf(environment.local);
    people = slackPeople(environment.local);
  });
  afterAll(async () => {
    await environment?.stop();
    removeDirectory(dataDir);
  });

  const untilCard = (n: number): Promise<SlackMessage> =>
    until(`the card of plan ${n}`, async () =>
      (await people.thread(root)).find((one) => one.text.includes(`Plan ${n}`) && hasButton(one, 'approve')),
    );

  test('a repository that cannot be seen is refused, and only who asked sees it', async () => {
    await people.command('dana', 'start acme/nowhere Ship for free');
    expect(await people.seenBy('dana')).toContain('I see no repository');
    expect(await people.seenBy('robin')).not.toContain('I see no repository');
    expect(await people.channel()).toEqual([]);
  });

  test('Dana starts it with a command, and its thread begins', async () => {
    await people.command('dana', 'start acme/shipping Free shipping from 50 € within the EU');
    taskId = /task_[0-9A-Z]{26}/.exec(await people.seenBy('dana'))?.[0] ?? '';
    expect(await store.readTask(taskId)).toMatchObject({
      requester: { channel: 'slack', email: 'dana@example.com' },
      ticket: { repo: 'acme/shipping', summary: 'Free shipping from 50 € within the EU' },
    });
    const found = await until('the thread', async () => (await people.channel()).find(({ text }) => text.includes(taskId)));
    root = found.ts;
    expect(found.text).toContain('<@U0DANA0001>');
  });

  test('the plan comes up on a card, which Dana may not approve and is told why, alone', async () => {
    const card = await untilCard(1);
    await people.press('dana', card.ts, 'approve');
    expect(await people.seenBy('dana', root)).toContain('You asked for this task, so somebody else has to approve it.');
    expect(await people.seenBy('robin', root)).not.toContain('You asked for this task, so');
    expect(await store.readTask(taskId)).toMatchObject({ status: 'awaiting_approval' });
  });

  test('Robin requests changes in a dialog; the card shows it, and a revised plan comes up', async () => {
    const first = await untilCard(1);
    await people.press('robin', first.ts, 'request_changes');
    await people.fill('robin', 'Put the rule into a file of its own.');
    await untilCard(2);
    const decided = (await people.thread(root)).find(({ ts }) => ts === first.ts);
    expect(decided?.text).toMatch(/Changes requested[\s\S]*a file of its own/);
    expect(decided && hasButton(decided, 'approve')).toBe(false);
  });

  test('a question in the thread is answered from the task’s state by the slack agent, once', async () => {
    await people.say('robin', '@stepwright what is this waiting for?', root);
    const answer = await until('the answer', async () =>
      (await people.thread(root)).find(({ text }) => text.includes('awaiting_approval') && text.includes('plan 2')),
    );
    expect(answer.text).toContain(taskId);
    const answers = (await people.thread(root)).filter(({ text }) => text === answer.text);
    expect(answers).toHaveLength(1);
  });

  test('Robin approves by the button, and the task is done in the thread', async () => {
    const { ts } = await untilCard(2);
    await people.press('robin', ts, 'approve');
    expect(await untilEnded(store, taskId)).toMatchObject({ status: 'completed' });
    const last = await until('the end in the thread', async () =>
      (await people.thread(root)).find(({ text, ts: at }) => at !== root && text.includes('Completed')),
    );
    expect(last.text).toContain('acme/shipping#');
    await until('the first message to say so', async () =>
      (await people.channel()).find(({ ts: at, text }) => at === root && text.includes('Completed')),
    );
  });

  test('the thread was not flooded', async () => {
    const replies = (await people.thread(root)).slice(1);
    // Two cards, a question and its answer, and what happened on the way.
    expect(replies.length).toBeLessThanOrEqual(10);
  });
});
