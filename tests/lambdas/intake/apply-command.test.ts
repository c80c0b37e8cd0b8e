import { describe, expect, test } from 'vitest';
import type { ChannelEvent, CommandTarget } from '#domain/channel-event.ts';
import type { Command } from '#domain/command.ts';
import { ConflictError, PolicyError } from '#domain/errors.ts';
import { toFailure } from '#domain/failure.ts';
import { TERMINAL_STATUSES } from '#domain/lifecycle.ts';
import { applyCommand } from '#lambdas/intake/apply-command.ts';
import type { Reply } from '#lambdas/intake/intake-deps.ts';
import type { TaskStore } from '#ports/task-store.ts';
import { ANN, aTask, BOB, RUN_ID, TASK_ID } from '#tests/fakes/samples.ts';
import { aWorld, openPlan, type World, worldAwaitingApproval } from '../webhooks/world.ts';

let deliveries = 0;

function give(world: World, command: Command, by = BOB, target: CommandTarget = { taskId: TASK_ID }): Promise<Reply> {
  const event: Extract<ChannelEvent, { type: 'command.given' }> = { type: 'command.given', command, by, target };
  deliveries += 1;
  return applyCommand(event, { channel: 'slack', id: `delivery-${deliveries}` }, world.deps);
}

async function worldAwaitingAnswer(): Promise<World> {
  const world = aWorld([aTask({ status: 'planning' })]);
  const at = world.clock.now();
  const question = { taskId: TASK_ID, runId: RUN_ID, n: 1, text: 'Which currency?', askedAt: at.toISOString() };
  await world.store.openQuestion({ ...question, expiresAt: new Date(at.getTime() + 3_600_000).toISOString() }, 'question-token');
  return world;
}

describe('a decision', () => {
  test('is recorded, completes the wait once, and owes the workflow nothing', async () => {
    const world = await worldAwaitingApproval();
    expect(await give(world, { name: 'approve' })).toMatchObject({ ok: true, taskId: TASK_ID });
    expect(world.engine.completed).toEqual([{ token: 'approval-token-1', output: { verdict: 'approved' } }]);
    expect(await world.store.listUndelivered(10)).toEqual([]);
  });

  test('that cannot be told to the workflow is kept for the sweep, and the person is told', async () => {
    const world = await worldAwaitingApproval();
    world.engine.down = true;
    const reply = await give(world, { name: 'approve' });
    expect(reply).toMatchObject({ ok: true, reply: expect.stringContaining('within minutes') });
    expect(await world.store.listUndelivered(10)).toEqual([
      { token: 'approval-token-1', taskId: TASK_ID, output: { verdict: 'approved' } },
    ]);
  });

  test.each([
    ['of a revision that is gone', { name: 'approve', n: 1 }, undefined, /That was plan 1, which has been revised since/],
    ['of a revision that is not there', { name: 'approve', n: 3 }, undefined, /no plan 3 yet/],
    ['of the revision that is there, whenever it was written', { name: 'approve', n: 2 }, '2026-01-01T00:00:00.000Z', undefined],
    ['written before the plan was there', { name: 'approve' }, '2026-11-02T08:59:59.000Z', /wrote that before plan 2 was there/],
    ['written since', { name: 'approve' }, '2026-11-02T09:00:01.000Z', undefined],
    ['with a time that is none', { name: 'approve' }, 'yesterday', undefined],
  ] as const)('%s', async (_rule, command, at, why) => {
    const world = await worldAwaitingApproval(2);
    const event = { type: 'command.given', command, by: BOB, target: { taskId: TASK_ID }, ...(at ? { at } : {}) } as const;
    const reply = await applyCommand(event, { channel: 'jira', id: 'unseen' }, world.deps);
    expect(reply).toMatchObject(why ? { ok: false, reply: expect.stringMatching(why) } : { ok: true });
    expect(world.engine.completed).toHaveLength(why ? 0 : 1);
  });

  test('of many at once is one, and all others are told who was first', async () => {
    const world = await worldAwaitingApproval();
    const people = Array.from({ length: 20 }, (_, index) => ({
      ...BOB,
      id: `U${index}`,
      name: `Person ${index}`,
      email: `p${index}@example.org`,
    }));
    const replies = await Promise.all(
      people.map((by, index) => give(world, index % 2 === 0 ? { name: 'approve' } : { name: 'reject', reason: '' }, by)),
    );
    expect(replies.filter(({ ok }) => ok)).toHaveLength(1);
    expect(world.engine.completed).toHaveLength(1);
    const winner = (await world.store.readApproval(TASK_ID))?.decision?.by.name;
    for (const { ok, reply } of replies) if (!ok) expect(reply).toContain(`by ${winner}`);
  });

  test('is decided again when somebody else wrote first', async () => {
    const world = await worldAwaitingApproval();
    let conflicts = 1;
    const store: TaskStore = {
      ...world.store,
      decideApproval: async (...input) => {
        if (conflicts === 0) return world.store.decideApproval(...input);
        conflicts -= 1;
        throw new ConflictError('no', { code: 'WRITE_CONFLICT' });
      },
    };
    expect(await give({ ...world, deps: { ...world.deps, store } }, { name: 'approve' })).toMatchObject({ ok: true });
  });

  test('by the requester may reject but not approve', async () => {
    expect(await give(await worldAwaitingApproval(), { name: 'approve' }, ANN)).toMatchObject({ ok: false });
    expect(await give(await worldAwaitingApproval(), { name: 'reject', reason: 'no' }, ANN)).toMatchObject({ ok: true });
  });

  test('after the approval expired is refused', async () => {
    const world = await worldAwaitingApproval();
    world.clock.pass(86_400);
    expect(await give(world, { name: 'approve' })).toMatchObject({ ok: false, code: 'APPROVAL_EXPIRED' });
    expect(world.engine.completed).toEqual([]);
  });

  test('on a task that waits for none says so', async () => {
    const world = aWorld([aTask({ status: 'executing' })]);
    expect(await give(world, { name: 'approve' })).toEqual({
      ok: false,
      code: 'NOTHING_TO_DECIDE',
      taskId: TASK_ID,
      reply: `Task \`${TASK_ID}\` is executing and waits for no decision.`,
    });
  });

  test.each(TERMINAL_STATUSES)('on a task that is %s is refused', async (status) => {
    const world = aWorld([aTask({ status: 'planning' })]);
    await openPlan(world, 1);
    const ended = {
      completed: 'task.failed',
      failed: 'task.failed',
      rejected: 'task.rejected',
      cancelled: 'task.cancelled',
      timed_out: 'task.timed-out',
    } as const;
    await world.store.transition({ taskId: TASK_ID, on: ended[status], facts: [] });
    expect(await give(world, { name: 'approve' })).toMatchObject({ ok: false, code: 'TASK_ENDED' });
  });
});

describe('free text', () => {
  test('answers the open question and lets the run go on', async () => {
    const world = await worldAwaitingAnswer();
    expect(await give(world, { name: 'say', text: 'EUR' })).toMatchObject({ ok: true });
    expect(world.engine.completed).toEqual([{ token: 'question-token', output: { answered: true } }]);
    expect(await world.store.readQuestion(TASK_ID)).toMatchObject({ answer: { text: 'EUR', by: BOB } });
    expect(await give(world, { name: 'say', text: 'USD' }, ANN)).toEqual({
      ok: false,
      code: 'ALREADY_ANSWERED',
      taskId: TASK_ID,
      reply: 'The question was already answered by Bob in Slack.',
    });
  });

  test('of two at once is one answer', async () => {
    const world = await worldAwaitingAnswer();
    const replies = await Promise.all(['EUR', 'USD'].map((text) => give(world, { name: 'say', text })));
    expect(replies.map(({ ok }) => ok)).toEqual([true, false]);
    expect(world.engine.completed).toHaveLength(1);
  });

  test.each(['executing', 'awaiting_approval'] as const)('to a task that is %s is an instruction', async (status) => {
    const world = aWorld([aTask({ status })]);
    expect(await give(world, { name: 'say', text: 'use a map' })).toMatchObject({ ok: true });
    expect(world.store.facts(TASK_ID)).toEqual([{ type: 'instruction.given', text: 'use a map', by: BOB }]);
  });

  test('to an ended task, or too long, is refused and leaves nothing', async () => {
    const ended = aWorld([aTask({ status: 'failed' })]);
    expect(await give(ended, { name: 'say', text: 'hello' })).toMatchObject({ ok: false });
    const live = aWorld([aTask({ status: 'executing' })]);
    expect(await give(live, { name: 'say', text: 'x'.repeat(32_768) })).toMatchObject({ ok: false });
    expect([...ended.store.facts(TASK_ID), ...live.store.facts(TASK_ID)]).toEqual([]);
  });
});

describe('cancel', () => {
  test('ends the task, its run and every session', async () => {
    const world = await worldAwaitingApproval();
    expect(await give(world, { name: 'cancel' })).toMatchObject({ ok: true });
    expect(await world.store.readTask(TASK_ID)).toMatchObject({ status: 'cancelled', outcome: 'Cancelled by Bob.' });
    expect(world.store.facts(TASK_ID).at(-1)).toEqual({
      type: 'task.ended',
      status: 'cancelled',
      outcome: 'Cancelled by Bob.',
      by: BOB,
    });
    expect(world.engine.stopped).toEqual([RUN_ID]);
    expect(world.agents.calls).toEqual(['stop discovery', 'stop planning', 'stop execution', 'stop ci-monitor']);
    expect(await give(world, { name: 'approve' })).toMatchObject({ ok: false });
    world.clock.pass(1);
    expect(await world.store.listUnstopped(world.clock.now(), 10)).toEqual([]);
  });

  test.each(['agents', 'engine'] as const)(
    'that cannot stop all while the %s are away says so and leaves it to the sweep',
    async (away) => {
      const world = aWorld([aTask({ status: 'executing' })]);
      world[away].down = true;
      const reply = await give(world, { name: 'cancel' });
      expect(reply).toMatchObject({ ok: true, reply: expect.stringContaining('tried again within minutes') });
      expect(await world.store.readTask(TASK_ID)).toMatchObject({ status: 'cancelled' });
      expect(world.agents.calls.length > 0 || world.engine.stopped.length > 0).toBe(true);
      world.clock.pass(1);
      expect(await world.store.listUnstopped(world.clock.now(), 10)).toMatchObject([{ id: TASK_ID }]);
    },
  );

  test('of a task that has ended otherwise changes nothing', async () => {
    const world = aWorld([aTask({ status: 'completed' })]);
    expect(await give(world, { name: 'cancel' })).toMatchObject({ ok: false, code: 'TASK_ENDED' });
    expect(world.engine.stopped).toEqual([]);
  });
});

describe('retry', () => {
  test('starts a new task where the old one stopped', async () => {
    const world = aWorld([aTask({ status: 'failed', step: 'fix-2' })]);
    const { ok, taskId = '' } = await give(world, { name: 'retry' });
    expect(ok).toBe(true);
    expect(await world.store.readTask(taskId)).toMatchObject({
      retryOf: TASK_ID,
      resumeFrom: 'AwaitCi',
      requester: BOB,
      status: 'submitted',
    });
    expect(world.engine.started).toEqual([expect.objectContaining({ taskId, resumeFrom: 'AwaitCi' })]);
  });

  test('waits until nothing of the old task runs', async () => {
    const world = aWorld([aTask({ status: 'cancelled' })]);
    world.agents.down = true;
    await expect(give(world, { name: 'retry' })).rejects.toMatchObject({ code: 'TASK_NOT_STOPPED' });
    expect(world.engine.started).toEqual([]);
    world.agents.down = false;
    expect(await give(world, { name: 'retry' })).toMatchObject({ ok: true });
    expect(world.engine.stopped).toContain(RUN_ID);
    expect(world.agents.calls).toContain('stop execution');
  });

  test('given twice starts one task', async () => {
    const world = aWorld([aTask({ status: 'failed' })]);
    const [first, second] = [await give(world, { name: 'retry' }), await give(world, { name: 'retry' })];
    expect(second).toEqual({
      ok: false,
      code: 'TASK_LIVE',
      reply: expect.stringContaining('already has the live task'),
      taskId: first.taskId,
    });
    expect(world.engine.started).toHaveLength(1);
  });
});

describe('what is told', () => {
  test('logs are the last events, also of a long history', async () => {
    const world = aWorld([aTask({ status: 'executing' })]);
    const facts = Array.from(
      { length: 250 },
      (_, index) => ({ type: 'agent.progressed', step: 'execute', agent: 'execution', message: `message ${index}` }) as const,
    );
    await world.store.appendEvents(TASK_ID, facts);
    const { reply } = await give(world, { name: 'logs', limit: 2 });
    expect(
      reply
        .split('\n')
        .slice(1, -1)
        .map((line) => line.slice(9)),
    ).toEqual(['agent.progressed execute · execution · message 248', 'agent.progressed execute · execution · message 249']);
  });

  test('the list without a status is of live tasks', async () => {
    const other = 'task_01JC0000000000000000000001';
    const world = aWorld([aTask({ status: 'completed' }), aTask({ id: other, status: 'executing' })]);
    const { reply } = await give(world, { name: 'list' });
    expect(reply).toContain(other);
    expect(reply).not.toContain(TASK_ID);
  });

  test('the status of a failed task tells what went wrong and what to do, once', async () => {
    const failure = toFailure(
      new PolicyError('GitHub said no.', { code: 'GITHUB_DENIED', kind: 'auth', remedy: 'Install the app.' }),
    );
    const outcome = 'Planning failed: GitHub said no. Install the app.';
    const { reply } = await give(aWorld([aTask({ status: 'failed', failure, outcome })]), { name: 'status' });
    expect(reply.split('\n').slice(-2)).toEqual([outcome, 'Access was refused (`GITHUB_DENIED`).']);
  });

  test('the status tells the question that waits', async () => {
    const { reply } = await give(await worldAwaitingAnswer(), { name: 'status' });
    expect(reply).toContain('Which currency?');
  });
});

test('an instruction that is delivered twice at once is given once', async () => {
  const world = aWorld([aTask({ status: 'executing' })]);
  const event = {
    type: 'command.given',
    command: { name: 'say', text: 'smaller' },
    by: BOB,
    target: { taskId: TASK_ID },
  } as const;
  const twins = [1, 2, 3].map(() => applyCommand(event, { channel: 'jira', id: 'twin' }, world.deps));
  expect((await Promise.all(twins)).every(({ ok }) => ok)).toBe(true);
  expect(world.store.facts(TASK_ID)).toHaveLength(1);
});
