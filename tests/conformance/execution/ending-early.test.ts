import { describe, expect, test } from 'vitest';
import { createExecutionAgent } from '#agents/execution/graph.ts';
import { openBudget } from '#agents/harness/budget.ts';
import { LimitError } from '#domain/errors.ts';
import type { Script } from '#environments/local/bedrock/script.ts';
import type { TaskStore } from '#ports/task-store.ts';
import { createRig, type Rig } from '../../agents/execution/rig.ts';
import { git, pushAsPerson } from '../../core/adapters/git/server.ts';
import { TASK_ID } from '../../fakes/samples.ts';
import { FILES, GOOD, PLAN, rigOf, say, savedSubjects, scriptOf, subjects, TEST_FIRST, WORK, write } from './tiny-repository.ts';

/** A file as it was saved on the server. */
const saved = (rig: Rig, path: string): string => git(rig.url, 'show', `refs/stepwright/${rig.change.branch}:${path}`);

describe('ending early', () => {
  test('after three refused attempts the step fails with what failed, and the work is saved off the branch', async () => {
    const rig = await rigOf();
    const script = scriptOf({ T1: TEST_FIRST, T2: [write('half.txt', 'half')] });
    const context = rig.context('execute', script);
    await expect(createExecutionAgent(rig).run(context)).rejects.toMatchObject({
      name: 'PolicyError',
      code: 'ATTEMPTS_EXHAUSTED',
      message: expect.stringContaining('tests/new.t'),
    });
    const prompts = context.model.requests.filter(({ turn }) => turn === 0).map(({ messages }) => messages[0]?.text ?? '');
    expect(prompts).toHaveLength(4);
    expect(prompts[3]).toContain('This is attempt 3');
    expect(prompts[3]).toContain('not ok 1 - tests/new.t');
    expect(saved(rig, 'half.txt')).toBe('half');
    expect(savedSubjects(rig).at(-1)).toBe('wip: execute was not finished');
    expect(rig.store.facts(TASK_ID).at(-1)).toMatchObject({
      message: expect.stringContaining(`refs/stepwright/${rig.change.branch}`),
    });
    expect(subjects(rig)).toEqual(['docs: plan']);
    expect(rig.readied).toEqual([]);
  });

  test('a program that is missing here is named, and nothing is spent on tests that cannot run', async () => {
    const rig = await createRig({ files: { ...FILES, Makefile: 'test:\n\t@no-such-runner --all\n' }, plan: PLAN });
    const context = rig.context('execute', GOOD);
    await expect(createExecutionAgent(rig).run(context)).rejects.toMatchObject({
      name: 'InputError',
      code: 'TOOLCHAIN_MISSING',
      message: expect.stringContaining('no-such-runner'),
      remedy: expect.stringContaining('AGENTS.md'),
    });
    expect(context.model.requests).toEqual([]);
  });

  test('a pull request that was merged meanwhile ends the step before anything is spent', async () => {
    const rig = await rigOf();
    const readAccess: typeof rig.repos.readAccess = async (repo) => ({
      ...(await rig.repos.readAccess(repo)),
      pullRequest: 'merged',
    });
    const context = rig.context('execute', GOOD);
    const run = createExecutionAgent({ ...rig, repos: { ...rig.repos, readAccess } }).run(context);
    await expect(run).rejects.toMatchObject({ name: 'PolicyError', code: 'PR_NOT_FOUND_OR_CLOSED' });
    expect(context.model.requests).toEqual([]);
  });

  test('a limit ends the step after the work was saved, and says what is done and what is next', async () => {
    const rig = await rigOf();
    const context = rig.context('execute', GOOD);
    let task = '';
    const script: Script = (request) => {
      task = request.messages[0]?.text ?? '';
      return GOOD(request);
    };
    const addUsage: TaskStore['addUsage'] = (taskId, usage) => {
      if (task.startsWith('Task T2')) throw new LimitError('No money is left.', { code: 'BUDGET_LIMIT' });
      return context.store.addUsage(taskId, usage);
    };
    const from = rig.context('execute', script);
    const budget = openBudget({
      store: { ...context.store, addUsage },
      task: from.task,
      step: 'execute',
      modelId: 'scripted',
      tell: from.progress,
    });
    const limited = { ...from, budget };
    await expect(createExecutionAgent(rig).run(limited)).rejects.toMatchObject({
      name: 'LimitError',
      code: 'BUDGET_LIMIT',
      message: expect.stringMatching(/^No money is left\. 1 of 2 tasks are done; next is T2 ".+"\.$/),
      remedy: expect.stringContaining('retry the task'),
    });
    expect(saved(rig, 'tests/new.t')).toBe('test -f new.txt');
  });

  test('a cancelled run publishes nothing more, even when all its tasks were done', async () => {
    const rig = await rigOf();
    const controller = new AbortController();
    const context = rig.context('execute', GOOD);
    const progress = async (message: string): Promise<void> => {
      if (message.startsWith('T2 accepted')) controller.abort(new Error('cancelled by Ann'));
      await context.progress(message);
    };
    const run = createExecutionAgent(rig).run({ ...context, progress, signal: controller.signal });
    await expect(run).rejects.toThrow('cancelled by Ann');
    expect(subjects(rig)).toEqual(['docs: plan']);
    expect(rig.readied).toEqual([]);
  });

  test('a cancelled step ends with the reason, after its command was killed and its work saved', async () => {
    const rig = await rigOf();
    const controller = new AbortController();
    const reason = new Error('cancelled by Ann');
    const script = scriptOf({ T1: [...TEST_FIRST, say('run', { command: 'sleep 60' })] });
    const context = rig.context('execute', (request) => {
      if (request.turn === 1) setImmediate(() => controller.abort(reason));
      return script(request);
    });
    await expect(createExecutionAgent(rig).run({ ...context, signal: controller.signal })).rejects.toBe(reason);
    expect(saved(rig, 'tests/new.t')).toBe('test -f new.txt');
  });

  test('a branch that somebody moved meanwhile is not overwritten, and what was saved goes on top of it in the next session', async () => {
    const rig = await rigOf();
    const context = rig.context('execute', (request) => {
      if (request.turn === 0) pushAsPerson(rig.person, rig.change.branch, { 'theirs.txt': 'theirs' });
      return GOOD(request);
    });
    await expect(createExecutionAgent(rig).run(context)).rejects.toMatchObject({ name: 'ConflictError', code: 'BRANCH_MOVED' });
    await rig.workspaces.remove(TASK_ID);
    const next = rig.context('execute', GOOD, { resumed: true });
    const result = await createExecutionAgent(rig).run(next);
    expect(result).toMatchObject({ execution: { tasks: [{ id: 'T1' }, { id: 'T2' }] } });
    expect(subjects(rig)).toEqual(['docs: plan', 'By a person', ...WORK]);
  });

  test('work that conflicts with what somebody pushed is done again on top of it, and kept aside', async () => {
    const rig = await rigOf();
    const agent = createExecutionAgent(rig);
    const moves: Script = (request) => {
      const writesCode = request.messages[0]?.text.startsWith('Task T2') && request.turn === 0;
      if (writesCode) pushAsPerson(rig.person, rig.change.branch, { 'new.txt': 'theirs' });
      return GOOD(request);
    };
    await expect(agent.run(rig.context('execute', moves))).rejects.toMatchObject({ code: 'BRANCH_MOVED' });
    await rig.workspaces.remove(TASK_ID);
    const script = scriptOf({ T2: [write('new.txt', 'both')] });
    const result = await agent.run(rig.context('execute', script, { resumed: true }));
    expect(result).toMatchObject({ execution: { tasks: [{ id: 'T1' }, { id: 'T2' }] } });
    expect(git(rig.url, 'show', `${rig.change.branch}:new.txt`)).toBe('both');
    const [aside = '', ...others] = git(rig.url, 'for-each-ref', '--format=%(refname)', 'refs/stepwright').split('\n');
    expect(others).toEqual([]);
    expect(git(rig.url, 'show', `${aside}:new.txt`)).toBe('new');
    const told = rig.store.facts(TASK_ID).flatMap((fact) => (fact.type === 'agent.progressed' ? [fact.message] : []));
    expect(told.find((message) => message.includes('somebody pushed'))).toContain(aside);
  });
});
