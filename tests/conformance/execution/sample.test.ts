import { beforeAll, describe, expect, test } from 'vitest';
import { createExecutionAgent } from '#agents/execution/graph.ts';
import type { Execution } from '#domain/execution.ts';
import { sampleScripts } from '#environments/local/bedrock/scripts/index.ts';
import { git } from '../../core/adapters/git/server.ts';
import { TASK_ID } from '../../fakes/samples.ts';
import { createRig, type Rig } from '../../agents/execution/rig.ts';

describe('execution does the sample ticket', () => {
  let rig: Rig;
  let execution: Execution;

  beforeAll(async () => {
    rig = await createRig();
    const agent = createExecutionAgent(rig);
    const result = await agent.run(rig.context('execute', sampleScripts.execution));
    if (result.type !== 'execution') throw new Error(result.type);
    execution = result.execution;
  });

  const onServer = (...args: string[]) => git(rig.url, ...args);
  const progress = () => rig.store.facts(TASK_ID).flatMap((fact) => (fact.type === 'agent.progressed' ? [fact.message] : []));

  test('the boundary is wrong at first, is seen to fail, and is put right', () => {
    expect(execution.tasks.map(({ id, attempts }) => [id, attempts])).toEqual([
      ['T1', 1],
      ['T2', 2],
      ['T3', 1],
    ]);
    expect(progress().join('\n')).toMatch(/T2 attempt 1 not accepted: .*an order of exactly 50\.00 € is shipped for free/);
    expect(onServer('show', `${rig.change.branch}:src/free-shipping.js`)).toContain('>= FREE_FROM_CENTS');
  });

  test('a test task is accepted because its test fails', () => {
    expect(progress().join('\n')).toMatch(/T1 accepted: fails as it should: .*exactly 50\.00 €/);
  });

  test('the branch has one commit per plan task, with trailers, and then the one that removes the plan', () => {
    const lines = onServer(
      'log',
      '--reverse',
      '--format=%s|%(trailers:only,unfold,separator=%x2C)',
      `main..${rig.change.branch}`,
    ).split('\n');
    expect(lines).toEqual([
      'docs: plan|',
      `test: test the rule for free shipping|Task-Id: ${TASK_ID},Plan-Task: T1,Attempts: 1,Prompt-Version: execution-3`,
      `feat: ship for free from 50 € within the EU|Task-Id: ${TASK_ID},Plan-Task: T2,Attempts: 2,Prompt-Version: execution-3`,
      `docs: describe free shipping in the README and the changelog|Task-Id: ${TASK_ID},Plan-Task: T3,Attempts: 1,Prompt-Version: execution-3`,
      `chore: move the plan to the pull request|Task-Id: ${TASK_ID},Prompt-Version: execution-3`,
    ]);
    expect(execution.changes[0]?.headSha).toBe(onServer('rev-parse', rig.change.branch));
    expect(onServer('ls-tree', '--name-only', rig.change.branch)).not.toContain('PLAN.md');
  });

  test('the pull request is readied with the counts before and after, the decisions, the plan and the ticket', () => {
    const [pr, ...more] = rig.readied;
    expect(more).toEqual([]);
    expect(pr?.title).toBe('feat: free standard shipping within the EU from 50 €');
    expect(pr?.body).toContain('| Tests | `npm test` | ✅ 18 passed | ✅ 25 passed |');
    expect(pr?.body).toContain('A quote always has `free`');
    expect(pr?.body).toContain('# The plan as people read it');
    expect(pr?.body).toContain('[SHOP-1](https://jira.example/browse/SHOP-1)');
  });

  test('the task carries counts, changes and the prompt version, and the event is recorded', async () => {
    const task = await rig.store.readTask(TASK_ID);
    expect(task).toMatchObject({
      tests: { before: { passed: 18, failed: 0 }, after: { passed: 25, failed: 0 } },
      promptVersion: 'execution-3',
      changes: execution.changes,
    });
    expect(rig.store.facts(TASK_ID)).toContainEqual({ type: 'pull-request.readied', url: rig.change.prUrl });
    expect(execution.decisions.filter((decision) => decision.startsWith('Also changed'))).toEqual([]);
  });

  test('what it leaves passes tests and lint, and fails the format check that it does not run', async () => {
    const workspace = await rig.workspaces.open({
      taskId: TASK_ID,
      repo: rig.change.repo,
      cloneUrl: rig.url,
      branch: rig.change.branch,
      baseBranch: rig.change.baseBranch,
      withSaved: true,
      token: async () => '',
    });
    const run = async (command: string) => (await workspace.run(command, { timeoutSeconds: 20 })).exitCode;
    expect([await run('npm run lint'), await run('npm run format:check')]).toEqual([0, 1]);
  });

  test('doing the step again does nothing twice', async () => {
    const head = onServer('rev-parse', rig.change.branch);
    const context = rig.context('execute', () => {
      throw new Error('the model is not needed');
    });
    const again = await createExecutionAgent(rig).run({ ...context, resumed: true });
    expect(again).toMatchObject({ type: 'execution', execution: { tasks: execution.tasks, before: execution.before } });
    expect(onServer('rev-parse', rig.change.branch)).toBe(head);
  });
});
