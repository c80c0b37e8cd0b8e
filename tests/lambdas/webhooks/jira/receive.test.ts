import { describe, expect, test } from 'vitest';
import { InputError } from '#domain/errors.ts';
import { BOB, aTask, TASK_ID } from '#tests/fakes/samples.ts';
import { hmac, jiraDelivery, proxyEvent } from '../signed.ts';
import { aWorld, bodyOf, recorded, worldAwaitingApproval } from '../world.ts';

const NOW = Date.parse('2026-11-02T09:00:00.000Z');
const created = (changes: object = {}): object => ({ ...recorded('jira-issue-created'), timestamp: NOW, ...changes });

function labelChange(from: string | null, to: string | null, field = 'labels'): object {
  const items = [{ field, fieldId: field, from: null, fromString: from, to: null, toString: to }];
  return { ...recorded('jira-label-added'), timestamp: NOW, changelog: { id: '1', items } };
}

function comment(body: unknown, author: object = {}, key = 'SHOP-1'): object {
  const fixture = recorded('jira-comment-approve');
  const by = { accountId: 'omar', displayName: 'Omar', accountType: 'atlassian', ...author };
  return { ...fixture, timestamp: NOW, comment: { id: '10401', author: by, body }, issue: { key, fields: {} } };
}

describe('a labelled ticket', () => {
  test('created with the label becomes a task whose run is started', async () => {
    const world = aWorld();
    const answer = await world.jira(jiraDelivery(created()));
    const body = bodyOf(answer);
    expect(answer.statusCode).toBe(200);
    expect(body).toEqual({ status: 'accepted', taskId: expect.stringMatching(/^task_[0-9A-Z]{26}$/) });
    const [run] = world.engine.started;
    expect(run).toMatchObject({ kind: 'change', resumeFrom: 'Discover', approvalTimeoutSeconds: 86_400 });
    const task = await world.store.readTask(run?.taskId ?? '');
    expect(task).toMatchObject({
      status: 'submitted',
      subject: { channel: 'jira', key: 'SHIP-7' },
      requester: { channel: 'jira', name: 'Mia Krystof', email: 'mia@example.com' },
      ticket: { url: 'https://example.atlassian.net/browse/SHIP-7', priority: 'High', labels: ['AI', 'billing'] },
    });
    expect(task?.ticket.description).toContain('`HEAVY_SURCHARGE`');
    expect(world.store.facts(task?.id ?? '')).toEqual([
      expect.objectContaining({ type: 'task.submitted', subject: 'jira#SHIP-7' }),
    ]);
  });

  test.each([
    ['the first label', '', 'AI', 'accepted'],
    ['from null', null, 'AI', 'accepted'],
    ['among others', 'a b', 'a AI b', 'accepted'],
    ['there before', 'AI', 'AI b', 'ignored'],
    ['taken away', 'AI b', 'b', 'ignored'],
    ['only as a part of another label', 'a', 'a AI-later', 'ignored'],
    ['in another case', '', 'ai', 'ignored'],
    ['gone to null', 'AI', null, 'ignored'],
  ])('the label %s: "%s" to "%s" is %s', async (_rule, from, to, status) => {
    const world = aWorld();
    expect(bodyOf(await world.jira(jiraDelivery(labelChange(from, to))))).toMatchObject({ status });
    expect(world.engine.started).toHaveLength(status === 'accepted' ? 1 : 0);
  });

  test('a change of another field is ignored with a reason', async () => {
    const world = aWorld();
    for (const body of [labelChange('', 'AI', 'summary'), { ...recorded('jira-unrelated-update'), timestamp: NOW }]) {
      const answer = await world.jira(jiraDelivery(body));
      expect(answer.statusCode).toBe(200);
      expect(bodyOf(answer)).toEqual({ status: 'ignored', reason: 'the label AI was neither put on SHIP-7 nor taken off' });
    }
  });

  test.each([
    ['an app', { accountId: 'rule', displayName: 'Automation', accountType: 'app' }, { id: 'rule', automatic: true }],
    ['nobody', null, { id: 'anonymous', automatic: true }],
  ])('labelled by %s is a task that no person asked for', async (_who, user, requester) => {
    const world = aWorld();
    const { issue, ...body } = Object(created());
    const fields = { ...Object(issue).fields, creator: null };
    const { taskId } = Object(bodyOf(await world.jira(jiraDelivery({ ...body, issue: { ...Object(issue), fields }, user }))));
    expect(await world.store.readTask(taskId)).toMatchObject({ requester });
  });

  test('without a description, as some issue types are, becomes a task all the same', async () => {
    const world = aWorld();
    const { issue, ...body } = Object(created());
    const { description: _none, ...fields } = issue.fields;
    const { taskId } = Object(bodyOf(await world.jira(jiraDelivery({ ...body, issue: { ...issue, fields } }))));
    expect(await world.store.readTask(taskId)).toMatchObject({ ticket: { description: '' } });
  });

  test('the same delivery again is a duplicate with the same task', async () => {
    const world = aWorld();
    const first = bodyOf(await world.jira(jiraDelivery(created())));
    const again = bodyOf(await world.jira(jiraDelivery(created())));
    expect(again).toEqual({ ...Object(first), status: 'duplicate' });
  });

  test('a second label while the task is live answers with that task and starts nothing', async () => {
    const world = aWorld();
    const first = bodyOf(await world.jira(jiraDelivery(created(), 'one')));
    const second = bodyOf(await world.jira(jiraDelivery(labelChange('', 'AI'), 'two')));
    expect(second).toEqual({ ...Object(first), status: 'live', reason: expect.stringContaining('already has the live task') });
    expect(world.engine.started).toHaveLength(1);
    await world.jira(jiraDelivery(labelChange('', 'AI'), 'three'));
    const { taskId } = Object(first);
    expect([...world.comments]).toEqual([[`SHIP-7 at-work-${taskId}`, expect.stringContaining(taskId)]]);
  });

  test('a second label by a rule is told to nobody', async () => {
    const world = aWorld();
    await world.jira(jiraDelivery(created(), 'one'));
    const user = { accountId: 'rule', displayName: 'Automation', accountType: 'app' };
    await world.jira(jiraDelivery({ ...Object(labelChange('', 'AI')), user }, 'two'));
    expect(world.comments.size).toBe(0);
  });

  test('that makes a task which cannot be started just now is accepted: the task is on record, a second delivery starts it', async () => {
    const world = aWorld();
    world.engine.down = true;
    expect(bodyOf(await world.jira(jiraDelivery(created())))).toMatchObject({ status: 'accepted' });
    expect(await world.store.listUnstarted(new Date(world.clock.now().getTime() + 1_000), 10)).toHaveLength(1);
    world.engine.down = false;
    expect(bodyOf(await world.jira(jiraDelivery(created())))).toMatchObject({ status: 'duplicate' });
    expect(world.engine.started).toHaveLength(1);
  });
});

describe('a comment to the agent', () => {
  test('approves the plan and completes the wait; the comment that shows the plan says so, and nothing else', async () => {
    const world = await worldAwaitingApproval();
    expect(bodyOf(await world.jira(jiraDelivery(comment('@agent approve'))))).toMatchObject({
      status: 'accepted',
      taskId: TASK_ID,
    });
    expect(world.engine.completed).toEqual([{ token: 'approval-token-1', output: { verdict: 'approved' } }]);
    expect(world.comments.size).toBe(0);
    expect(await world.store.readApproval(TASK_ID)).toMatchObject({ decision: { by: { email: 'omar@example.org' } } });
  });

  test('is acted on once, however often it is delivered', async () => {
    const world = await worldAwaitingApproval();
    await world.jira(jiraDelivery(comment('@agent use a map')));
    expect(bodyOf(await world.jira(jiraDelivery(comment('@agent use a map'))))).toEqual({ status: 'duplicate' });
    expect(world.store.facts(TASK_ID).filter(({ type }) => type === 'instruction.given')).toHaveLength(1);
  });

  test.each([
    ['as wiki text with a mention of the account', '[~accountid:agent-account] approve'],
    [
      'as a document',
      { type: 'doc', version: 1, content: [{ type: 'paragraph', content: [{ type: 'text', text: '@agent lgtm' }] }] },
    ],
    ['after other text', 'Looks good to me.\n@agent approve'],
  ])('is understood %s', async (_form, body) => {
    const world = await worldAwaitingApproval();
    await world.jira(jiraDelivery(comment(body)));
    expect(world.engine.completed).toHaveLength(1);
  });

  test.each([
    ['without a mention', comment('approve'), 'does not mention'],
    ['with the mention in code', comment('{code}@agent approve{code}'), 'does not mention'],
    ['to somebody whose name begins alike', comment('@agents approve'), 'does not mention'],
    ['by the agent itself', comment('@agent approve', { accountId: 'agent-account' }), 'never answers itself'],
    ['by the agent’s e-mail address', comment('@agent approve', { emailAddress: 'Agent@Example.org' }), 'never answers itself'],
    ['by a customer', comment('@agent approve', { accountType: 'customer' }), 'customers of a service desk may not'],
    ['by an app', comment('@agent approve', { accountType: 'app' }), 'apps may not'],
  ])('%s is ignored', async (_rule, body, reason) => {
    const world = await worldAwaitingApproval();
    expect(bodyOf(await world.jira(jiraDelivery(body)))).toEqual({ status: 'ignored', reason: expect.stringContaining(reason) });
    expect(world.engine.completed).toEqual([]);
    expect(world.comments.size).toBe(0);
  });

  test('on a ticket that never had a task is answered with what to do', async () => {
    const world = aWorld();
    expect(bodyOf(await world.jira(jiraDelivery(comment('@agent retry'))))).toMatchObject({ status: 'refused' });
    expect([...world.comments.values()]).toEqual([expect.stringContaining('Put the label `AI`')]);
  });

  test.each(['retry', 'retry shop-1', 'retry SHOP-1 $20', `retry ${TASK_ID}`])(
    'retries the ended task of the ticket by "%s", which the new task’s first comment tells',
    async (text) => {
      const world = aWorld([aTask({ status: 'failed', step: 'execute' })]);
      expect(bodyOf(await world.jira(jiraDelivery(comment(`@agent ${text}`))))).toMatchObject({ status: 'accepted' });
      expect(world.engine.started).toEqual([expect.objectContaining({ resumeFrom: 'Execute' })]);
      expect(world.comments.size).toBe(0);
    },
  );

  test.each([`see ${TASK_ID}`, 'use SHOP-2', 'changes SHOP-2 as well'])(
    '"%s" names no other task: it is about the ticket’s own',
    async (text) => {
      const world = await worldAwaitingApproval();
      expect(bodyOf(await world.jira(jiraDelivery(comment(`@agent ${text}`))))).toMatchObject({
        status: 'accepted',
        taskId: TASK_ID,
      });
      expect(JSON.stringify(world.store.facts(TASK_ID))).toContain(text.replace('changes ', ''));
    },
  );

  test('that can never be carried out is answered with the reason', async () => {
    const world = aWorld([aTask({ status: 'failed' })]);
    world.engine.startRun = async () => {
      throw new InputError('The state machine is gone.', { code: 'STEP_FUNCTIONS_REFUSED', remedy: 'Deploy it again.' });
    };
    expect(bodyOf(await world.jira(jiraDelivery(comment('@agent retry'))))).toMatchObject({ status: 'refused' });
    expect([...world.comments.values()]).toEqual(['That could not be done: The state machine is gone. Deploy it again.']);
  });

  test('that cannot be carried out just now is left to Jira to send again', async () => {
    const world = aWorld([aTask({ status: 'failed' })]);
    world.agents.down = true;
    expect((await world.jira(jiraDelivery(comment('@agent retry')))).statusCode).toBe(503);
    expect(world.comments.size).toBe(0);
    world.agents.down = false;
    await world.jira(jiraDelivery(comment('@agent retry')));
    expect(world.engine.started).toHaveLength(1);
  });

  test('about an ended task tells how it ended', async () => {
    const world = aWorld([aTask({ status: 'failed', outcome: 'Planning failed.' })]);
    await world.jira(jiraDelivery(comment('@agent status')));
    expect([...world.comments.values()]).toEqual([expect.stringContaining('Planning failed.')]);
  });

  test('is done also when its answer cannot be posted, which the answer tells', async () => {
    const world = await worldAwaitingApproval();
    world.down.add('jira');
    const answer = bodyOf(await world.jira(jiraDelivery(comment('@agent use a map'))));
    expect(answer).toMatchObject({ status: 'accepted', reason: 'the reply could not be posted' });
  });

  test('that was written before the plan was there does not approve it', async () => {
    const world = await worldAwaitingApproval();
    const body = comment('@agent approve', { emailAddress: 'omar@example.org' });
    Object.assign(Object(body)['comment'], { created: '2026-11-02T08:59:59.000+0000' });
    expect(bodyOf(await world.jira(jiraDelivery(body)))).toMatchObject({ status: 'refused' });
    expect(world.engine.completed).toEqual([]);
  });

  test('loses against an earlier decision and is told whose it was', async () => {
    const world = await worldAwaitingApproval();
    await world.store.decideApproval(TASK_ID, 1, {
      verdict: 'rejected',
      by: BOB,
      at: '2026-11-02T08:59:00.000Z',
      reason: 'too risky',
    });
    await world.jira(jiraDelivery(comment('@agent approve')));
    expect([...world.comments.values()]).toEqual([
      expect.stringMatching(/already rejected by Bob in Slack at .* \("too risky"\)/),
    ]);
  });
});

const text = JSON.stringify(created());
const signed = (body: string | Buffer, signature: string): ReturnType<typeof proxyEvent> =>
  proxyEvent(body, { 'X-Hub-Signature': signature, 'X-Atlassian-Webhook-Identifier': 'bad' });
const good = (body: string): string => `sha256=${hmac('jira-secret', body)}`;

describe('a bad delivery', () => {
  test.each([
    ['without a signature', proxyEvent(text, {}), 401, 'SIGNATURE_MISSING'],
    ['signed with another secret', signed(text, `sha256=${hmac('other', text)}`), 401, 'SIGNATURE_INVALID'],
    ['signed for another body', signed(`${text} `, good(text)), 401, 'SIGNATURE_INVALID'],
    ['with half a signature', signed(text, good(text).slice(0, 40)), 401, 'SIGNATURE_INVALID'],
    ['with another algorithm', signed(text, `sha1=${hmac('jira-secret', text)}`), 401, 'SIGNATURE_INVALID'],
    ['with a signature that is no hex', signed(text, `sha256=${'z'.repeat(64)}`), 401, 'SIGNATURE_INVALID'],
    ['that is not JSON', signed('{"a":', good('{"a":')), 400, 'BODY_MALFORMED'],
    ['that is empty', signed('', good('')), 400, 'BODY_MALFORMED'],
    ['that is an array', signed('[]', good('[]')), 400, 'DELIVERY_INVALID'],
    ['from the day before yesterday', jiraDelivery(created({ timestamp: NOW - 86_400_001 })), 401, 'STALE_DELIVERY'],
    ['without its issue', jiraDelivery(created({ issue: undefined })), 400, 'DELIVERY_INVALID'],
    [
      'with a key that is none',
      jiraDelivery(created({ issue: { key: 'A B', fields: { summary: '' } } })),
      400,
      'DELIVERY_INVALID',
    ],
    ['larger than 1 MiB', jiraDelivery('x'.repeat(1_048_577)), 413, 'BODY_TOO_LARGE'],
    ['that is no POST', { ...jiraDelivery(created()), httpMethod: 'GET' }, 404, 'ROUTE_NOT_FOUND'],
  ])('%s is refused and leaves nothing but a log line', async (_rule, event, status, code) => {
    const world = aWorld();
    const answer = await world.jira(event);
    expect(answer.statusCode).toBe(status);
    expect(bodyOf(answer)).toEqual({ error: { code, message: expect.stringMatching(/./) } });
    expect(world.engine.started).toEqual([]);
    expect((await world.store.listTasks({ status: 'submitted', limit: 10 })).items).toEqual([]);
    expect(world.log).toEqual([expect.objectContaining({ channel: 'jira', http: status, code })]);
    expect(JSON.stringify(world.log)).not.toContain('jira-secret');
  });

  test('a delivery of almost a day ago is still taken, for Jira sends again for hours', async () => {
    expect((await aWorld().jira(jiraDelivery(created({ timestamp: NOW - 86_400_000 })))).statusCode).toBe(200);
  });

  test('a body in base64 is verified by its bytes', async () => {
    const bytes = Buffer.from(text.replace('Parcels', 'Päckchen 📦'));
    const event = proxyEvent(bytes, { 'x-hub-signature': `sha256=${hmac('jira-secret', bytes)}` }, true);
    expect(bodyOf(await aWorld().jira(event))).toMatchObject({ status: 'accepted' });
  });
});
