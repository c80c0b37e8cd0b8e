import { fakeModel } from '@langchain/core/testing';
import { expect, test } from 'vitest';
import { readAssignment } from '#agents/execution/read-assignment.ts';
import type { StepResult } from '#domain/step-result.ts';
import { aChange, aPlan, aTask, RUN_ID, TASK_ID } from '../../fakes/samples.ts';
import { memoryHost } from '../harness/memory-host.ts';
import { stepContext } from '../harness/step-context.ts';

const DEPS = {
  repos: memoryHost({}),
  workspaces: { open: () => Promise.reject(new Error('no checkout is needed')), remove: async () => undefined },
};
const SHOP = aChange();
const WEB = aChange({ repo: 'acme/web', prNumber: 8 });
const check = { name: 'test', conclusion: 'failure' as const, url: '', headSha: SHOP.headSha };

async function fixing(repo?: string) {
  const task = aTask({ status: 'fixing', changes: [SHOP, WEB] });
  const { context, store } = stepContext({
    model: fakeModel(),
    agent: 'execution',
    task,
    invocation: { step: 'fix-1' },
  });
  const diagnosis = {
    verdict: 'brief' as const,
    cause: 'ours' as const,
    summary: 'Null',
    brief: 'Check for null.',
    evidence: 'x',
  };
  const results: Record<string, StepResult> = {
    'plan-1': { type: 'plan', plan: aPlan(), planUrl: '', changes: [SHOP, WEB] },
    'ci-1': {
      type: 'ci',
      ci: {
        conclusion: 'failure',
        failed: [
          { ...check, repo: SHOP.repo },
          { ...check, repo: WEB.repo },
        ],
      },
    },
    'diagnose-1': { type: 'diagnosis', diagnosis, changes: [SHOP, WEB], ...(repo ? { repo } : {}) },
  };
  for (const [step, result] of Object.entries(results)) store.putResult({ taskId: TASK_ID, runId: RUN_ID, step }, result);
  return readAssignment(context, DEPS);
}

test('a brief is worked on in the repository that it is about, though CI failed in two', async () => {
  const { items, changes } = await fixing(WEB.repo);
  expect(changes).toEqual([WEB]);
  expect(items.map(({ repo }) => repo)).toEqual([WEB.repo]);
});

test('a brief of no known repository is worked on wherever CI failed', async () => {
  expect((await fixing()).items.map(({ repo }) => repo)).toEqual([SHOP.repo, WEB.repo]);
});

test('a fix is asked for with the brief, the log and what the pull request is for', async () => {
  const { items } = await fixing(WEB.repo);
  const prompt = items[0]?.prompt(1, '');
  for (const part of ['Check for null.', 'SHOP-1 Free shipping over 50', 'Adds a threshold to the rates.']) {
    expect(prompt).toContain(part);
  }
});
