import { AIMessage } from '@langchain/core/messages';
import { describe, expect, test } from 'vitest';
import { checkAnswer } from '#agents/slack/check-answer.ts';
import { answerInquiry } from '#agents/slack/graph.ts';
import { SYSTEM_PROMPT } from '#agents/slack/prompts.ts';
import { createTaskTools } from '#agents/slack/tools/task-tools.ts';
import { InputError, UpstreamError } from '#domain/errors.ts';
import { USAGES } from '#lambdas/webhooks/slack/usages.ts';
import { aChange, ANN, aPlan, RUN_ID, TASK_ID } from '#tests/fakes/samples.ts';
import { slackRig } from './slack-rig.ts';

const call = (name: string, args: object, id = '1') => [{ name, args: { ...args }, id }];

describe('an answer', () => {
  test('is posted in the thread of the question, which is then answered', async () => {
    const { answer, model, posted, inquiries } = await slackRig();
    model.respondWithTools(call('answer', { text: 'It is being planned.' }));
    expect(await answer()).toBe('answered');
    expect(posted).toEqual([{ channel: 'C1', thread: '1.0', text: 'It is being planned.', key: 'answer-C1-2.0' }]);
    expect(inquiries.answered).toEqual(new Set(['C1-2.0']));
  });

  test('is made from the record of the task whose thread it is, with what others said as data', async () => {
    const { answer, model } = await slackRig([{ status: 'executing', step: 'execute', changes: [aChange()] }]);
    model.respondWithTools(call('answer', { text: 'ok' }));
    await answer();
    const prompt = model.calls[0]?.messages[1]?.text;
    expect(prompt).toContain(`Task: ${TASK_ID}`);
    expect(prompt).toContain('Status: executing, at step execute');
    expect(prompt).toContain(aChange().prUrl);
    expect(prompt).toMatch(/<outside-text label="question of U1">\nWhat is this waiting for\?/);
  });

  test('is made of what the tools tell, as marked data', async () => {
    const { answer, model, store, posted } = await slackRig();
    store.putResult({ taskId: TASK_ID, runId: RUN_ID, step: 'plan-1' }, aPlanResult());
    model
      .respondWithTools(call('read_plan', { task: 'SHOP-1' }))
      .respondWithTools(call('read_plan', { task: TASK_ID }))
      .respondWithTools(call('answer', { text: 'See https://git.example/plan/1.' }));
    await answer();
    const results = model.calls[2]?.messages.map(({ text }) => text) ?? [];
    expect(results.at(-1)).toMatch(/^<outside-text label="result of read_plan">\nhttps:\/\/git\.example\/plan\/1/);
    expect(posted).toMatchObject([{ text: 'See https://git.example/plan/1.' }]);
  });

  test('that names a task or an address which nothing showed goes back to the model', async () => {
    const { answer, model, posted } = await slackRig();
    model
      .respondWithTools(call('answer', { text: 'See https://git.example/made-up and task_01JC0000000000000000000009' }))
      .respondWithTools(call('answer', { text: `It is \`${TASK_ID}\`.` }));
    await answer();
    expect(model.calls[1]?.messages.at(-1)?.text).toMatch(/made-up[\s\S]*task_01JC0000000000000000000009/);
    expect(posted.map(({ text }) => text)).toEqual([`It is \`${TASK_ID}\`.`]);
  });

  test('in plain words counts as well', async () => {
    const { answer, model, posted } = await slackRig();
    model.respond(new AIMessage('It is being planned.'));
    await answer();
    expect(posted).toMatchObject([{ text: 'It is being planned.' }]);
  });

  test('whose thread is gone goes to whoever asked, alone', async () => {
    const { answer, model, refusal, whispered, inquiries } = await slackRig();
    refusal.error = new InputError('thread_not_found', { code: 'SLACK_REFUSED' });
    model.respond(new AIMessage('It is being planned.'));
    await answer();
    expect(whispered).toEqual([{ user: 'U1', text: 'It is being planned.' }]);
    expect(inquiries.answered.size).toBe(1);
  });

  test('that Slack does not take just now is left for the next try', async () => {
    const { answer, model, refusal, whispered, inquiries } = await slackRig();
    refusal.error = new UpstreamError('503', { code: 'SLACK_UNREACHABLE' });
    model.respond(new AIMessage('It is being planned.'));
    await expect(answer()).rejects.toMatchObject({ code: 'SLACK_UNREACHABLE' });
    expect([whispered, inquiries.answered.size]).toEqual([[], 0]);
  });

  test('carries no credential out', async () => {
    const { answer, model, posted } = await slackRig();
    model.respond(new AIMessage('The token is xoxb-1234567890-abcdef'));
    await answer();
    expect(posted[0]?.text).toBe('The token is [secret]');
  });
});

describe('a question', () => {
  test('that is asked for again is not answered again', async () => {
    const { answer, model, posted } = await slackRig();
    model.respond(new AIMessage('Once.'));
    await answer();
    expect(await answer()).toBe('duplicate');
    expect(posted).toHaveLength(1);
  });

  test('whose answer got into the thread before the agent died is only marked', async () => {
    const { answer, model, thread, posted, inquiries } = await slackRig();
    thread.push({ text: 'It is being planned.', key: 'answer-C1-2.0' });
    await answer();
    expect([posted, model.calls]).toEqual([[], []]);
    expect(inquiries.answered.size).toBe(1);
  });

  test('is answered from the record when the model fails', async () => {
    const { answer, model, posted, log } = await slackRig([{ status: 'failed', outcome: 'CI stayed red.' }]);
    model.respond(new Error('503'));
    await answer();
    expect(posted[0]?.text).toMatch(/the model does not answer[\s\S]*Status: failed[\s\S]*CI stayed red/);
    expect(log).toContain('the model did not answer');
  });

  test('is answered when the model never comes to an end', async () => {
    const { answer, model, posted } = await slackRig();
    for (let turn = 0; turn < 20; turn += 1) model.respondWithTools(call('list_tasks', {}, `${turn}`));
    await answer();
    expect(posted[0]?.text).toContain('too many steps');
  });

  test('is left for the next try when the agent is stopped', async () => {
    const { answer, model, posted, inquiries, stop } = await slackRig();
    model.respond(() => {
      stop.abort(new Error('the agent is shutting down'));
      return new Error('aborted');
    });
    await expect(answer()).rejects.toThrow('shutting down');
    expect([posted, inquiries.answered.size]).toEqual([[], 0]);
  });

  test('that nobody recorded is refused', async () => {
    const { deps, stop } = await slackRig();
    await expect(answerInquiry('C1-9', deps, stop.signal)).rejects.toMatchObject({ code: 'INQUIRY_NOT_FOUND' });
  });

  test('about something outside of a task’s thread begins without one', async () => {
    const { answer, model, thread } = await slackRig();
    thread.splice(0, 2, { text: 'hello', author: 'U2' });
    model.respond(new AIMessage('ok'));
    await answer();
    expect(model.calls[0]?.messages[1]?.text).toContain('not asked in the thread of a task');
  });
});

describe('the tools', () => {
  test('read, and none of them writes', async () => {
    const { store } = await slackRig();
    expect(createTaskTools(store).map(({ name }) => name)).toEqual([
      'list_tasks',
      'read_task',
      'read_events',
      'read_plan',
      'read_results',
    ]);
  });

  test.each([
    ['list_tasks', {}, 'awaiting_approval'],
    ['list_tasks', { status: 'failed' }, 'No task is failed.'],
    ['read_task', { task: 'SHOP-1' }, 'Waits for: a decision on plan 1'],
    ['read_task', { task: 'acme/shop#7' }, TASK_ID],
    ['read_events', { task: TASK_ID, last: 1 }, 'approval.requested'],
    ['read_plan', { task: TASK_ID }, 'has no plan yet'],
    ['read_results', { task: TASK_ID }, 'has no results yet'],
  ])('%s of %j tells it', async (name, args, expected) => {
    const { store } = await slackRig([{ status: 'planning', changes: [aChange()] }]);
    await store.openApproval(anApproval(), 'token');
    const found = createTaskTools(store).find((one) => one.name === name);
    expect(await found?.invoke(args)).toContain(expected);
  });

  test('say what is not there', async () => {
    const { store } = await slackRig();
    const readTask = createTaskTools(store).find(({ name }) => name === 'read_task');
    await expect(readTask?.invoke({ task: 'SHOP-9' })).rejects.toMatchObject({ code: 'TASK_NOT_FOUND' });
  });
});

describe('what the model is told', () => {
  test.each(Object.keys(USAGES))('names the command %s', (word) => {
    expect(SYSTEM_PROMPT).toContain(`/agent ${word}`);
  });
});

test.each([
  ['nothing in particular', 'It waits.', []],
  ['what was seen', 'See https://x.org/a, or `task_01JC0000000000000000000000`.', []],
  ['an address nobody saw', 'See https://x.org/ab', [expect.stringContaining('https://x.org/ab')]],
])('an answer that names %s', (_, answer, expected) => {
  expect(checkAnswer(answer, `https://x.org/a ${TASK_ID}`)).toEqual(expected);
});

function aPlanResult() {
  return { type: 'plan' as const, plan: aPlan(), planUrl: 'https://git.example/plan/1', changes: [aChange()] };
}

function anApproval() {
  const shown = { title: 'Plan', summary: '', planUrl: 'https://git.example/plan/1', estimateHours: 1, risk: 'low' };
  return {
    taskId: TASK_ID,
    runId: RUN_ID,
    n: 1,
    requestedAt: '2026-11-02T09:00:00.000Z',
    expiresAt: '2026-11-03T09:00:00.000Z',
    requester: ANN,
    policy: { mode: 'not-requester' as const },
    shown: { ...shown, confidence: 0.8, costSoFarUsd: 0.1 },
  };
}
