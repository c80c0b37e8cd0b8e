import fc from 'fast-check';
import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { hmac, proxyEvent, sentryDelivery } from '../signed.ts';
import { aWorld, bodyOf, recorded, type World } from '../world.ts';

const NOW = new Date('2026-11-02T09:00:00.000Z');
const ALERT = recorded('sentry-event-alert-triggered');
const REGRESSED = recorded('sentry-issue-unresolved');

const send = async (world: World, resource: string, body: unknown, id?: string) =>
  bodyOf(await world.sentry(sentryDelivery(resource, body, world.clock.now(), id)));

/** What the recorded deliveries of Sentry's documentation come to. */
const DOCUMENTED: Readonly<Record<string, readonly [resource: string, expected: object]>> = {
  'event-alert-triggered': ['event_alert', { status: 'accepted' }],
  'metric-alert-critical': ['metric_alert', { status: 'accepted' }],
  'metric-alert-warning': ['metric_alert', { status: 'accepted' }],
  'metric-alert-resolved': ['metric_alert', { status: 'ignored', reason: 'the metric alert is over' }],
  'issue-created': ['issue', { status: 'ignored', reason: '1 of 10 events of level error in 24 hours' }],
  'issue-resolved': ['issue', { status: 'ignored', reason: expect.stringContaining('resolved') }],
  'issue-assigned': ['issue', { status: 'ignored', reason: expect.stringContaining('assigned') }],
  'issue-archived': ['issue', { status: 'ignored', reason: expect.stringContaining('archived') }],
  'issue-unresolved': ['issue', { status: 'accepted' }],
  'installation-created': ['installation', { status: 'ignored', reason: expect.stringContaining('installed') }],
  'error-created': ['error', { status: 'ignored', reason: expect.stringContaining('single events') }],
  'comment-created': ['comment', { status: 'ignored', reason: expect.stringContaining('comments') }],
};

describe('documented deliveries', () => {
  test('every recorded one is here', () => {
    const files = readdirSync(new URL('../../../fixtures/deliveries/', import.meta.url));
    const names = files.flatMap((file) => /^sentry-(.+)\.json$/.exec(file)?.[1] ?? []);
    expect(names.toSorted()).toEqual(Object.keys(DOCUMENTED).toSorted());
  });

  test.each(Object.entries(DOCUMENTED))('%s', async (name, [resource, expected]) => {
    const world = aWorld();
    expect(await send(world, resource, recorded(`sentry-${name}`))).toMatchObject(expected);
    expect(world.engine.started).toHaveLength('reason' in expected ? 0 : 1);
  });
});

describe('an issue alert', () => {
  test('becomes a triage of its error group, which it claims', async () => {
    const world = aWorld();
    const { taskId } = Object(await send(world, 'event_alert', ALERT));
    expect(world.engine.started).toEqual([expect.objectContaining({ taskId, kind: 'triage', resumeFrom: 'Triage' })]);
    expect(await world.store.readTask(taskId)).toMatchObject({
      kind: 'triage',
      status: 'submitted',
      subject: { channel: 'sentry', key: '1170820242' },
      requester: { channel: 'sentry', automatic: true },
      ticket: { summary: expect.stringContaining('TypeError'), url: expect.stringContaining('/issues/1170820242/') },
    });
    expect(await world.store.readGroup('1170820242')).toMatchObject({ taskId, version: 1 });
  });

  test('that comes again is a duplicate, another one of the same group finds it live', async () => {
    const world = aWorld();
    const { taskId } = Object(await send(world, 'event_alert', ALERT, 'a'));
    expect(await send(world, 'event_alert', ALERT, 'a')).toMatchObject({ status: 'duplicate', taskId });
    expect(await send(world, 'event_alert', ALERT, 'b')).toMatchObject({ status: 'live', taskId });
    expect(world.engine.started).toHaveLength(1);
  });

  test('of a group whose triage failed is triaged again: the claim ended with the task', async () => {
    const world = aWorld();
    const first = Object(await send(world, 'event_alert', ALERT, 'a')).taskId;
    await world.store.transition({ taskId: first, on: 'task.failed', facts: [] });
    const second = Object(await send(world, 'event_alert', ALERT, 'b'));
    expect(second).toMatchObject({ status: 'accepted' });
    expect(await world.store.readGroup('1170820242')).toMatchObject({ taskId: second.taskId, version: 2 });
  });

  test('of a group with a ticket is ignored, and says which', async () => {
    const world = aWorld();
    await fileTicket(world);
    expect(await send(world, 'event_alert', ALERT, 'b')).toEqual({ status: 'ignored', reason: 'it has the ticket SHOP-1' });
  });

  test('is answered when the workflow cannot be reached; a sweep starts what is on record', async () => {
    const world = aWorld();
    world.engine.down = true;
    expect(await send(world, 'event_alert', ALERT)).toMatchObject({ status: 'accepted' });
  });
});

describe('a regression', () => {
  test('starts a new triage of a group that has a ticket, and only the first word of it does', async () => {
    const world = aWorld();
    await fileTicket(world);
    world.clock.pass(60);
    const { status, taskId } = Object(await send(world, 'issue', REGRESSED, 'b'));
    expect(status).toBe('accepted');
    const regressedAt = world.clock.now().toISOString();
    world.clock.pass(5);
    const ticketedAt = world.clock.now().toISOString();
    await world.store.recordTicket('1170820242', taskId, { ticketKey: 'SHOP-2', ticketedAt, regressedAt });
    await world.store.transition({ taskId, on: 'execution.started', facts: [] });
    await world.store.transition({ taskId, on: 'task.completed', facts: [] });
    const late = sentryDelivery('issue', REGRESSED, new Date(regressedAt), 'c');
    expect(bodyOf(await world.sentry(late))).toEqual({ status: 'ignored', reason: 'it has the ticket SHOP-2' });
  });

  test.each([
    ['ongoing', 'ignored'],
    ['escalating', 'accepted'],
    ['regressed', 'accepted'],
  ])('unresolved as %s is %s', async (substatus, status) => {
    const data = Object(REGRESSED['data']);
    const body = { ...REGRESSED, data: { ...data, issue: { ...data.issue, substatus } } };
    expect(await send(aWorld(), 'issue', body)).toMatchObject({ status });
  });
});

test('an issue that is no error is ignored', async () => {
  const data = Object(REGRESSED['data']);
  const body = { ...REGRESSED, data: { ...data, issue: { ...data.issue, issueCategory: 'feedback' } } };
  expect(await send(aWorld(), 'issue', body)).toEqual({ status: 'ignored', reason: 'a feedback is no error' });
});

test('a metric alert starts one triage at a time, which looks in the projects of the alert', async () => {
  const world = aWorld();
  const { taskId } = Object(await send(world, 'metric_alert', recorded('sentry-metric-alert-warning'), 'a'));
  expect(await world.store.readTask(taskId)).toMatchObject({ subject: { key: 'alert-42' }, projects: ['storefront'] });
  expect(await send(world, 'metric_alert', recorded('sentry-metric-alert-critical'), 'b')).toMatchObject({
    status: 'live',
    taskId,
  });
});

describe('what is not Sentry’s is refused', () => {
  const text = JSON.stringify(ALERT);
  const good = sentryDelivery('event_alert', ALERT, NOW).headers ?? {};
  const without = (name: string) => Object.fromEntries(Object.entries(good).filter(([key]) => key !== name));
  const seconds = (offset: number): string => String(NOW.getTime() / 1_000 + offset);

  test.each([
    ['no signature', without('Sentry-Hook-Signature'), 401],
    ['a signature of another secret', { ...good, 'Sentry-Hook-Signature': hmac('other', text) }, 401],
    ['a signature with a prefix', { ...good, 'Sentry-Hook-Signature': `sha256=${hmac('sentry-secret', text)}` }, 401],
    ['no time', without('Sentry-Hook-Timestamp'), 401],
    ['a time six minutes ago', { ...good, 'Sentry-Hook-Timestamp': seconds(-360) }, 401],
    ['a time to come', { ...good, 'Sentry-Hook-Timestamp': seconds(360) }, 401],
    ['a time four minutes ago is Sentry’s', { ...good, 'Sentry-Hook-Timestamp': seconds(-240) }, 200],
    ['a delivery without an id is Sentry’s', without('Request-ID'), 200],
  ])('%s', async (_rule, headers, status) => {
    const world = aWorld();
    expect(
      (await world.sentry(proxyEvent(text, Object.fromEntries(Object.entries(headers).map(([k, v]) => [k, v ?? ''])))))
        .statusCode,
    ).toBe(status);
    expect(world.engine.started).toHaveLength(status === 200 ? 1 : 0);
  });

  test('the signature of Sentry’s own documentation is the HMAC of the raw bytes, read as hex', async () => {
    const body = ` {"action":"created", "data":{"installation":{}} }\n`;
    const event = sentryDelivery('installation', body, NOW);
    expect((await aWorld().sentry(event)).statusCode).toBe(200);
    expect((await aWorld().sentry({ ...event, body: body.trim() })).statusCode).toBe(401);
  });

  test('a delivery that lacks what its type always has names the field', async () => {
    const world = aWorld();
    const answer = await world.sentry(sentryDelivery('event_alert', { action: 'triggered', data: { event: {} } }, NOW));
    expect(answer.statusCode).toBe(400);
    expect(bodyOf(answer)).toMatchObject({ error: { code: 'DELIVERY_INVALID', message: expect.stringContaining('issue_id') } });
  });
});

test('whatever many deliveries and sweeps of one group do at once, one task comes of it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom('alert', 'regression', 'same'), { minLength: 2, maxLength: 8 }), async (kinds) => {
      const world = aWorld();
      const answers = await Promise.all(
        kinds.map((kind, index) =>
          kind === 'regression'
            ? send(world, 'issue', REGRESSED, `${index}`)
            : send(world, 'event_alert', ALERT, kind === 'same' ? 'same' : `${index}`),
        ),
      );
      expect(answers.filter((answer) => Object(answer).status === 'accepted')).toHaveLength(1);
      expect(world.engine.started).toHaveLength(1);
    }),
    { numRuns: 300 },
  );
});

/** The group of the recorded deliveries gets the ticket SHOP-1. */
async function fileTicket(world: World): Promise<void> {
  const { taskId } = Object(await send(world, 'event_alert', ALERT, 'first'));
  const ticketedAt = world.clock.now().toISOString();
  await world.store.recordTicket('1170820242', taskId, { ticketKey: 'SHOP-1', ticketedAt });
  await world.store.transition({ taskId, on: 'execution.started', facts: [] });
  await world.store.transition({ taskId, on: 'task.completed', facts: [] });
}
