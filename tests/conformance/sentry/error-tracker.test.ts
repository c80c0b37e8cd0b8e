import { init } from '@sentry/node';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sentryDelivery } from '#tests/lambdas/webhooks/signed.ts';
import { aWorld, bodyOf } from '#tests/lambdas/webhooks/world.ts';
import { anEvent, openTestSentry, type TestSentry } from './sentry-site.ts';

describe('the error tracker on Sentry', () => {
  let site: TestSentry;
  beforeEach(async () => {
    site = await openTestSentry();
  });
  afterEach(() => site.close());

  const firstGroup = async () => {
    const { items } = await site.tracker().listGroups({ projects: [] });
    if (!items[0]) throw new Error('there is no group');
    return items[0];
  };

  test('a group is counted with its users, and told with where it happened', async () => {
    await site.report(anEvent(), 11);
    await site.report(anEvent({ user: { id: '8' } }));
    const group = await firstGroup();
    expect(group).toMatchObject({
      shortId: 'STOREFRONT-1',
      title: "TypeError: Cannot read properties of undefined (reading 'reduce')",
      project: 'storefront',
      level: 'error',
      platform: 'node',
      isUnresolved: true,
      isRegressed: false,
      events: 12,
      totalEvents: 12,
      users: 2,
      url: `${site.url}/issues/${group.issueId}`,
    });
    expect(await site.tracker().readGroup(group.issueId)).toEqual(group);
  });

  test('lists go page by page to the end, and filter by project', async () => {
    for (let n = 0; n < 130; n += 1)
      await site.report(anEvent({ fingerprint: [`group ${n}`] }), 1, n % 2 ? 'shipping' : 'storefront');
    const tracker = site.tracker();
    const first = await tracker.listGroups({ projects: [] });
    const second = await tracker.listGroups({ projects: [], cursor: first.cursor });
    expect([first.items.length, second.items.length, second.cursor]).toEqual([100, 30, undefined]);
    expect(new Set([...first.items, ...second.items].map(({ issueId }) => issueId)).size).toBe(130);
    const { items } = await tracker.listGroups({ projects: ['shipping'] });
    expect(items.map(({ project }) => project)).toEqual(Array.from({ length: 65 }, () => 'shipping'));
    await expect(tracker.listGroups({ projects: [], cursor: 'nonsense' })).rejects.toMatchObject({ code: 'SENTRY_REFUSED' });
  });

  test('the most frequent comes first when that is asked for', async () => {
    await site.report(anEvent({ fingerprint: ['often'] }), 3);
    await site.report(anEvent({ fingerprint: ['once'] }));
    const { items } = await site.tracker().listGroups({ projects: [], mostFrequent: true });
    expect(items.map(({ events }) => events)).toEqual([3, 1]);
  });

  test('an event is told without who it happened to, in-app frames marked, where it happened first', async () => {
    const id = await site.report();
    const { issueId } = await firstGroup();
    const event = await site.tracker().readEvent(issueId, 'latest');
    expect(event).toMatchObject({ release: 'storefront@1.4.2', environment: 'production', platform: 'node' });
    expect(event.exceptions[0]?.frames.map(({ function: name, inApp }) => [name, inApp])).toEqual([
      ['reduce', false],
      ['checkout', true],
      ['dispatch', false],
    ]);
    expect(event.exceptions[0]?.frames[1]).toMatchObject({
      file: 'src/checkout.js',
      line: 12,
      code: 'return cart.items.reduce(sum, 0);',
    });
    expect(event.tags).toContainEqual({ key: 'url', value: 'https://shop.example/checkout' });
    expect(JSON.stringify(event)).not.toMatch(/ada@|203\.0|sid=|Bearer|token=/);
    expect((await site.tracker().listEvents(issueId)).map((one) => one.id)).toEqual([id.replaceAll('-', '')]);
  });

  test('what was resolved leaves the list; seen again it is back, regressed at that moment', async () => {
    await site.report();
    const { issueId } = await firstGroup();
    await site.setStatus(issueId, 'resolved');
    expect((await site.tracker().listGroups({ projects: [] })).items).toEqual([]);
    const before = Date.now();
    await site.report();
    const group = await site.tracker().readGroup(issueId);
    expect(group).toMatchObject({ isUnresolved: true, isRegressed: true, totalEvents: 2 });
    expect(Date.parse(group.regressedAt ?? '')).toBeGreaterThanOrEqual(before);
  });

  test('hooks are signed and tell of creation, alert, resolution and regression', async () => {
    await site.report();
    const { issueId } = await firstGroup();
    await site.setStatus(issueId, 'resolved');
    await site.report();
    expect(site.hooks.map(({ resource, action }) => `${resource} ${action}`)).toEqual([
      'issue created',
      'event_alert triggered',
      'issue resolved',
      'issue unresolved',
      'event_alert triggered',
    ]);
    expect(site.hooks.every(({ signed }) => signed)).toBe(true);
  });

  test('many errors of a project in an hour set off its metric alert once, until they are few again', async () => {
    let now = Date.now();
    const other = await openTestSentry({ now: () => new Date(now) });
    await other.report(anEvent(), 29);
    await other.report(anEvent(), 40, 'shipping');
    await other.report(anEvent(), 3);
    now += 2 * 60 * 60 * 1_000;
    await other.report(anEvent());
    const alerts = other.hooks.filter(({ resource }) => resource === 'metric_alert');
    expect(alerts.every(({ signed }) => signed)).toBe(true);
    expect(alerts.map(({ action, body }) => [action, ...Object(body).data.metric_alert.projects])).toEqual([
      ['critical', 'shipping'],
      ['critical', 'storefront'],
      ['resolved', 'storefront'],
    ]);
    const world = aWorld();
    const [first] = alerts;
    const answer = await world.sentry(sentryDelivery('metric_alert', first?.body, world.clock.now()));
    expect(bodyOf(answer)).toMatchObject({ status: 'accepted' });
    expect(world.engine.started).toMatchObject([{ kind: 'triage' }]);
    await other.close();
  });

  test('a hook that is not taken is sent again, as often as Sentry does', async () => {
    let answers = 0;
    const other = await openTestSentry({ answer: () => ((answers += 1) < 3 ? 503 : 200) });
    await other.report();
    expect(other.hooks.map(({ resource }) => resource)).toEqual(['issue', 'issue', 'issue', 'event_alert']);
    await other.close();
  });

  test('a bad token and an unknown group are told apart', async () => {
    await expect(site.tracker({ token: 'other' }).listGroups({ projects: [] })).rejects.toMatchObject({
      name: 'PolicyError',
      code: 'SENTRY_ACCESS_DENIED',
    });
    await expect(site.tracker().readGroup('1')).rejects.toMatchObject({ name: 'InputError', code: 'ERROR_GROUP_NOT_FOUND' });
  });

  test('Sentry’s own SDK can report to the twin', async () => {
    const client = init({ dsn: site.sentry.dsn('storefront'), defaultIntegrations: false });
    client?.captureException(new RangeError('out of stock'));
    await client?.flush(5_000);
    await site.sentry.idle();
    expect(await firstGroup()).toMatchObject({ title: 'RangeError: out of stock', level: 'error' });
    await client?.close();
  });
});

describe('Sentry’s rate limit', () => {
  test('is waited for by the times that its headers tell', async () => {
    const site = await openTestSentry({ rateLimit: { limit: 2, windowSeconds: 2 } });
    const waits: number[] = [];
    const sleep = async (ms: number): Promise<void> => {
      waits.push(ms);
      await new Promise((resolve) => setTimeout(resolve, ms));
    };
    await site.report();
    const tracker = site.tracker({ sleep });
    for (let n = 0; n < 5; n += 1) expect((await tracker.listGroups({ projects: [] })).items).toHaveLength(1);
    expect(waits.length).toBeGreaterThan(0);
    expect(waits.every((ms) => ms > 0 && ms <= 2_000)).toBe(true);
    await site.close();
  });

  test('that outlasts the patience is an error which says for how long', async () => {
    const site = await openTestSentry({ rateLimit: { limit: 1, windowSeconds: 3_600 } });
    const tracker = site.tracker({ patience: () => 1_000 });
    await tracker.listGroups({ projects: [] });
    await expect(tracker.listGroups({ projects: [] })).rejects.toMatchObject({
      name: 'UpstreamError',
      code: 'SENTRY_RATE_LIMITED',
    });
    await site.close();
  });
});
