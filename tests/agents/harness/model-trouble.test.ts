import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { runModelLoop } from '#agents/harness/model-loop.ts';
import { MODEL_TROUBLE, pauseBefore } from '#agents/harness/model-trouble.ts';
import { TASK_ID } from '#tests/fakes/samples.ts';
import {
  ANTHROPIC,
  breaksOff,
  CONVERSE,
  type Dialect,
  fails,
  hangsUp,
  isSilent,
  type MisbehavingModel,
  mumbles,
  OPENAI,
  openMisbehavingModel,
  type Said,
  says,
} from './misbehaving-model.ts';
import { stepContext } from './step-context.ts';

const DONE: Said = { calls: [{ name: 'done', args: { n: 1 } }] };
const finish = { name: 'done', description: 'Hands in.', schema: z.object({ n: z.number() }) };

let server: MisbehavingModel;
beforeEach(async () => {
  server = await openMisbehavingModel();
});
afterEach(() => server.close());

function run(dialect: Dialect, answerMs = 5_000) {
  const { context, store, pauses } = stepContext({ model: dialect.open(server.url, answerMs) });
  const answer = runModelLoop({ context, system: 'Be brief.', user: 'Go.', tools: [], finish });
  const progress = () => store.facts(TASK_ID).flatMap((fact) => (fact.type === 'agent.progressed' ? [fact.message] : []));
  return { answer, store, pauses, progress };
}

describe.each([CONVERSE, ANTHROPIC, OPENAI])('a model of $name', (dialect) => {
  const throttled = fails(dialect, 429, ['ThrottlingException', 'Too many requests']);
  const broken = fails(dialect, 500, ['InternalServerException', 'The system is broken']);

  test.each([
    ['throttles', throttled],
    ['is broken', broken],
    ['is overloaded', fails(dialect, 529, ['overloaded_error', 'Overloaded'])],
    ['hangs up', hangsUp],
    ['breaks off in the middle of an answer', breaksOff(dialect, DONE)],
    ['sends what is no JSON', mumbles],
  ])('that %s is asked again after a pause', async (_, act) => {
    server.will(act, act, says(dialect, DONE));
    const { answer, pauses, progress } = run(dialect);
    expect(await answer).toEqual({ n: 1 });
    expect(pauses).toHaveLength(2);
    expect(progress()).toEqual([expect.stringMatching(/trying again in \d+ s$/)]);
  });

  test('that does not answer in time is asked again, and then the step fails', async () => {
    server.will(isSilent);
    await expect(run(dialect, 50).answer).rejects.toMatchObject({
      name: 'UpstreamError',
      code: 'MODEL_TIMED_OUT',
      kind: 'timeout',
    });
    expect(server.asked).toHaveLength(1 + MODEL_TROUBLE['timed-out'].times);
  });

  test('that says how long to wait is given that time', async () => {
    const act = fails(dialect, 429, ['rate_limit_error', 'Slow down'], { 'retry-after': '7' });
    server.will(act, says(dialect, DONE));
    const { answer, pauses } = run(dialect);
    await answer;
    expect(pauses).toEqual([7_000]);
  });

  test.each([
    ['throttles for ever', throttled, 'UpstreamError', 'MODEL_THROTTLED', MODEL_TROUBLE.throttled.times],
    ['stays broken', broken, 'UpstreamError', 'MODEL_UNAVAILABLE', MODEL_TROUBLE.unavailable.times],
    ['cannot be read', mumbles, 'UpstreamError', 'MODEL_UNREADABLE', MODEL_TROUBLE.unreadable.times],
    ['refuses the key', fails(dialect, 403, ['AccessDeniedException', 'No']), 'PolicyError', 'MODEL_ACCESS_DENIED', 0],
    ['does not exist', fails(dialect, 404, ['ResourceNotFoundException', 'No']), 'InputError', 'MODEL_REQUEST_REFUSED', 0],
    [
      'has no credit left',
      fails(dialect, 429, ['insufficient_quota', 'You exceeded your current quota']),
      'PolicyError',
      'MODEL_QUOTA_SPENT',
      0,
    ],
    [
      'finds the prompt too long',
      fails(dialect, 400, ['ValidationException', 'prompt is too long: 210000 tokens > 200000 maximum']),
      'LimitError',
      'CONTEXT_LIMIT',
      0,
    ],
  ])('that %s ends the step, told as what it is', async (_, act, name, code, times) => {
    server.will(act);
    const { answer } = run(dialect);
    await expect(answer).rejects.toMatchObject({ name, code, remedy: expect.stringMatching(/./) });
    expect(server.asked).toHaveLength(1 + times);
  });

  test('that refuses ends the step at once, and its tokens are counted', async () => {
    server.will(says(dialect, { text: 'I cannot help with that.', stop: 'refused' }));
    const { answer, store } = run(dialect);
    await expect(answer).rejects.toMatchObject({ name: 'PolicyError', code: 'MODEL_REFUSED' });
    expect((await store.readTask(TASK_ID))?.usage).toMatchObject({ turns: 1, inputTokens: 10, outputTokens: 5 });
    expect(server.asked).toHaveLength(1);
  });

  test.each<[string, Said, string]>([
    ['answers nothing', { stop: 'end' }, 'calling a tool'],
    ['only talks', { text: 'Done!', stop: 'end' }, 'calling a tool'],
    ['is cut off while it talks', { text: 'So, ', stop: 'length' }, 'cut off because it became too long'],
    [
      'is cut off within a call',
      { calls: [{ name: 'done', args: { n: 2 } }], stop: 'length' },
      'cut off because it became too long',
    ],
    ['calls a tool that does not exist', { calls: [{ name: 'nope', args: {} }] }, 'There is no tool named nope'],
    ['hands in what does not fit', { calls: [{ name: 'done', args: { n: 'x' } }] }, 'was not accepted'],
  ])('that %s is told so, in a history that it accepts', async (_, said, words) => {
    server.will(says(dialect, said), says(dialect, DONE));
    const { answer } = run(dialect);
    expect(await answer).toEqual({ n: 1 });
    expect(server.asked[1]).toContain(words);
    expect(server.asked[1]).not.toContain('"text":""');
  });

  test('that writes its arguments as a string with an object in it is understood, or asked to call anew', async () => {
    const args = dialect === OPENAI ? JSON.stringify('{"n":1}') : '{"n":1}';
    server.will(says(dialect, { calls: [{ name: 'done', args }] }), says(dialect, DONE));
    expect(await run(dialect).answer).toEqual({ n: 1 });
    // Bedrock's client drops what is no object before anybody sees it.
    expect(server.asked).toHaveLength(dialect === CONVERSE ? 2 : 1);
  });

  test.each<[string, unknown]>([
    ['a list', [1]],
    ['nothing', null],
    ['a string with no object in it', dialect === OPENAI ? '"n"' : 'n'],
  ])('that writes %s as arguments is told so, in a history that it accepts', async (_, args) => {
    server.will(says(dialect, { calls: [{ name: 'done', args }] }), says(dialect, DONE));
    expect(await run(dialect).answer).toEqual({ n: 1 });
    expect(server.asked[1]).toMatch(/not JSON|was not accepted|calling a tool/);
  });

  test('that gives two calls one id gets them back with two', async () => {
    const twice = { name: 'nope', args: {}, id: 'same' };
    server.will(says(dialect, { calls: [twice, twice] }), says(dialect, DONE));
    expect(await run(dialect).answer).toEqual({ n: 1 });
    expect(server.asked[1]).toContain('same_2');
  });

  test.each<[string, Said, string, number]>([
    ['never calls a tool', { text: 'Hm.', stop: 'end' }, 'MODEL_STOPPED', MODEL_TROUBLE['no-call'].times],
    ['never finds a tool', { calls: [{ name: 'nope', args: {} }] }, 'MODEL_CONFUSED', MODEL_TROUBLE['unknown-tool'].times],
    [
      'never comes to an end',
      { calls: [{ name: 'done', args: {} }], stop: 'length' },
      'MODEL_CONFUSED',
      MODEL_TROUBLE['cut-off'].times,
    ],
    ['never hands in what fits', { calls: [{ name: 'done', args: {} }] }, 'MODEL_CONFUSED', MODEL_TROUBLE['wrong-answer'].times],
  ])('that %s ends the step after so many turns', async (_, said, code, times) => {
    server.will(says(dialect, said));
    await expect(run(dialect).answer).rejects.toMatchObject({ name: 'PolicyError', code, kind: 'agent' });
    expect(server.asked).toHaveLength(1 + times);
  });
});

test.each([
  ['Bedrock’s daily quota', CONVERSE, 429, ['ThrottlingException', 'Too many tokens per day, please wait.'], 'MODEL_QUOTA_SPENT'],
  ['Bedrock’s token throttling', CONVERSE, 429, ['ThrottlingException', 'Too many tokens, please wait.'], 'MODEL_THROTTLED'],
  ['Bedrock’s model error', CONVERSE, 424, ['ModelErrorException', 'The model failed.'], 'MODEL_UNAVAILABLE'],
  [
    'Anthropic’s prepaid credit',
    ANTHROPIC,
    400,
    ['invalid_request_error', 'Your credit balance is too low'],
    'MODEL_QUOTA_SPENT',
  ],
  ['Azure’s content filter', OPENAI, 400, ['content_filter', 'Triggered content management policy'], 'MODEL_REFUSED'],
] as const)('%s is told apart', async (_, dialect, status, said, code) => {
  server.will(fails(dialect, status, said));
  await expect(run(dialect).answer).rejects.toMatchObject({ code });
});

test('arguments that are not JSON are answered with an error, and for ever is no time', async () => {
  server.will(says(OPENAI, { calls: [{ name: 'done', args: '{"n":' }] }));
  await expect(run(OPENAI).answer).rejects.toMatchObject({
    code: 'MODEL_CONFUSED',
    message: expect.stringContaining('cannot be read'),
  });
  expect(server.asked[1]).toContain('not JSON');
  expect(server.asked).toHaveLength(1 + MODEL_TROUBLE['malformed-call'].times);
});

test('an answer of Bedrock that is no call at all is asked for again', async () => {
  const malformed = { ...CONVERSE.answer({ stop: 'end' }), stopReason: 'malformed_tool_use' };
  server.will((response) => response.end(JSON.stringify(malformed)), says(CONVERSE, DONE));
  expect(await run(CONVERSE).answer).toEqual({ n: 1 });
  expect(server.asked[1]).toContain('could not be read');
});

test('a cancelled step does not wait for the next try', async () => {
  server.will(fails(CONVERSE, 503, ['ServiceUnavailableException', 'Later']));
  const controller = new AbortController();
  const { context } = stepContext({ model: CONVERSE.open(server.url, 1_000), signal: controller.signal });
  const cancelled = new Error('cancelled by Ann');
  const pause = async (): Promise<void> => {
    controller.abort(cancelled);
    controller.signal.throwIfAborted();
  };
  const answer = runModelLoop({ context: { ...context, pause }, system: 's', user: 'u', tools: [], finish });
  await expect(answer).rejects.toBe(cancelled);
  expect(server.asked).toHaveLength(1);
});

test('pauses double up to a minute, spread by half, unless the server asks for another that is bearable', () => {
  expect([1, 2, 3, 7, 20].map((n) => pauseBefore(n, 0))).toEqual([500, 1_000, 2_000, 30_000, 30_000]);
  expect([1, 2, 3, 7, 20].map((n) => pauseBefore(n, 1))).toEqual([1_000, 2_000, 4_000, 60_000, 60_000]);
  expect(pauseBefore(1, 0, 90_000)).toBe(90_000);
  expect(pauseBefore(1, 0, 3_600_000)).toBe(500);
});
