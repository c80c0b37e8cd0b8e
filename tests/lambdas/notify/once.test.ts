import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InputError, PolicyError } from '#domain/errors.ts';
import { notify } from '#lambdas/notify/notify.ts';
import { ANN, TASK_ID } from '#tests/fakes/samples.ts';
import { openWorld, toStream } from './notify-world.ts';

type World = Awaited<ReturnType<typeof openWorld>>;

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const submitted = { type: 'task.submitted', by: ANN, subject: 'jira#SHOP-1', title: 'Free shipping' } as const;
const retried = { type: 'step.retried', step: 'discover', agent: 'discovery', reason: 'no heartbeat' } as const;
const ended = { type: 'task.ended', status: 'completed', outcome: 'All checks are green.' } as const;
const discovering = { type: 'step.started', step: 'discover', agent: 'discovery' } as const;
const failed = { type: 'task.ended', status: 'failed', outcome: 'Discovery failed.' } as const;
const done = { batchItemFailures: [] };

describe('once, and in the end right', () => {
  it('a batch that is delivered again tells nothing again', async () => {
    const events = toStream(await world.record([submitted, retried, failed]));
    await world.store.transition({ taskId: TASK_ID, on: 'task.failed', facts: [], set: { outcome: failed.outcome } });
    for (let n = 0; n < 3; n += 1) expect(await notify(events, world.deps)).toEqual(done);
    expect(world.thread()).toHaveLength(3);
    expect(await world.comments()).toHaveLength(2);
  });

  it('an event whose Slack message failed is reported with all after it, and told once the chat is back', async () => {
    await world.tell(submitted);
    const events = toStream(await world.record([retried, ended]));
    world.faults.slack = 1;
    const identifiers = events.Records.map(({ dynamodb }) => ({ itemIdentifier: dynamodb.SequenceNumber }));
    expect(await notify(events, world.deps)).toEqual({ batchItemFailures: identifiers });
    expect(await notify(events, world.deps)).toEqual(done);
    expect(world.thread().map(({ text }) => text)).toEqual([
      expect.any(String),
      expect.stringContaining('starts `discover` again'),
      expect.stringContaining('All checks are green'),
    ]);
  });

  it('Slack being down keeps nothing from the ticket, and the ticket is not told twice', async () => {
    const events = toStream(await world.record([submitted]));
    world.faults.slack = 10;
    expect((await notify(events, world.deps)).batchItemFailures).toHaveLength(1);
    expect(await world.comments()).toHaveLength(1);
    world.faults.slack = 0;
    expect(await notify(events, world.deps)).toEqual(done);
    expect(await world.comments()).toHaveLength(1);
    expect(world.thread()).toHaveLength(1);
  });

  it('a process killed after posting is not told twice; one killed before posting is made up for', async () => {
    await world.tell(submitted);
    const [event] = await world.record([retried]);
    const stream = toStream([event!]);
    await world.store.claimNotice(TASK_ID, event!.id, 'slack-message');
    expect(await notify(stream, world.deps)).toEqual({ batchItemFailures: [{ itemIdentifier: event!.id }] });
    world.clock.pass(10);
    expect(await notify(stream, world.deps)).toEqual(done);
    expect(world.thread()).toHaveLength(2);
    await world.store.releaseNotice(TASK_ID, event!.id, 'slack-message-sent');
    expect(await notify(stream, world.deps)).toEqual(done);
    expect(world.thread()).toHaveLength(2);
  });

  it('a first message whose id was never remembered is found again', async () => {
    let killed = true;
    const store = {
      ...world.store,
      setThread: async (...input: Parameters<typeof world.store.setThread>) => {
        if (killed) throw new Error('killed');
        return world.store.setThread(...input);
      },
    };
    const events = toStream(await world.record([submitted]));
    expect((await notify(events, { ...world.deps, store })).batchItemFailures).toHaveLength(1);
    killed = false;
    expect(await notify(events, { ...world.deps, store })).toEqual(done);
    expect(world.thread()).toHaveLength(1);
  });

  it('two who begin the thread at once leave one first message with the present state', async () => {
    const [first, second] = [await world.record([submitted]), await world.record([discovering])];
    await Promise.all([notify(toStream(first), world.deps), notify(toStream(second), world.deps)]);
    expect(world.thread()).toHaveLength(1);
  });

  it('a message shown late never stays: who writes last has read last', async () => {
    await world.tell(submitted);
    const chat = world.deps.slack!.chat;
    const moved = Promise.withResolvers<void>();
    const slow = {
      ...chat,
      update: async (...input: Parameters<typeof chat.update>) => moved.promise.then(() => chat.update(...input)),
    };
    const events = toStream(await world.record([{ type: 'step.started', step: 'discover', agent: 'discovery' }]));
    const late = notify(events, {
      ...world.deps,
      slack: { channel: 'C0STEPWRIGHT', chat: { ...slow, post: chat.post, remove: chat.remove, findMessage: chat.findMessage } },
    });
    await world.store.transition({ taskId: TASK_ID, on: 'planning.started', facts: [] });
    await world.tell({ type: 'step.started', step: 'plan-1', agent: 'planning' });
    moved.resolve();
    await late;
    expect(world.thread()[0]?.text).toContain('Planning');
  });

  it.each([
    new InputError('There is no ticket.', { code: 'TICKET_NOT_FOUND' }),
    new PolicyError('Jira refuses the credentials.', { code: 'JIRA_ACCESS_DENIED' }),
  ])('a notice that is refused for good ($code) is logged and holds nothing up', async (refusal) => {
    await world.record([], { changes: [] });
    const jira = { ...world.deps.jira!, tracker: { ...world.deps.jira!.tracker } };
    const refuse = async (): Promise<never> => {
      throw refusal;
    };
    const deps = { ...world.deps, jira: { ...jira, tracker: { upsertComment: refuse, moveTo: refuse } } };
    expect(await notify(toStream(await world.record([submitted])), deps)).toEqual(done);
    expect(world.log).toMatchObject([{ level: 'error', notice: 'jira-accepted' }]);
  });

  it('an event that cannot be read, or whose task cannot, is left to the stream and holds up no other task', async () => {
    const { Records } = toStream(await world.record([submitted]));
    const broken = { ...Records[0]!, dynamodb: { SequenceNumber: 'broken', NewImage: { sk: { S: 'EVENT#1' } } } };
    const other = toStream([{ id: 'e9', taskId: TASK_ID.replace(/0$/, '1'), at: '', fact: submitted }]).Records;
    const readTask = async (taskId: string) =>
      taskId === TASK_ID ? world.store.readTask(taskId) : Promise.reject(new Error('throttled'));
    const deps = { ...world.deps, store: { ...world.store, readTask } };
    const { batchItemFailures } = await notify({ Records: [broken, ...other, ...Records] }, deps);
    expect(batchItemFailures).toEqual([{ itemIdentifier: 'broken' }, { itemIdentifier: 'e9' }]);
    expect(world.thread()).toHaveLength(1);
  });

  it('items that are no events, and changes of items, tell nothing', async () => {
    const [event] = toStream(await world.record([submitted])).Records;
    const meta = { ...event!, dynamodb: { ...event!.dynamodb, NewImage: { sk: { S: 'META' } } } };
    expect(await notify({ Records: [{ ...event!, eventName: 'MODIFY' }, meta] }, world.deps)).toEqual(done);
    expect(world.thread()).toEqual([]);
  });
});
