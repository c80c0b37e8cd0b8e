import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keptDeliverySchema } from '#domain/kept-delivery.ts';
import type { ProxyEvent } from '#lambdas/http/request.ts';
import { TASK_ID } from '#tests/fakes/samples.ts';
import { githubDelivery, jiraDelivery, sentryDelivery, slackDelivery, slackEvent } from './signed.ts';
import { APP_MENTION, INTERACTIONS, MESSAGE_IM, UNINTERESTING, URL_VERIFICATION } from './slack/documented.ts';
import { aWorld, bodyOf, recorded, type World } from './world.ts';

type ChannelName = 'jira' | 'github' | 'slack' | 'sentry';

const NOW = new Date('2026-11-02T09:00:00.000Z');
const jiraBodies = [
  'jira-issue-created',
  'jira-issue-created-adf',
  'jira-label-added',
  'jira-comment-approve',
  'jira-comment-changes-adf',
].map((name) => ({
  ...recorded(name),
  timestamp: NOW.getTime(),
}));
/** Deliveries of GitHub's: its name of the event, and the body. */
const GITHUB = [
  ['check_suite', recorded('github-check-suite-completed')],
  ['issue_comment', recorded('github-comment-feedback')],
  ['issue_comment', recorded('github-comment-status')],
  ['pull_request_review', recorded('github-review-changes-requested')],
  ['pull_request_review_comment', recorded('github-review-comment')],
  ['issues', recorded('github-issue-labelled')],
  ['pull_request', recorded('github-pull-request-merged')],
  ['push', recorded('github-push')],
] as const;
const button = recorded('slack-button-approve')['payload'];
const slash = { command: '/agent', text: `approve ${TASK_ID}`, user_id: 'U1', trigger_id: '1.2.3' };

const SENTRY = [
  ['event_alert', recorded('sentry-event-alert-triggered')],
  ['metric_alert', recorded('sentry-metric-alert-critical')],
  ['issue', recorded('sentry-issue-unresolved')],
] as const;

const GOOD: readonly { readonly channel: ChannelName; readonly event: ProxyEvent }[] = [
  ...jiraBodies.map((body) => ({ channel: 'jira', event: jiraDelivery(body) }) as const),
  ...GITHUB.map(([name, body]) => ({ channel: 'github', event: githubDelivery(name, body) }) as const),
  { channel: 'slack', event: slackDelivery(slash, NOW) },
  { channel: 'slack', event: slackDelivery({ payload: JSON.stringify(button) }, NOW) },
  { channel: 'slack', event: slackEvent(APP_MENTION, NOW) },
  ...SENTRY.map(([resource, body]) => ({ channel: 'sentry', event: sentryDelivery(resource, body, NOW) }) as const),
];

/** Everything a delivery could have left behind. */
async function traces(world: World): Promise<unknown[]> {
  const { items } = await world.store.listTasks({ status: 'submitted', limit: 100 });
  return [
    ...items,
    ...world.engine.started,
    ...world.engine.completed,
    ...world.comments,
    ...world.responses,
    ...world.forms,
    ...world.inquiries.asked,
    ...world.store.kept,
  ];
}

const edit = fc.record({ at: fc.nat(), remove: fc.nat({ max: 5 }), insert: fc.uint8Array({ maxLength: 5 }) });

function edited(bytes: Buffer, edits: readonly { at: number; remove: number; insert: Uint8Array }[]): Buffer {
  let result = bytes;
  for (const { at, remove, insert } of edits) {
    const start = at % (result.length + 1);
    result = Buffer.concat([result.subarray(0, start), insert, result.subarray(start + remove)]);
  }
  return result;
}

describe('deliveries changed on the way', () => {
  test('in their bytes are refused as 401 and leave nothing', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...GOOD),
        fc.array(edit, { minLength: 1, maxLength: 4 }),
        async ({ channel, event }, edits) => {
          const original = Buffer.from(event.body ?? '');
          const changed = edited(original, edits);
          fc.pre(!changed.equals(original));
          const world = aWorld();
          const answer = await world[channel]({ ...event, body: changed.toString('base64'), isBase64Encoded: true });
          expect(answer.statusCode).toBe(401);
          expect(await traces(world)).toEqual([]);
          expect(world.log).toHaveLength(1);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('in their signature are refused as 401 and leave nothing', async () => {
    const value = fc.oneof(fc.string(), fc.stringMatching(/^(sha256|v0)=[0-9a-f]{64}$/), fc.constant(undefined));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...GOOD), value, async ({ channel, event }, signature) => {
        const names = Object.keys(event.headers ?? {});
        const headers = Object.fromEntries(
          names.map((name) => [name, /signature/i.test(name) ? signature : event.headers?.[name]]),
        );
        const world = aWorld();
        expect((await world[channel]({ ...event, headers })).statusCode).toBe(401);
        expect(await traces(world)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('in any other header are answered, never with an error of ours', async () => {
    const headers = fc.dictionary(fc.string(), fc.option(fc.string(), { nil: undefined }));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...GOOD), headers, async ({ channel, event }, more) => {
        const answer = await aWorld()[channel]({ ...event, headers: { ...more, ...event.headers } });
        expect([200, 401]).toContain(answer.statusCode);
      }),
    );
  });
});

/** Every path into a JSON value. */
function pathsOf(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...path, key]))];
}

function replaced(value: unknown, path: readonly string[], by: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined || typeof value !== 'object' || value === null) return by;
  if (Array.isArray(value)) return value.map((inner, index) => (String(index) === key ? replaced(inner, rest, by) : inner));
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, name === key ? replaced(inner, rest, by) : inner]),
  );
}

function eventOf(channel: ChannelName, body: unknown, name = 'check_suite'): ProxyEvent {
  if (channel === 'jira') return jiraDelivery(body);
  return channel === 'github' ? githubDelivery(name, body) : slackDelivery({ payload: JSON.stringify(body) }, NOW);
}

describe('signed deliveries of any shape', () => {
  const bodies = [
    ...jiraBodies.map((body) => ['jira', body, ''] as const),
    ...GITHUB.map(([name, body]) => ['github', body, name] as const),
    ['slack', button, ''] as const,
    ...Object.values(INTERACTIONS).map((body) => ['slack', body, ''] as const),
  ];

  const mutated = fc.constantFrom(...bodies).chain(([channel, body, name]) =>
    fc
      .tuple(fc.constant(channel), fc.constantFrom(...pathsOf(body)), fc.option(fc.jsonValue(), { nil: undefined }))
      .map(([, path, by]) => ({
        channel,
        body: replaced(body, path, by) ?? null,
        name,
      })),
  );

  test('are taken, ignored or refused, and a task is only made of a ticket', async () => {
    await fc.assert(
      fc.asyncProperty(mutated, async ({ channel, body, name }) => {
        const world = aWorld();
        const answer = await world[channel](eventOf(channel, body, name));
        expect([200, 400, 401]).toContain(answer.statusCode);
        expect(bodyOf(answer)).toEqual(expect.any(Object));
        const { items } = await world.store.listTasks({ status: 'submitted', limit: 10 });
        for (const task of items)
          expect(task.ticket).toMatchObject({ key: expect.stringMatching(/^[A-Za-z]\w*-\d+$/), labels: expect.any(Array) });
        expect(world.engine.started).toHaveLength(items.length);
        // What is kept is read back as it is, or its work would never be done.
        for (const kept of world.store.kept) expect(keptDeliverySchema.parse(kept)).toEqual(kept);
      }),
      { numRuns: 1_000 },
    );
  });

  test('any JSON and any text is answered', async () => {
    const anything = fc.oneof(fc.jsonValue(), fc.string());
    const hostEvent = fc.constantFrom(...GITHUB.map(([name]) => name));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom<ChannelName[]>('jira', 'github', 'slack'),
        anything,
        hostEvent,
        async (channel, body, name) => {
          const world = aWorld();
          expect([200, 400]).toContain((await world[channel](eventOf(channel, body, name))).statusCode);
          expect(await traces(world)).toEqual([]);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('any slash command is answered to the person', async () => {
    const words = fc.constantFrom(
      'status',
      'approve',
      'reject',
      'changes',
      'answer',
      'retry',
      'cancel',
      'logs',
      'list',
      'help',
      'start',
      'start acme/shop',
      'x',
    );
    const text = fc.tuple(words, fc.constantFrom(TASK_ID, 'SHOP-1', ''), fc.string()).map((parts) => parts.join(' '));
    await fc.assert(
      fc.asyncProperty(text, async (typed) => {
        const answer = await aWorld().slack(slackDelivery({ ...slash, text: typed }, NOW));
        expect(answer.statusCode).toBe(200);
        expect(bodyOf(answer)).toMatchObject({ response_type: 'ephemeral', text: expect.stringMatching(/./) });
      }),
    );
  });

  test('any event of Slack is answered, asks at most one question, and makes no task', async () => {
    const documented = [APP_MENTION, MESSAGE_IM, URL_VERIFICATION, ...UNINTERESTING.map(([, payload]) => payload)];
    const changed = fc
      .constantFrom(...documented)
      .chain((body) => fc.tuple(fc.constantFrom(...pathsOf(body)), fc.jsonValue()).map(([path, by]) => replaced(body, path, by)));
    await fc.assert(
      fc.asyncProperty(changed, async (body) => {
        const world = aWorld();
        expect([200, 400]).toContain((await world.slack(slackEvent(Object(body), NOW))).statusCode);
        expect(world.inquiries.asked.size).toBeLessThanOrEqual(1);
        expect(world.engine.started).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});
