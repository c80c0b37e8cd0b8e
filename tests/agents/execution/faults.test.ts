import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createExecutionAgent } from '#agents/execution/graph.ts';
import { LimitError } from '#domain/errors.ts';
import type { Script, ScriptReply } from '#environments/local/bedrock/script.ts';
import { git, pushAsPerson } from '../../core/adapters/git/server.ts';
import { aDiagnosis, aPlan, aPlanTask, RED, TASK_ID } from '../../fakes/samples.ts';
import type { TaskStore } from '#ports/task-store.ts';
import { createRig, REPO, RETRY_ID, type Rig } from './rig.ts';

/** A repository whose tests are shell files and cost a few milliseconds. */
const FILES = {
  'AGENTS.md': 'Keep it short.\n',
  Makefile: 'test:\n\t@sh run-tests.sh\n',
  'run-tests.sh': `n=0; bad=0
for t in tests/*.t; do
  n=$((n+1))
  if sh $t > /dev/null 2>&1; then echo "ok $n - $t"; else echo "not ok $n - $t"; bad=$((bad+1)); fi
done
echo "1..$n"; echo "# pass $((n-bad))"; echo "# fail $bad"; test $bad = 0
`,
  'tests/old.t': 'test -f Makefile\n',
};

const PLAN = aPlan({
  tasks: [
    aPlanTask({ repo: REPO, files: ['tests/new.t'] }),
    aPlanTask({ id: 'T2', repo: REPO, kind: 'code', title: 'Make it', files: ['new.txt'], dependsOn: ['T1'] }),
  ],
});

const say = (name: string, input: Readonly<Record<string, unknown>>): ScriptReply => ({ toolUses: [{ name, input }] });
const write = (path: string, content: string): ScriptReply => say('write_file', { path, content });
const done = (decisions: string[] = []): ScriptReply => say('done', { summary: 'Done.', decisions });

/** Answers by plan task and turn; past the list the model is done. */
function scriptOf(replies: Readonly<Record<string, readonly ScriptReply[]>>): Script {
  return ({ messages, turn }) => {
    const [, id = 'fix'] = /^Task (\S+) of the plan/.exec(messages[0]?.text ?? '') ?? [];
    return replies[id]?.[turn] ?? done();
  };
}

const TEST_FIRST = [write('tests/new.t', 'test -f new.txt\n')];
const GOOD = scriptOf({ T1: TEST_FIRST, T2: [write('new.txt', 'new')] });

/** Writes a test that passes at once, and learns from the refusal. */
const careless: Script = (request) => {
  const again = request.messages[0]?.text.includes('This is attempt 2');
  const test = again ? 'test -f new.txt\n' : 'true\n';
  return scriptOf({ T1: [write('tests/new.t', test)], T2: [write('new.txt', 'new')] })(request);
};

const rigOf = (): Promise<Rig> => createRig({ files: FILES, plan: PLAN });
const subjects = (rig: Rig): string[] =>
  git(rig.url, 'log', '--reverse', '--format=%s', `main..${rig.change.branch}`).split('\n');

describe('resuming', () => {
  test('a run killed between two plan tasks goes on with the next one', async () => {
    const rig = await rigOf();
    const killed = new Error('SIGKILL');
    const agent = createExecutionAgent(rig);
    const dying = scriptOf({ T1: TEST_FIRST });
    const dies: Script = (request) => {
      if (request.messages[0]?.text.startsWith('Task T2')) throw killed;
      return dying(request);
    };
    await expect(agent.run(rig.context('execute', dies))).rejects.toThrow('SIGKILL');
    const context = rig.context('execute', GOOD);
    const result = await agent.run({ ...context, resumed: true });
    expect(context.model.requests.every(({ messages }) => messages[0]?.text.startsWith('Task T2'))).toBe(true);
    expect(subjects(rig).filter((subject) => subject.startsWith('test: '))).toHaveLength(1);
    expect(result).toMatchObject({
      execution: {
        before: [{ name: 'test', passed: true, counts: { passed: 1, failed: 0 } }],
        after: [{ name: 'test', passed: true, counts: { passed: 2, failed: 0 } }],
      },
    });
  });

  test('work that a killed process left uncommitted is kept, and is not mistaken for the state before', async () => {
    const rig = await rigOf();
    const opened = await rig.workspaces.open({
      taskId: TASK_ID,
      repo: REPO,
      cloneUrl: rig.url,
      branch: rig.change.branch,
      token: async () => '',
    });
    writeFileSync(join(opened.root, 'tests/new.t'), 'test -f new.txt\n');
    const script = scriptOf({ T2: [write('new.txt', 'new')] });
    const result = await createExecutionAgent(rig).run(rig.context('execute', script, { resumed: true }));
    expect(result).toMatchObject({ execution: { before: [{ counts: { passed: 1, failed: 0 } }] } });
    expect(subjects(rig)).toEqual([
      'docs: plan',
      'wip: work of a run that was lost',
      'test: test the threshold',
      'feat: make it',
      'chore: move the plan to the pull request',
    ]);
  });
});

describe('ending early', () => {
  test('after three refused attempts the step fails with what failed, and the work is on the branch', async () => {
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
    expect(git(rig.url, 'show', `${rig.change.branch}:half.txt`)).toBe('half');
    expect(subjects(rig).at(-1)).toBe('wip: execute was not finished');
    expect(rig.readied).toEqual([]);
  });

  test('a limit ends the step as it is, after the work was saved', async () => {
    const rig = await rigOf();
    const limit = new LimitError('enough', { code: 'BUDGET_LIMIT' });
    const context = rig.context('execute', GOOD);
    let calls = 0;
    const addUsage: TaskStore['addUsage'] = (taskId, usage) => {
      calls += 1;
      if (calls > 1) throw limit;
      return context.store.addUsage(taskId, usage);
    };
    const store = { ...context.store, addUsage };
    await expect(createExecutionAgent(rig).run({ ...context, store })).rejects.toBe(limit);
    expect(git(rig.url, 'show', `${rig.change.branch}:tests/new.t`)).toBe('test -f new.txt');
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
    expect(git(rig.url, 'show', `${rig.change.branch}:tests/new.t`)).toBe('test -f new.txt');
  });

  test('a branch that somebody moved meanwhile is not overwritten', async () => {
    const rig = await rigOf();
    const context = rig.context('execute', (request) => {
      if (request.turn === 0) pushAsPerson(rig.person, rig.change.branch, { 'theirs.txt': 'theirs' });
      return GOOD(request);
    });
    await expect(createExecutionAgent(rig).run(context)).rejects.toMatchObject({ code: 'BRANCH_MOVED' });
    expect(git(rig.url, 'show', `${rig.change.branch}:theirs.txt`)).toBe('theirs');
    const result = await createExecutionAgent(rig).run(rig.context('execute', GOOD, { resumed: true }));
    expect(result).toMatchObject({ execution: { tasks: [{ id: 'T1' }, { id: 'T2' }] } });
    expect(git(rig.url, 'show', `${rig.change.branch}:theirs.txt`)).toBe('theirs');
  });
});

describe('the work', () => {
  test('a test task whose test passes at once is sent back', async () => {
    const rig = await rigOf();
    const result = await createExecutionAgent(rig).run(rig.context('execute', careless));
    expect(result).toMatchObject({
      execution: {
        tasks: [
          { id: 'T1', attempts: 2 },
          { id: 'T2', attempts: 1 },
        ],
      },
    });
  });

  test('a file that the plan does not name is told as a decision; rules of the repository are in the prompt', async () => {
    const rig = await rigOf();
    const script = scriptOf({ T1: TEST_FIRST, T2: [write('new.txt', 'new'), write('extra.txt', 'x'), done(['Chose x.'])] });
    const context = rig.context('execute', script);
    const result = await createExecutionAgent(rig).run(context);
    expect(result).toMatchObject({
      execution: { decisions: ['Chose x.', 'Also changed, although the plan does not name it: extra.txt'] },
    });
    expect(context.model.requests[0]?.system).toContain('Keep it short.');
    expect(context.model.requests[0]?.system).toContain('- test: make test');
  });

  test('a fix works from the brief, needs a change, lands on the same pull request, and is done anew by a retried task', async () => {
    const rig = await rigOf();
    await createExecutionAgent(rig).run(rig.context('execute', GOOD));
    const task = await rig.store.readTask(TASK_ID);
    const failed = RED.failed.map((check) => ({ ...check, repo: REPO }));
    rig.put('ci-1', { type: 'ci', ci: { ...RED, failed } });
    const diagnosis = aDiagnosis({ verdict: 'brief', brief: 'Say newer instead of new.', evidence: 'new is too old' });
    rig.put('diagnose-1', { type: 'diagnosis', diagnosis, changes: task?.changes ?? [] });
    const context = rig.context('fix-1', (request) => {
      const again = request.messages[0]?.text.includes('This is attempt 2');
      return again && request.turn === 0 ? write('new.txt', 'newer') : done();
    });
    const result = await createExecutionAgent(rig).run(context);
    expect(context.model.requests[0]?.messages[0]?.text).toContain('Say newer instead of new.');
    expect(result).toMatchObject({
      execution: {
        before: [{ counts: { passed: 1, failed: 0 } }],
        after: [{ counts: { passed: 2, failed: 0 } }],
        tasks: [{ id: 'T1' }, { id: 'T2' }, { id: 'fix-1', attempts: 2 }],
      },
    });
    const head = git(rig.url, 'rev-parse', rig.change.branch);
    expect((await rig.store.readTask(TASK_ID))?.changes[0]?.headSha).toBe(head);
    expect(git(rig.url, 'show', `${head}:new.txt`)).toBe('newer');
    const retried = rig.context('fix-1', ({ turn }) => (turn === 0 ? write('new.txt', 'newest') : done()));
    await createExecutionAgent(rig).run({ ...retried, invocation: { ...retried.invocation, taskId: RETRY_ID } });
    expect(git(rig.url, 'show', `${rig.change.branch}:new.txt`)).toBe('newest');
  });

  test('several repositories are worked on and readied in the order of the plan', async () => {
    const other = 'acme/other';
    const documents = aPlanTask({ id: 'T3', repo: other, kind: 'docs', title: 'Tell it', files: ['told.md'], dependsOn: ['T2'] });
    const plan = { ...PLAN, tasks: [...PLAN.tasks, documents] };
    const rig = await createRig({ files: FILES, plan });
    git(rig.person, 'push', '--quiet', 'origin', 'main:other-branch');
    const change = { ...rig.change, repo: other, branch: 'other-branch', prUrl: 'https://git.example/acme/other/pull/1' };
    rig.put('plan-1', { type: 'plan', plan, planUrl: '', changes: [change, rig.change] });
    const script = scriptOf({ T1: TEST_FIRST, T2: [write('new.txt', 'new')], T3: [write('told.md', 'told')] });
    const result = await createExecutionAgent(rig).run(rig.context('execute', script));
    expect(rig.readied.map(({ repo }) => repo)).toEqual([REPO, other]);
    expect(result).toMatchObject({ execution: { tasks: [{ id: 'T1' }, { id: 'T2' }, { id: 'T3' }] } });
    expect(git(rig.url, 'show', 'other-branch:told.md')).toBe('told');
    expect(git(rig.url, 'ls-tree', '--name-only', rig.change.branch)).not.toContain('told.md');
  });
});
