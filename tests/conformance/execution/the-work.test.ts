import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createExecutionAgent } from '#agents/execution/graph.ts';
import type { Script } from '#environments/local/bedrock/script.ts';
import { createRig, REPO, RETRY_ID } from '../../agents/execution/rig.ts';
import { git } from '../../core/adapters/git/server.ts';
import { aDiagnosis, aPlanTask, RED, TASK_ID } from '../../fakes/samples.ts';
import { done, FILES, GOOD, PLAN, rigOf, say, scriptOf, subjects, TEST_FIRST, write } from './tiny-repository.ts';

/** Writes a test that passes at once, and learns from the refusal. */
const careless: Script = (request) => {
  const again = request.messages[0]?.text.includes('This is attempt 2');
  const test = again ? 'test -f new.txt\n' : 'true\n';
  return scriptOf({ T1: [write('tests/new.t', test)], T2: [write('new.txt', 'new')] })(request);
};

describe('execution', () => {
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

  test('CI definitions and lock files that the plan does not name are put back before they are committed, and people are told', async () => {
    const rig = await rigOf();
    const sly = [write('.github/workflows/own.yml', 'on: push'), write('package-lock.json', '{}'), write('new.txt', 'new')];
    const context = rig.context('execute', scriptOf({ T1: TEST_FIRST, T2: sly }));
    await createExecutionAgent(rig).run(context);
    expect(git(rig.url, 'log', '--format=', '--name-only', `main..${rig.change.branch}`)).not.toMatch(/workflows|package-lock/);
    expect(rig.readied[0]?.body).toMatch(/\.github\/workflows\/own\.yml was put back: it defines what CI runs/);
    expect(rig.readied[0]?.body).toMatch(/package-lock\.json was put back: it decides which dependencies/);
  });

  test('files that are none are no reason to end: links out of the tree among those that tell of the repository, and the plan', async () => {
    const rig = await rigOf();
    symlinkSync('gone/rules.md', join(rig.person, 'CLAUDE.md'));
    symlinkSync('/etc/passwd', join(rig.person, 'package.json'));
    git(rig.person, 'add', '--all');
    git(rig.person, 'commit', '--quiet', '--message', 'Links');
    git(rig.person, 'push', '--quiet', 'origin', rig.change.branch);
    const relink = say('run', { command: 'rm PLAN.md && ln -s Makefile PLAN.md' });
    await createExecutionAgent(rig).run(
      rig.context('execute', scriptOf({ T1: TEST_FIRST, T2: [relink, write('new.txt', 'new')] })),
    );
    const files = git(rig.url, 'ls-tree', '--name-only', rig.change.branch).split('\n');
    expect(files).toEqual(expect.arrayContaining(['CLAUDE.md', 'Makefile', 'new.txt', 'package.json']));
    expect(files).not.toContain('PLAN.md');
  });

  test("a PLAN.md of the repository's own is put back", async () => {
    const rig = await createRig({ files: { ...FILES, 'PLAN.md': 'Of the repository\n' }, plan: PLAN });
    await createExecutionAgent(rig).run(rig.context('execute', GOOD));
    expect(git(rig.url, 'show', `${rig.change.branch}:PLAN.md`)).toBe('Of the repository');
  });

  test('the change is reviewed before it is offered: what is mended is committed, what does not belong is put back', async () => {
    const rig = await rigOf();
    const work = scriptOf({ T1: TEST_FIRST, T2: [write('new.txt', 'new'), write('junk.log', 'x')] });
    const context = rig.context('execute', (request) => {
      if (!request.messages[0]?.text.startsWith('Review')) return work(request);
      if (request.turn === 0) return write('new.txt', 'newer');
      return say('done', { summary: 'Said newer.', decisions: [], undo: request.turn === 1 ? ['nothing.log'] : ['junk.log'] });
    });
    const result = await createExecutionAgent(rig).run(context);
    const asked = context.model.requests.find(({ messages }) => messages[0]?.text.startsWith('Review'))?.messages[0]?.text;
    for (const part of ['+test -f new.txt', 'junk.log', 'Adds a threshold to the rates.']) expect(asked).toContain(part);
    expect(JSON.stringify(context.model.requests.at(-1)?.messages)).toContain('nothing.log is not part of the change');
    expect(git(rig.url, 'show', `${rig.change.branch}:new.txt`)).toBe('newer');
    expect(git(rig.url, 'ls-tree', '--name-only', rig.change.branch)).not.toContain('junk.log');
    expect(subjects(rig)).toContain('refactor: mend what the review of the change found');
    expect(result).toMatchObject({ execution: { decisions: ['junk.log was put back: it is not part of this change.'] } });
  });

  test('what the review breaks is dropped', async () => {
    const rig = await rigOf();
    const context = rig.context('execute', (request) => {
      if (!request.messages[0]?.text.startsWith('Review')) return GOOD(request);
      return request.turn === 0 ? write('tests/new.t', 'false') : done();
    });
    await createExecutionAgent(rig).run(context);
    expect(git(rig.url, 'show', `${rig.change.branch}:tests/new.t`)).toBe('test -f new.txt');
    expect(rig.readied[0]?.body).toContain('What the review would have changed was dropped');
  });

  test('work that was accepted is offered even when a limit ends its review', async () => {
    const rig = await rigOf();
    const context = rig.context('execute', (request) => {
      if (!request.messages[0]?.text.startsWith('Review')) return GOOD(request);
      return say('list_files', {});
    });
    await createExecutionAgent(rig).run(context);
    expect(rig.readied[0]?.body).toContain('The change was not reviewed before it was offered: The agent made the same call');
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
