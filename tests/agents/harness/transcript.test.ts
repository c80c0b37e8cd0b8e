import { fakeModel } from '@langchain/core/testing';
import { tool } from '@langchain/core/tools';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { runModelLoop } from '#agents/harness/model-loop.ts';
import { openTranscript, type TranscriptEntry } from '#agents/harness/transcript.ts';
import { sessionIdOf } from '#domain/agent.ts';
import { LimitError } from '#domain/errors.ts';
import type { Transcripts } from '#ports/transcripts.ts';
import { testClock } from '#tests/fakes/clock.ts';
import { aTask, TASK_ID } from '#tests/fakes/samples.ts';
import { memoryTaskStore } from '#tests/fakes/task-store.ts';
import { answeringEngine, QUESTION, serveSteered, steeredAgent } from './served-agent.ts';
import { anInvocation, stepContext } from './step-context.ts';

/** Transcripts in memory, as lines. */
function memoryTranscripts() {
  const kept = new Map<string, unknown[]>();
  const transcripts: Transcripts = {
    keep: async (key, text) => {
      kept.set(
        key,
        text
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line)),
      );
    },
  };
  return { kept, transcripts, all: () => [...kept.values()].flat() };
}

const BROKEN: Transcripts = { keep: () => Promise.reject(new Error('S3 is down')) };
const said: TranscriptEntry = { type: 'progress', message: 'looks' };

describe('the transcript of a step', () => {
  const open: Awaited<ReturnType<typeof serveSteered>>[] = [];
  afterEach(async () => {
    for (const harness of open.splice(0)) await harness.served.close();
  });

  async function begin(transcripts: Transcripts) {
    const store = memoryTaskStore(testClock(), [aTask({ status: 'discovering' })]);
    const engine = answeringEngine();
    const steered = steeredAgent();
    const harness = await serveSteered(steered.agent, { store, engine, transcripts });
    open.push(harness);
    await harness.invoke(anInvocation());
    await steered.begun(1);
    return { engine, harness, run: steered.runs[0], reported: engine.reported() };
  }

  test('is kept before its result is reported, because the session may end then', async () => {
    const { transcripts, all } = memoryTranscripts();
    const { run, reported } = await begin(transcripts);
    await run?.context.progress('looks');
    run?.finish(QUESTION);
    await reported;
    expect(all()).toMatchObject([
      { type: 'begin', taskId: TASK_ID, step: 'discover', agent: 'discovery', model: 'fake', resumed: false },
      { type: 'progress', message: 'looks' },
      { type: 'end', outcome: 'finished', result: 'asks: Which unit?' },
    ]);
  });

  test('ends with why it failed', async () => {
    const { transcripts, all } = memoryTranscripts();
    const { run, reported } = await begin(transcripts);
    run?.fail(new LimitError('The task used $10.', { code: 'BUDGET_LIMIT' }));
    await reported;
    expect(all().at(-1)).toMatchObject({ type: 'end', outcome: 'failed', failure: { code: 'BUDGET_LIMIT' } });
  });

  test('is kept when somebody stops the session', async () => {
    const { transcripts, all } = memoryTranscripts();
    const { harness } = await begin(transcripts);
    await harness.served.stopSession(sessionIdOf(TASK_ID, 'discovery'));
    expect(all().at(-1)).toMatchObject({ type: 'end', outcome: 'stopped', failure: { code: 'STEP_GONE' } });
  });

  test('that cannot be kept is not worth a step', async () => {
    const { engine, run, reported } = await begin(BROKEN);
    run?.finish(QUESTION);
    await reported;
    expect(engine.completed).toHaveLength(1);
  });
});

describe('a transcript', () => {
  test('tells what the model was asked and answered, what it cost, and what its tools gave', async () => {
    const add = tool(async ({ a, b }) => String(a + b), {
      name: 'add',
      description: 'Adds.',
      schema: z.object({ a: z.number(), b: z.number() }),
    });
    const model = fakeModel()
      .respondWithTools([{ name: 'add', args: { a: 1, b: 2 }, id: '1' }])
      .respondWithTools([{ name: 'done', args: { n: 3 }, id: '2' }]);
    const entries: TranscriptEntry[] = [];
    const { context } = stepContext({ model });
    await runModelLoop({
      context: { ...context, transcript: { note: (entry) => void entries.push(entry) } },
      system: 'You add.',
      user: 'Add up.',
      tools: [add],
      finish: { name: 'done', description: 'Hands in.', schema: z.object({ n: z.number() }) },
    });
    expect(entries).toMatchObject([
      { type: 'asked', system: 'You add.', user: 'Add up.', tools: ['add', 'done'] },
      { type: 'model', calls: [{ tool: 'add', args: { a: 1, b: 2 } }], costUsd: expect.any(Number) },
      { type: 'tool', tool: 'add', ok: true, result: expect.stringContaining('3') },
      { type: 'model', calls: [{ tool: 'done', args: { n: 3 } }] },
      { type: 'tool', tool: 'done', ok: true, result: 'accepted' },
    ]);
  });

  const credentials = [
    `ghp_${'a'.repeat(36)}`,
    'https://me:hunter22@example.com',
    'AKIAABCDEFGHIJKLMNOP',
    'the-token-of-the-step',
  ];

  test('shows no credential and no task token, wherever they stand', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...credentials), fc.string(), async (secret, around) => {
        const { transcripts, all } = memoryTranscripts();
        const invocation = anInvocation({ taskToken: 'the-token-of-the-step' });
        const transcript = openTranscript(invocation, { transcripts, log: () => undefined });
        const text = `${around} ${secret} ${around}`;
        transcript.note({ type: 'tool', tool: 'run', ok: true, ms: 1, result: text });
        const calls = [{ tool: 'run', args: { deep: [{ command: text }] } }];
        const tokens = { input: 1, output: 1, cacheRead: 0, cacheWrite: 0 };
        transcript.note({ type: 'model', ms: 1, tokens, costUsd: 0, stop: '', text, calls });
        await transcript.end({ outcome: 'finished' });
        expect(JSON.stringify(all())).not.toMatch(/ghp_a|hunter22|AKIA|the-token/);
      }),
    );
  });

  test('cuts long texts in their middle, and ends however long it is', async () => {
    const { transcripts, all } = memoryTranscripts();
    const transcript = openTranscript(anInvocation(), { transcripts, log: () => undefined });
    const result = `begins ${'x'.repeat(100_000)} ends`;
    for (let n = 0; n < 1_000; n += 1) transcript.note({ type: 'tool', tool: 'read', ok: true, ms: 1, result });
    await transcript.end({ outcome: 'finished' });
    expect(all()[0]).toMatchObject({ result: expect.stringMatching(/^begins x+\n… \d+ characters cut here …\nx+ ends$/) });
    expect(all().slice(-2)).toMatchObject([{ type: 'left-out', lines: 1_000 - all().length + 2 }, { type: 'end' }]);
  });

  test('is kept every minute, so that a session that dies leaves one', () => {
    const { transcripts, kept } = memoryTranscripts();
    const clock = testClock();
    const transcript = openTranscript(anInvocation(), { transcripts, log: () => undefined, now: () => clock.now() });
    transcript.note(said);
    expect(kept.size).toBe(0);
    clock.pass(61);
    transcript.note(said);
    expect([...kept.values()]).toMatchObject([[said, said]]);
  });

  test('of each attempt has a key of its own', async () => {
    const { transcripts, kept } = memoryTranscripts();
    const clock = testClock();
    for (const outcome of ['failed', 'finished'] as const) {
      await openTranscript(anInvocation(), { transcripts, log: () => undefined, now: () => clock.now() }).end({ outcome });
      clock.pass(2);
    }
    expect([...kept.keys()]).toHaveLength(2);
    for (const key of kept.keys()) expect(key).toMatch(new RegExp(`^traces/${TASK_ID}/\\d{8}T\\d{6}Z-discover\\.jsonl$`));
  });

  test('that cannot be kept is told of once', async () => {
    const lines: string[] = [];
    const clock = testClock();
    const log = (_level: string, message: string): void => void lines.push(message);
    const transcript = openTranscript(anInvocation(), { transcripts: BROKEN, log, now: () => clock.now() });
    clock.pass(61);
    transcript.note(said);
    await transcript.end({ outcome: 'finished' });
    expect(lines).toEqual(['the transcript is not kept']);
  });
});
