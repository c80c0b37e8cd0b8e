import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createExecutionAgent } from '#agents/execution/graph.ts';
import type { AgentContext } from '#agents/harness/agent.ts';
import { REPO, type Rig } from '../../agents/execution/rig.ts';
import { git } from '../../core/adapters/git/server.ts';
import { TASK_ID } from '../../fakes/samples.ts';
import { GOOD, rigOf, savedSubjects, scriptOf, subjects, WORK, write } from './tiny-repository.ts';

/** Works until this is said of its progress and then, as a killed process, does nothing more: no error, no saving. */
async function runUntil(rig: Rig, said: string): Promise<void> {
  const dying = new EventTarget();
  const died = once(dying, 'died');
  const context = rig.context('execute', GOOD);
  const progress: AgentContext['progress'] = async (message) => {
    if (!message.startsWith(said)) return context.progress(message);
    dying.dispatchEvent(new Event('died'));
    return new Promise<never>(() => undefined);
  };
  const running = createExecutionAgent(rig).run({ ...context, progress });
  await Promise.race([died, running]);
}

describe('resuming', () => {
  test.each([
    ['with its disk', true],
    ['on a disk of its own, from git refs alone', false],
  ])('a run killed between two plan tasks goes on with the next one, %s', async (_, hasDisk) => {
    const rig = await rigOf();
    await runUntil(rig, 'T2 ');
    expect(subjects(rig)).toEqual(['docs: plan']);
    expect(savedSubjects(rig)).toEqual(['docs: plan', WORK[0]]);
    if (!hasDisk) await rig.workspaces.remove(TASK_ID);
    const context = rig.context('execute', GOOD);
    const result = await createExecutionAgent(rig).run({ ...context, resumed: true });
    expect(context.model.requests.every(({ messages }) => /^(Task T2|Review)/.test(messages[0]?.text ?? ''))).toBe(true);
    expect(subjects(rig)).toEqual(['docs: plan', ...WORK]);
    expect(git(rig.url, 'for-each-ref', 'refs/stepwright')).toBe('');
    expect(result).toMatchObject({
      execution: {
        before: [{ name: 'test', passed: true, counts: { passed: 1, failed: 0 } }],
        after: [{ name: 'test', passed: true, counts: { passed: 2, failed: 0 } }],
      },
    });
  });

  test('a run lost between its push and its end does no work again and pushes nothing new', async () => {
    const rig = await rigOf();
    const killed = new Error('SIGKILL');
    const readyPullRequest = async (): Promise<never> => Promise.reject(killed);
    const unready = { ...rig, repos: { ...rig.repos, readyPullRequest } };
    await expect(createExecutionAgent(unready).run(rig.context('execute', GOOD))).rejects.toBe(killed);
    const head = git(rig.url, 'rev-parse', rig.change.branch);
    expect(git(rig.url, 'for-each-ref', 'refs/stepwright')).toBe('');
    await rig.workspaces.remove(TASK_ID);
    const context = rig.context('execute', GOOD, { resumed: true });
    await createExecutionAgent(rig).run(context);
    expect(context.model.requests).toEqual([]);
    expect(git(rig.url, 'rev-parse', rig.change.branch)).toBe(head);
    expect(rig.readied).toHaveLength(1);
  });

  test('work that a killed process left uncommitted is kept, and is not mistaken for the state before', async () => {
    const rig = await rigOf();
    const opened = await rig.workspaces.open({
      taskId: TASK_ID,
      repo: REPO,
      cloneUrl: rig.url,
      branch: rig.change.branch,
      baseBranch: rig.change.baseBranch,
      withSaved: true,
      token: async () => '',
    });
    writeFileSync(join(opened.root, 'tests/new.t'), 'test -f new.txt\n');
    const script = scriptOf({ T2: [write('new.txt', 'new')] });
    const result = await createExecutionAgent(rig).run(rig.context('execute', script, { resumed: true }));
    expect(result).toMatchObject({ execution: { before: [{ counts: { passed: 1, failed: 0 } }] } });
    expect(subjects(rig)).toEqual(['docs: plan', 'wip: work of a run that was lost', ...WORK]);
  });
});
