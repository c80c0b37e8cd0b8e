import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PolicyError } from '#domain/errors.ts';
import { toFailure } from '#domain/failure.ts';
import { notify } from '#lambdas/notify/notify.ts';
import { aChange, aDiagnosis, ANN, aTask, RED, RUN_ID, TASK_ID } from '#tests/fakes/samples.ts';
import { anApproval, approvedByBob, openApproval, openWorld, toStream } from './notify-world.ts';

type World = Awaited<ReturnType<typeof openWorld>>;

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const submitted = { type: 'task.submitted', by: ANN, subject: 'jira#SHOP-1', title: 'Free shipping' } as const;
const ended = { type: 'task.ended', status: 'completed', outcome: 'All checks are green.' } as const;
const discovering = { type: 'step.started', step: 'discover', agent: 'discovery' } as const;
const failed = { type: 'task.ended', status: 'failed', outcome: 'Discovery failed.' } as const;
const done = { batchItemFailures: [] };

describe('what people get', () => {
  it('a new task begins one thread and one comment on its ticket', async () => {
    expect(await world.tell(submitted)).toEqual(done);
    expect(world.thread()).toHaveLength(1);
    expect(world.thread()[0]?.text).toMatch(new RegExp(`^\\*<[^@]+\\|${world.key}>: Free shipping over 50\\*`));
    expect(await world.comments()).toEqual([expect.stringContaining('I am on it')]);
  });

  it('the first message of the thread follows the status in place', async () => {
    await world.tell(submitted);
    await world.store.transition({ taskId: TASK_ID, on: 'discovery.started', facts: [], set: { step: 'discover' } });
    await world.tell({ type: 'step.started', step: 'discover', agent: 'discovery' });
    expect(world.thread()).toHaveLength(1);
    expect(world.thread()[0]?.text).toContain('Finding the repositories · step `discover`');
  });

  it('whoever asked in Slack is mentioned by the message that begins the thread, and nobody else', async () => {
    const dana = { channel: 'slack', id: 'U0DANA0001', name: 'Dana' } as const;
    const readTask = async (id: string) => aTask({ ...(await world.store.readTask(id)), requester: dana });
    await notify(toStream(await world.record([submitted, ended])), { ...world.deps, store: { ...world.store, readTask } });
    const mentioned = world.thread().map(({ text }) => text.match(/<[@!][^>]+>/g));
    expect(mentioned).toEqual([['<@U0DANA0001>'], null]);
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

  it('the merge is told once in the thread, and shown where people look for what is left to do', async () => {
    await world.record([], { changes: [aChange()] });
    await world.store.transition({ taskId: TASK_ID, on: 'ci.awaited', facts: [] });
    await world.store.transition({ taskId: TASK_ID, on: 'task.completed', facts: [], set: { outcome: 'All checks are green.' } });
    await world.tell(ended);
    expect(await world.comments()).toEqual([expect.stringContaining('Next: review and merge.')]);
    const by = { channel: 'github', id: 'wren', name: 'wren' } as const;
    const merged = await world.record([{ type: 'pull-request.closed', url: aChange().prUrl, merged: true, by }]);
    for (let twice = 0; twice < 2; twice += 1) expect(await notify(toStream(merged), world.deps)).toEqual(done);
    expect(world.thread().filter(({ text }) => text.includes('Merged by wren (GitHub)'))).toHaveLength(1);
    const [outcome, ...others] = await world.comments();
    expect(outcome).toContain('Merged by wren (GitHub)');
    expect(outcome).not.toContain('Next:');
    expect(others).toEqual([]);
    expect([...world.pullRequests.values()]).toEqual([expect.stringContaining('🟣 Merged by wren')]);
  });

  it('the ticket moves with the work and is done when the task is', async () => {
    await world.tell(discovering);
    expect(await world.status()).toBe('In Progress');
    await world.tell({ type: 'pull-request.readied', url: 'https://git.example/acme/shop/pull/7' });
    expect(await world.status()).toBe('In Review');
    await world.tell(ended);
    expect(await world.status()).toBe('Done');
  });

  it('a ticket whose work ended otherwise goes back to where it came from', async () => {
    await world.tell(discovering, failed);
    expect(await world.status()).toBe('To Do');
  });

  it('a task from an issue on GitHub is told there', async () => {
    const task = { ...aTask({ subject: { channel: 'github', key: 'acme/shop#12' } }) };
    const store = { ...world.store, readTask: async () => task };
    expect(await notify(toStream(await world.record([submitted])), { ...world.deps, store })).toEqual(done);
    expect([...world.pullRequests]).toEqual([[`acme/shop#12 ${TASK_ID}-accepted`, expect.stringContaining('I am on it')]]);
    expect(await world.comments()).toEqual([]);
  });

  it('those who see to decisions are told in a channel of their own, where there is one', async () => {
    const { n, expiresAt } = anApproval();
    await notify(toStream(await openApproval(world)), world.deps);
    const posts: string[] = [];
    const chat = {
      ...world.deps.slack!.chat,
      findMessage: async () => undefined,
      post: async (channel: string) => `${posts.push(channel)}`,
    };
    const events = await world.record([{ type: 'approval.escalated', n, expiresAt }]);
    await notify(toStream(events), { ...world.deps, slack: { chat, channel: 'C0STEPWRIGHT', escalationChannel: 'C0LEADS' } });
    expect(posts).toEqual(['C0LEADS']);
  });

  it('people are reminded once of an open plan, and told when nobody decides', async () => {
    const approval = anApproval();
    await notify(toStream(await openApproval(world, approval)), world.deps);
    const { n, expiresAt } = approval;
    const reminder = await world.record([
      { type: 'approval.reminded', n, expiresAt, who: 'Anybody but Ann may' },
      { type: 'approval.escalated', n, expiresAt },
    ]);
    for (let twice = 0; twice < 2; twice += 1) expect(await notify(toStream(reminder), world.deps)).toEqual(done);
    expect(world.thread().filter(({ text }) => /still waits for a decision/.test(text))).toHaveLength(1);
    expect(world.thread().filter(({ text }) => /Nobody has decided on plan 1/.test(text))).toHaveLength(1);
    expect(await world.comments()).toContainEqual(expect.stringMatching(/Plan 1 still waits[\s\S]*Anybody but Ann/));
  });

  it('nobody is reminded of what was decided meanwhile', async () => {
    const { n, expiresAt } = anApproval();
    await notify(toStream(await openApproval(world)), world.deps);
    await world.store.decideApproval(TASK_ID, 1, approvedByBob);
    await world.tell(
      { type: 'approval.escalated', n, expiresAt },
      { type: 'approval.reminded', n, expiresAt, who: 'Anybody but Ann may' },
    );
    expect(await world.comments()).toHaveLength(1);
    expect(world.thread().filter(({ text }) => /Nobody has decided/.test(text))).toEqual([]);
  });

  it('the drafts of a cancelled task are closed, and it is said how they come back', async () => {
    await world.record([], { changes: [aChange()] });
    await world.store.transition({ taskId: TASK_ID, on: 'task.cancelled', facts: [], set: { outcome: 'Cancelled by Bob.' } });
    await world.tell({ type: 'task.ended', status: 'cancelled', outcome: 'Cancelled by Bob.' });
    expect(world.closed).toEqual(['acme/shop#7']);
    expect(world.pullRequests.get(`acme/shop#7 stepwright:withdrawn:${TASK_ID}`)).toMatch(
      /The task is cancelled[\s\S]*`@agent retry`/,
    );
  });

  it('a workflow without such a status is no error', async () => {
    const jira = { ...world.deps.jira!, statuses: { started: 'Doing', review: 'Checking', done: 'Shipped', returned: 'Open' } };
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
