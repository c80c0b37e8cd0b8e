import { once } from 'node:events';
import { fakeModel } from '@langchain/core/testing';
import { expect, test } from 'vitest';
import { withBranches } from '#agents/harness/with-branches.ts';
import { aChange, TASK_ID } from '#tests/fakes/samples.ts';
import { stepContext } from './step-context.ts';

const BRANCH = aChange();
const SECOND = aChange({ repo: 'acme/web' });
const asked = { repo: BRANCH.repo, branch: BRANCH.branch, seconds: 60 };

test('while the work lasts no other task gets its branches, and afterwards it does', async () => {
  const { context, store } = stepContext({ model: fakeModel() });
  await withBranches(context, [BRANCH, SECOND], async () => {
    expect(await store.leaseBranch({ ...asked, holder: 'x', taskId: 'other', to: 'take' })).toMatchObject({
      type: 'refused',
      held: { taskId: TASK_ID },
    });
  });
  expect(await store.leaseBranch({ ...asked, holder: 'x', taskId: 'other', to: 'take' })).toMatchObject({ type: 'granted' });
});

test('work on a branch that another task holds does not begin, and lets go of what it took', async () => {
  const { context, store } = stepContext({ model: fakeModel() });
  await store.leaseBranch({ ...asked, holder: 'x', taskId: 'other', to: 'take' });
  const work = withBranches(context, [SECOND, BRANCH], async () => {
    throw new Error('it began');
  });
  await expect(work).rejects.toMatchObject({
    name: 'ConflictError',
    code: 'BRANCH_BUSY',
    message: expect.stringContaining('Task other'),
  });
  const second = { ...asked, repo: SECOND.repo, branch: SECOND.branch };
  expect(await store.leaseBranch({ ...second, holder: 'x', taskId: 'other', to: 'take' })).toMatchObject({ type: 'granted' });
});

test('work that fails lets go too', async () => {
  const { context, store } = stepContext({ model: fakeModel() });
  const failing = withBranches(context, [BRANCH], async () => Promise.reject(new Error('no')));
  await expect(failing).rejects.toThrow('no');
  expect(await store.leaseBranch({ ...asked, holder: 'x', taskId: 'other', to: 'take' })).toMatchObject({ type: 'granted' });
});

test('a session whose branch a later run took over stops, and says so', async () => {
  const { context, store } = stepContext({ model: fakeModel() });
  const work = async ({ signal }: typeof context): Promise<void> => {
    await store.leaseBranch({ ...asked, holder: 'later run', taskId: TASK_ID, to: 'take' });
    await once(signal, 'abort');
    signal.throwIfAborted();
  };
  await expect(withBranches(context, [BRANCH], work, 1)).rejects.toMatchObject({ name: 'ConflictError', code: 'BRANCH_TAKEN' });
  expect(await store.leaseBranch({ ...asked, holder: 'later run', taskId: TASK_ID, to: 'keep' })).toMatchObject({
    type: 'granted',
  });
});

test('a store that does not answer for a while costs no lease', async () => {
  const { context, store } = stepContext({ model: fakeModel() });
  let renewals = 0;
  const { promise: renewedAgain, resolve } = Promise.withResolvers<undefined>();
  const leaseBranch: typeof store.leaseBranch = async (input) => {
    if (input.to === 'take') return store.leaseBranch(input);
    renewals += 1;
    if (renewals === 3) resolve(undefined);
    throw new Error('the store is away');
  };
  const work = async ({ signal }: typeof context): Promise<boolean> => {
    await renewedAgain;
    return signal.aborted;
  };
  expect(await withBranches({ ...context, store: { ...store, leaseBranch } }, [BRANCH], work, 1)).toBe(false);
});
