import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InputError, PolicyError } from '#domain/errors.ts';
import { notify } from '#lambdas/notify/notify.ts';
import { replay } from '#lambdas/notify/work-off.ts';
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
const refusing = (refusal: Error) => {
  const refuse = async (): Promise<never> => Promise.reject(refusal);
  return { ...world.deps, jira: { ...world.deps.jira!, tracker: { upsertComment: refuse, moveTo: refuse } } };
};
const done = { batchItemFailures: [] };

describe('once, and in the end right', () => {
  it('a batch that is delivered again tells nothing again', async () => {
    const events = toStream(await world.record([submitted, retried, failed]));
    await world.store.transition({ taskId: TASK_ID, on: 'task.failed', facts: [], set: { outcome: failed.outcome } });
    for (let n = 0; n < 3; n += 1) expect(await notify(events, world.deps)).toEqual(done);
    expect(world.thread()).toHaveLength(3);
    expect(await world.comments()).toHaveLength(2);
  });

  it('an event whose Slack message failed is told later, with all after it, in their order', async () => {
    await world.tell(submitted);
    world.faults.slack = 1;
    expect(await world.tell(retried, ended)).toEqual(done);
    expect(world.thread()).toHaveLength(1);
    expect(await world.workOff()).toEqual({ told: 1, behind: 0, dead: 0 });
    expect(world.thread().map(({ text }) => text)).toEqual([
      expect.any(String),
      expect.stringContaining('starts `discover` again'),
      expect.stringContaining('All checks are green'),
    ]);
    expect(await world.workOff()).toEqual({ told: 0, behind: 0, dead: 0 });
  });

  it('Slack being down keeps nothing from the ticket, and the ticket is not told twice', async () => {
    world.faults.slack = 10;
    expect(await world.tell(submitted)).toEqual(done);
    expect(await world.comments()).toHaveLength(1);
    world.faults.slack = 0;
    await world.workOff();
    expect(await world.comments()).toHaveLength(1);
    expect(world.thread()).toHaveLength(1);
  });

  it('a channel that is behind is asked again after longer and longer pauses', async () => {
    world.faults.slack = 1_000;
    await world.tell(submitted);
    const pauses: number[] = [];
    for (let attempt = 0; attempt < 9; attempt += 1) {
      const [backlog] = await world.store.listBacklogs(TASK_ID);
      pauses.push((Date.parse(backlog!.nextAt) - world.clock.now().getTime()) / 1_000);
      expect(await world.workOff()).toMatchObject({ behind: 1 });
    }
    expect(pauses).toEqual([15, 30, 60, 120, 240, 480, 960, 1_800, 1_800]);
    const late = world.log.filter(({ measure }) => measure === 'notice.late').map(({ seconds }) => Number(seconds));
    expect(late).toHaveLength(9);
    expect(late).toEqual(late.toSorted((one, other) => one - other));
    expect(late.at(-1)).toBeGreaterThan(3_600);
  });

  it('a channel that is down for a day is given up aloud, and told after a replay', async () => {
    world.faults.slack = 1_000;
    await world.tell(submitted);
    world.clock.pass(24 * 3_600);
    expect(await world.workOff()).toEqual({ told: 0, behind: 0, dead: 1 });
    expect(world.log.at(-1)).toMatchObject({ level: 'error', taskId: TASK_ID, channel: 'slack', error: 'Error: unreachable' });
    expect(await world.workOff()).toEqual({ told: 0, behind: 0, dead: 0 });
    world.faults.slack = 0;
    expect(await replay(world.deps)).toEqual({ replayed: 1 });
    expect(await world.workOff()).toEqual({ told: 1, behind: 0, dead: 0 });
    expect(world.thread()).toHaveLength(1);
  });

  it('what happens to a task whose channel was given up has it tried again', async () => {
    world.faults.slack = 1_000;
    await world.tell(submitted);
    world.clock.pass(24 * 3_600);
    await world.workOff();
    world.faults.slack = 0;
    await world.tell(retried);
    expect(await world.workOff()).toEqual({ told: 1, behind: 0, dead: 0 });
    expect(world.thread()).toHaveLength(2);
  });

  it('two sweeps at once tell nothing twice', async () => {
    await world.tell(submitted);
    world.faults.slack = 1;
    await world.tell(retried);
    await Promise.all([world.workOff(), world.workOff(), world.workOff()]);
    expect(world.thread()).toHaveLength(2);
  });

  it('an event that comes while its channel catches up is told all the same', async () => {
    await world.tell(submitted);
    world.faults.slack = 1;
    await world.tell(retried);
    const chat = world.deps.slack!.chat;
    const late = {
      ...chat,
      update: chat.update.bind(chat),
      remove: chat.remove.bind(chat),
      findMessage: chat.findMessage.bind(chat),
      post: async (...input: Parameters<typeof chat.post>) => {
        const id = await chat.post(...input);
        if (world.thread().length === 2) await world.tell(ended);
        return id;
      },
    };
    await world.workOff({ slack: { ...world.deps.slack!, chat: late } });
    await world.workOff();
    expect(world.thread().map(({ text }) => text)).toEqual([
      expect.any(String),
      expect.stringContaining('starts `discover` again'),
      expect.stringContaining('All checks are green'),
    ]);
  });

  it('an answer of the chat that was lost does not have the message posted again', async () => {
    await world.tell(submitted);
    const chat = world.deps.slack!.chat;
    const lost = {
      ...chat,
      findMessage: chat.findMessage.bind(chat),
      update: chat.update.bind(chat),
      remove: chat.remove.bind(chat),
      post: async (...input: Parameters<typeof chat.post>): Promise<string> => {
        await chat.post(...input);
        throw new Error('the connection was reset');
      },
    };
    await notify(toStream(await world.record([retried])), { ...world.deps, slack: { ...world.deps.slack!, chat: lost } });
    await world.workOff();
    expect(world.thread()).toHaveLength(2);
  });

  it('a process killed after posting is not told twice; one killed before posting is made up for', async () => {
    await world.tell(submitted);
    const [event] = await world.record([retried]);
    const stream = toStream([event!]);
    await world.store.claimNotice(TASK_ID, event!.id, 'slack-message');
    expect(await notify(stream, world.deps)).toEqual(done);
    expect(world.thread()).toHaveLength(1);
    expect(await world.workOff()).toMatchObject({ told: 1 });
    expect(world.thread()).toHaveLength(2);
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
    expect(await notify(events, { ...world.deps, store })).toEqual(done);
    killed = false;
    await world.workOff({ store });
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

  it('a notice that is refused for good is logged and given up', async () => {
    const refusal = new InputError('There is no ticket.', { code: 'TICKET_NOT_FOUND' });
    expect(await notify(toStream(await world.record([submitted])), refusing(refusal))).toEqual(done);
    expect(world.log).toMatchObject([{ level: 'error', notice: 'jira-accepted' }]);
    expect(await world.store.listBacklogs(TASK_ID)).toEqual([]);
  });

  it('a token that was revoked delays what people are told until it is right again', async () => {
    const refusal = new PolicyError('Jira refuses the credentials.', { code: 'JIRA_ACCESS_DENIED' });
    expect(await notify(toStream(await world.record([submitted])), refusing(refusal))).toEqual(done);
    expect(await world.comments()).toEqual([]);
    await world.workOff();
    expect(await world.comments()).toHaveLength(1);
  });

  it('what can be neither told nor owed is left to the stream, with all that follows it', async () => {
    world.faults.slack = 10;
    const [first, second] = await world.record([submitted, retried]);
    const deps = { ...world.deps, store: { ...world.store, openBacklog: () => Promise.reject(new Error('throttled')) } };
    expect(await notify(toStream([first!, second!]), deps)).toEqual({
      batchItemFailures: [{ itemIdentifier: first!.id }, { itemIdentifier: second!.id }],
    });
  });

  it('an event that cannot be read, or whose task cannot, is left to the stream and holds up no other task', async () => {
    const { Records } = toStream(await world.record([submitted]));
    const broken = {
      ...Records[0]!,
      dynamodb: { SequenceNumber: 'broken', NewImage: { pk: { S: 'TASK#1' }, sk: { S: 'EVENT#1' } } },
    };
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
