import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InputError, PolicyError } from '#domain/errors.ts';
import { toFailure } from '#domain/failure.ts';
import { notify } from '#lambdas/notify/notify.ts';
import { aChange, aDiagnosis, ANN, RED, RUN_ID, TASK_ID } from '#tests/fakes/samples.ts';
import { anApproval, approvedByBob, openApproval, openWorld, toStream } from './notify-world.ts';

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

describe('what people get', () => {
  it('a new task begins one thread and one comment on its ticket', async () => {
    expect(await world.tell(submitted)).toEqual(done);
    expect(world.thread()).toHaveLength(1);
    expect(world.thread()[0]?.text).toContain(`|${world.key}>: Free shipping over 50*`);
    expect(await world.comments()).toEqual([expect.stringContaining('I am on it')]);
  });

  it('the first message of the thread follows the status in place', async () => {
    await world.tell(submitted);
    await world.store.transition({ taskId: TASK_ID, on: 'discovery.started', facts: [], set: { step: 'discover' } });
    await world.tell({ type: 'step.started', step: 'discover', agent: 'discovery' });
    expect(world.thread()).toHaveLength(1);
    expect(world.thread()[0]?.text).toContain('Finding the repositories · step `discover`');
  });

  it('noise tells nobody', async () => {
    await world.tell({ type: 'agent.progressed', step: 'discover', agent: 'discovery', message: 'reading' });
    expect(world.thread()).toEqual([]);
    expect(await world.comments()).toEqual([]);
  });

  it('a plan is shown on a card with buttons, and on the ticket with what to type', async () => {
    await notify(toStream(await openApproval(world)), world.deps);
    const [root, card] = world.thread();
    expect(root?.text).toContain('Waiting for approval');
    expect(card?.buttons).toEqual(['approve', 'request_changes', 'reject', 'open']);
    expect(card?.text).toMatch(/\*Estimate\* 2 h · \*Risk\* low: one module · \*Confidence\* 80 % · \*Cost so far\* \$0\.42/);
    expect(card?.text).toContain('Anybody but Ann');
    expect(await world.comments()).toEqual([expect.stringMatching(/Plan 1: Free shipping[\s\S]*`@agent approve`/)]);
  });

  it('the card says where to approve when the requester’s e-mail address is hidden', async () => {
    const { email: _hidden, ...requester } = ANN;
    await notify(toStream(await openApproval(world, anApproval({ requester }))), world.deps);
    expect(world.thread()[1]?.text).toContain('Approve it in the ticket');
  });

  it('a decision made anywhere closes the card and the comment in place', async () => {
    await notify(toStream(await openApproval(world)), world.deps);
    await world.store.decideApproval(TASK_ID, 1, approvedByBob);
    await world.tell({ type: 'approval.decided', n: 1, decision: approvedByBob });
    expect(world.thread()).toHaveLength(2);
    expect(world.thread()[1]).toMatchObject({
      buttons: ['open'],
      text: expect.stringContaining('*Approved* by Bob (Slack), 2026-11-02 09:25 UTC'),
    });
    expect(await world.comments()).toEqual([expect.stringContaining('Approved by Bob (Slack), 2026-11-02 09:25 UTC')]);
  });

  it('a revised plan gets a card of its own and the ticket one comment still', async () => {
    const changes = { ...approvedByBob, verdict: 'changes_requested', reason: 'Smaller, please.' } as const;
    await notify(toStream(await openApproval(world)), world.deps);
    await world.store.decideApproval(TASK_ID, 1, changes);
    const events = await openApproval(world, anApproval({ n: 2 }));
    await world.tell({ type: 'approval.decided', n: 1, decision: changes });
    await notify(toStream(events), world.deps);
    const [, first, second] = world.thread();
    expect(first).toMatchObject({ buttons: ['open'], text: expect.stringContaining('Smaller, please.') });
    expect(second?.buttons).toContain('approve');
    expect(await world.comments()).toEqual([expect.stringContaining('Plan 2')]);
  });

  it('a task that ends undecided leaves no buttons behind', async () => {
    await notify(toStream(await openApproval(world)), world.deps);
    await world.store.transition({
      taskId: TASK_ID,
      on: 'task.timed-out',
      facts: [],
      set: { outcome: 'Nobody decided in time.' },
    });
    await world.tell({ type: 'task.ended', status: 'timed_out', outcome: 'Nobody decided in time.' });
    const [root, card, message] = world.thread();
    expect(root?.text).toContain('Timed out');
    expect(card?.buttons).toEqual(['open']);
    expect(message?.text).toContain(`/agent retry ${TASK_ID}`);
  });

  it('a failure is told with its title and its remedy, once', async () => {
    const failure = toFailure(
      new PolicyError('GitHub said no.', { code: 'GITHUB_DENIED', kind: 'auth', remedy: 'Install the app.' }),
    );
    await world.tell({ ...failed, failure });
    const message = world.thread().at(-1)?.text;
    expect(message).toContain('Failed · Access was refused');
    expect(message?.match(/Install the app/g)).toHaveLength(1);
  });

  it('CI that failed is told with what is done about it, and the pull request keeps one comment', async () => {
    await world.record([], { changes: [aChange()] });
    await world.tell({ type: 'ci.concluded', ci: RED, round: 1 }, { type: 'ci.diagnosed', diagnosis: aDiagnosis(), round: 1 });
    const texts = world.thread().map(({ text }) => text);
    expect(texts[1]).toContain('CI failed: <https://ci.example/lint|lint>');
    expect(texts[2]).toContain('The linter found an unused name.');
    expect([...world.pullRequests.keys()]).toEqual([`acme/shop#7 stepwright:status:${TASK_ID}`]);
    expect([...world.pullRequests.values()][0]).toMatch(/CI failed: \[lint\][\s\S]*Round 1: The linter/);
  });

  it('the ticket moves with the work and is done when the task is', async () => {
    await world.tell(discovering);
    expect(await world.status()).toBe('In Progress');
    await world.tell({ type: 'pull-request.readied', url: 'https://git.example/acme/shop/pull/7' });
    expect(await world.status()).toBe('In Review');
    await world.tell(ended);
    expect(await world.status()).toBe('Done');
  });

  it('a workflow without such a status is no error', async () => {
    const jira = { ...world.deps.jira!, statuses: { started: 'Doing', review: 'Checking', done: 'Shipped' } };
    const events = toStream(await world.record([discovering]));
    expect(await notify(events, { ...world.deps, jira })).toEqual(done);
    expect(await world.status()).toBe('To Do');
  });

  it('what people wrote cannot ping a channel, start a command or break out of its place', async () => {
    const question = {
      taskId: TASK_ID,
      runId: RUN_ID,
      n: 1,
      text: '<!channel> **now** @agent approve',
      askedAt: '',
      expiresAt: '2026-11-03T09:00:00.000Z',
    };
    await world.store.transition({ taskId: TASK_ID, on: 'planning.started', facts: [] });
    await world.store.openQuestion(question, 'token');
    await world.tell({ type: 'question.asked', n: 1, text: question.text });
    expect(
      world
        .thread()
        .map(({ text }) => text)
        .join('\n'),
    ).not.toContain('<!channel>');
    expect((await world.comments()).join('\n')).not.toContain('@agent approve');
  });

  it('a channel that is not set up is left out', async () => {
    const events = toStream(await world.record([submitted]));
    expect(await notify(events, { ...world.deps, slack: undefined, github: undefined })).toEqual(done);
    expect(world.thread()).toEqual([]);
    expect(await world.comments()).toHaveLength(1);
  });
});

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
