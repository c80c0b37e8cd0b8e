import { expect, test } from 'vitest';
import { applyCommand } from '#lambdas/intake/apply-command.ts';
import { ANN, aTask, BOB, TASK_ID } from '#tests/fakes/samples.ts';
import { aWorld } from '../webhooks/world.ts';

test('a task listens to whoever asked and to approvers alone where that is the policy, which the others are told', async () => {
  const world = aWorld([aTask({ status: 'executing' })]);
  const deps = { ...world.deps, commandPolicy: { mode: 'involved', emails: [] } } as const;
  const tell = (by: typeof BOB) =>
    applyCommand(
      { type: 'command.given', command: { name: 'cancel' }, by, target: { taskId: TASK_ID } },
      { channel: 'slack', id: by.id },
      deps,
    );
  expect(await tell(BOB)).toMatchObject({
    ok: false,
    code: 'NOT_ALLOWED',
    reply: expect.stringContaining('Only Ann, who asked for this task'),
  });
  expect(await tell(ANN)).toMatchObject({ ok: true });
});
