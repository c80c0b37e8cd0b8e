import { describe, expect, test } from 'vitest';
import { aTask, ANN, TASK_ID } from '#tests/fakes/samples.ts';
import { jiraDelivery } from '../signed.ts';
import { aWorld, bodyOf, recorded, type World } from '../world.ts';

const NOW = Date.parse('2026-11-02T09:00:00.000Z');
const subject = { channel: 'jira', key: 'SHIP-7' } as const;
const at = (status: 'planning' | 'executing'): World => aWorld([aTask({ subject, status })]);
const deliver = async (world: World, name: string, id?: string) =>
  bodyOf(await world.jira(jiraDelivery({ ...recorded(name), timestamp: NOW }, id)));

describe('a ticket that goes away', () => {
  test.each([
    ['jira-issue-deleted', 'planning', /Mia Krystof deleted SHIP-7/],
    ['jira-issue-deleted', 'executing', /Mia Krystof deleted SHIP-7/],
    ['jira-label-removed', 'planning', /took the label AI off SHIP-7/],
    ['jira-ticket-moved', 'planning', /moved SHIP-7 to OPS-3/],
  ] as const)('%s cancels its task while it is %s, stops its work, and says why', async (name, status, why) => {
    const world = at(status);
    expect(await deliver(world, name)).toMatchObject({ status: 'accepted', taskId: TASK_ID });
    expect(await world.store.readTask(TASK_ID)).toMatchObject({ status: 'cancelled', outcome: expect.stringMatching(why) });
    expect(world.store.facts(TASK_ID)).toMatchObject([{ type: 'task.ended', status: 'cancelled', by: { name: 'Mia Krystof' } }]);
    expect(world.engine.stopped).toEqual([`${TASK_ID}-run-1`]);
    // Its end is told like any other.
    expect(world.comments.size).toBe(0);
  });

  test.each([
    ['jira-label-removed', 'SHIP-7'],
    ['jira-ticket-moved', 'OPS-3'],
  ])('%s leaves approved work alone, and how to stop it is said where the ticket is', async (name, key) => {
    const world = at('executing');
    expect(await deliver(world, name)).toMatchObject({ status: 'ignored', taskId: TASK_ID });
    expect((await world.store.readTask(TASK_ID))?.status).toBe('executing');
    expect([...world.comments]).toEqual([
      [`${key} withdrawn-${TASK_ID}`, expect.stringContaining('`@agent cancel SHIP-7` stops it')],
    ]);
  });

  test('does not take a task with it that was started since, when the delivery comes again', async () => {
    const world = at('planning');
    await deliver(world, 'jira-label-removed', 'one');
    const { taskId } = Object(await deliver(world, 'jira-label-added', 'two'));
    expect(taskId).not.toBe(TASK_ID);
    expect(await deliver(world, 'jira-label-removed', 'one')).toEqual({ status: 'duplicate' });
    expect(await world.store.findLiveTask(subject)).toBe(taskId);
  });

  test('has its task go on when whoever took the label off may not cancel it, which they are told', async () => {
    const world = aWorld([aTask({ subject, status: 'planning', requester: ANN })], {}, { commandPolicy: INVOLVED });
    expect(await deliver(world, 'jira-label-removed')).toMatchObject({ status: 'refused' });
    expect((await world.store.readTask(TASK_ID))?.status).toBe('planning');
    expect([...world.comments.values()]).toEqual([expect.stringContaining('Only Ann, who asked for this task')]);
  });
});

const INVOLVED = { mode: 'involved', emails: [] } as const;
