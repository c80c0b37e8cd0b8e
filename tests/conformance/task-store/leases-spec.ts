import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TaskStore } from '#ports/task-store.ts';

const TASKS = ['task_a', 'task_b', 'task_c'];
let branches = 0;

const newBranch = (): string => `branch-${process.pid}-${(branches += 1)}`;

/** Never two sessions on one branch. */
export function leasesSpec(use: () => TaskStore): void {
  const lease = (branch: string, holder: string, more: { taskId?: string; to?: 'take' | 'keep'; seconds?: number } = {}) =>
    use().leaseBranch({ repo: 'acme/shop', branch, holder, taskId: holder, to: 'take', seconds: 60, ...more });

  describe('leases of branches', () => {
    test('of many sessions of different tasks that want a branch at once, one gets it', async () => {
      const branch = newBranch();
      const all = await Promise.all(Array.from({ length: 8 }, (_, n) => lease(branch, `task_${n}`)));
      expect(all.filter(({ type }) => type === 'granted')).toHaveLength(1);
    });

    test('who holds it may keep it and nobody else may; once it is released anybody may take it', async () => {
      const branch = newBranch();
      await lease(branch, 'a');
      expect(await lease(branch, 'a', { to: 'keep' })).toMatchObject({ type: 'granted' });
      expect(await lease(branch, 'b')).toMatchObject({ type: 'refused', held: { taskId: 'a' } });
      await use().releaseBranch({ repo: 'acme/shop', branch, holder: 'b' });
      expect(await lease(branch, 'b', { to: 'keep' })).toMatchObject({ type: 'refused' });
      await use().releaseBranch({ repo: 'ACME/Shop', branch, holder: 'a' });
      expect(await lease(branch, 'b')).toMatchObject({ type: 'granted' });
    });

    test('a later run of the same task takes over at once, and the earlier one learns of it', async () => {
      const branch = newBranch();
      await lease(branch, 'first run', { taskId: 't' });
      expect(await lease(branch, 'second run', { taskId: 't' })).toMatchObject({ type: 'granted' });
      expect(await lease(branch, 'first run', { taskId: 't', to: 'keep' })).toMatchObject({ type: 'refused' });
      expect(await lease(branch, 'second run', { taskId: 't', to: 'keep' })).toMatchObject({ type: 'granted' });
    });

    test('a lease that was not renewed in time is free for another task', async () => {
      const branch = newBranch();
      await lease(branch, 'a', { seconds: -1 });
      expect(await lease(branch, 'b')).toMatchObject({ type: 'granted' });
      expect(await lease(branch, 'a', { to: 'keep' })).toMatchObject({ type: 'refused' });
    });

    test('whatever happens in whatever order, who was last granted it is the only one who may keep it', async () => {
      const step = fc.record({
        who: fc.nat(5),
        does: fc.constantFrom('take' as const, 'keep' as const, 'release' as const),
        seconds: fc.constantFrom(60, -1),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
          const branch = newBranch();
          let owner: string | undefined;
          for (const { who, does, seconds } of steps) {
            const holder = `holder-${who}`;
            const taskId = TASKS[who % TASKS.length] ?? '';
            if (does === 'release') {
              await use().releaseBranch({ repo: 'acme/shop', branch, holder });
              owner = owner === holder ? undefined : owner;
              continue;
            }
            const got = await lease(branch, holder, { taskId, to: does, seconds });
            if (got.type === 'granted') owner = holder;
            else expect(owner).not.toBe(holder);
            if (does === 'keep') expect(got.type === 'granted').toBe(owner === holder);
          }
        }),
        { numRuns: 25 },
      );
    });
  });
}
