import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createExecutionAgent } from '#agents/execution/graph.ts';
import type { AgentContext } from '#agents/harness/agent.ts';
import type { Rig } from '../../agents/execution/rig.ts';
import {
  breaksOff,
  fails,
  hangsUp,
  type MisbehavingModel,
  mumbles,
  OPENAI,
  openMisbehavingModel,
  type Said,
  says,
} from '../../agents/harness/misbehaving-model.ts';
import { git } from '../../core/adapters/git/server.ts';
import { TASK_ID } from '../../fakes/samples.ts';
import { GOOD, rigOf, subjects, WORK } from './tiny-repository.ts';

const writes = (path: string, content: string) => ({ name: 'write_file', args: { path, content } });
const DONE = { name: 'done', args: { summary: 'Do\u0000ne.', decisions: [] } };
const TEST = writes('tests/new.t', 'test -f new.txt\n');
const CODE = writes('new.txt', 'new');

/** Answers in OpenAI's form, each to one request. */
const calls = (...all: NonNullable<Said['calls']>) => says(OPENAI, { calls: all });
const throttled = fails(OPENAI, 429, ['rate_limit_error', 'Slow down']);
const unreadable = calls({ name: 'done', args: '{"summary":' });

let model: MisbehavingModel;
beforeEach(async () => {
  model = await openMisbehavingModel();
  return () => model.close();
});

/** Execution with a model on the wire; pauses take no time. */
const contextOf = (rig: Rig): AgentContext => ({ ...rig.context('execute', GOOD), model: OPENAI.open(model.url, 5_000) });
const told = (rig: Rig): string[] =>
  rig.store.facts(TASK_ID).flatMap((fact) => (fact.type === 'agent.progressed' ? [fact.message] : []));

test('a model that is in trouble now and then finishes its work all the same', async () => {
  const rig = await rigOf();
  model.will(
    throttled,
    hangsUp,
    breaksOff(OPENAI, { calls: [TEST] }),
    mumbles,
    says(OPENAI, { stop: 'end' }),
    calls({ name: 'nope', args: {} }),
    unreadable,
    says(OPENAI, { calls: [writes('half.txt', 'cut off')], stop: 'length' }),
    calls({ name: 'edit_file', args: { path: 'half.txt', find: '', replace: 'x' } }),
    calls(TEST, DONE),
    fails(OPENAI, 500, ['server_error', 'The system is broken']),
    calls(CODE, DONE, writes('after.txt', 'too late')),
    calls(DONE),
  );
  const result = await createExecutionAgent(rig).run(contextOf(rig));
  expect(result).toMatchObject({
    execution: {
      tasks: [
        { id: 'T1', attempts: 1 },
        { id: 'T2', attempts: 1 },
      ],
    },
  });
  expect(subjects(rig)).toEqual(['docs: plan', ...WORK]);
  expect(git(rig.url, 'ls-tree', '--name-only', rig.change.branch)).not.toMatch(/half|after/);
  expect(told(rig).join('\n')).toMatch(/trying again in \d+ s/);
});

describe('a model that ends the run', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await rigOf();
    const first = await openMisbehavingModel();
    first.will(calls(TEST, DONE), says(OPENAI, { stop: 'refused' }));
    const context = { ...rig.context('execute', GOOD), model: OPENAI.open(first.url, 5_000) };
    await createExecutionAgent(rig)
      .run(context)
      .catch(() => undefined);
    await first.close();
  });

  test.each([
    ['is throttled', throttled, 'UpstreamError', 'MODEL_THROTTLED', /in a few minutes/],
    ['breaks off', breaksOff(OPENAI, { calls: [CODE] }), 'UpstreamError', 'MODEL_UNAVAILABLE', /in a few minutes/],
    ['refuses', says(OPENAI, { stop: 'refused' }), 'PolicyError', 'MODEL_REFUSED', /content filter/],
    ['says nothing', says(OPENAI, { stop: 'end' }), 'PolicyError', 'MODEL_STOPPED', /stronger model/],
    ['cannot be read', unreadable, 'PolicyError', 'MODEL_CONFUSED', /stronger model/],
    [
      'finds the prompt too long',
      fails(OPENAI, 400, ['context_length_exceeded', 'maximum context length is 8192 tokens']),
      'LimitError',
      'CONTEXT_LIMIT',
      /larger context window/,
    ],
    [
      'makes the same failing call again and again',
      calls({ name: 'edit_file', args: { path: 'none.txt', find: 'a', replace: 'b' } }),
      'LimitError',
      'REPEATED_CALL',
      /with all work so far/,
    ],
  ] as const)('because it %s: what was done is told, what it takes to go on, and where the work is', async (...row) => {
    const [why, trouble, name, code, remedy] = row;
    const half = `${why.replaceAll(' ', '-')}.txt`;
    model.will(calls(writes(half, 'half')), trouble);
    const before = told(rig).length;
    const ended: unknown = await createExecutionAgent(rig)
      .run(contextOf(rig))
      .catch((error: unknown) => error);
    const message = expect.stringMatching(/[.!?] 1 of 2 tasks are done; next is T2 "Make it"\.$/);
    expect(ended).toMatchObject({ name, code, message, remedy: expect.stringMatching(remedy) });
    const saved = `refs/stepwright/${rig.change.branch}`;
    expect(git(rig.url, 'show', `${saved}:${half}`)).toBe('half');
    expect(told(rig).slice(before).at(-1)).toMatch(new RegExp(`unfinished work .* is saved: git fetch origin ${saved}$`));
    expect(subjects(rig)).toEqual(['docs: plan']);
    expect(rig.readied).toEqual([]);
  });
});
