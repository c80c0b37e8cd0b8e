import { expect, test } from 'vitest';
import { claim } from '#lambdas/notify/claim.ts';
import { TASK_ID } from '#tests/fakes/samples.ts';
import { openWorld } from './notify-world.ts';

test('a process killed at any write of a claim neither loses the notice nor marks it as sent', async () => {
  const world = await openWorld();
  const [event] = await world.record([{ type: 'step.retried', step: 'discover', agent: 'discovery', reason: 'lost' }]);
  if (!event) throw new Error('nothing was recorded');
  await world.store.claimNotice(TASK_ID, event.id, 'slack-message');
  world.clock.pass(10);
  expect(await claim(event, 'slack-message', world.deps)).toMatchObject({ type: 'mine', again: true });
  await world.close();
});
