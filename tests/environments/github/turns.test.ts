import { expect, it } from 'vitest';
import { goingFirst, takeTurn } from '#environments/local/github/git/run-git.ts';

it('a change of a repository does not wait behind those who only read', async () => {
  const order: string[] = [];
  const run = (name: string) => takeTurn(async () => void order.push(name));
  const busy = Promise.withResolvers<void>();
  const atWork = Array.from({ length: 8 }, () => takeTurn(() => busy.promise));
  const readers = [run('reader 1'), run('reader 2')];
  const change = goingFirst(async () => {
    await run('change, first git');
    await run('change, second git');
  });
  busy.resolve();
  await Promise.all([...atWork, ...readers, change]);
  expect(order[0]).toBe('change, first git');
});
