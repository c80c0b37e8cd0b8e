import { createHmac, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { paginateScan } from '@aws-sdk/client-dynamodb';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { toStreamedEvent } from '#adapters/dynamodb/event-item.ts';
import { toKeptDelivery } from '#adapters/dynamodb/kept-deliveries.ts';
import { toProxyEvent } from '#environments/local/ingress.ts';
import { openTestWorkspace } from '#tests/environments/slack/slack-workspace.ts';
import { percentile, printTable } from './table.ts';
import { type Call, callFloor, measureInTurn, openWorld, toDelivery, type World } from './webhook.ts';

const AT_ONCE = 50;
const WAVES = 10;
const BURST = 2_000;
/** One in so many deliveries comes twice. */
const DUPLICATED = 10;

type Handler = (event: APIGatewayProxyEvent) => Promise<APIGatewayProxyResult>;

interface Channels {
  readonly jira: Handler;
  readonly github: Handler;
  readonly slack: Handler;
  readonly sentry: Handler;
}

interface Delivery {
  readonly channel: keyof Channels;
  readonly event: APIGatewayProxyEvent;
}

/**
 * What each channel's handler adds to the floor, what 50 deliveries at once cost a sender who has a limit, and a burst
 * that is counted in the table afterwards. The workflow is one that ends at once: no agent runs.
 */
export async function benchChannels(): Promise<void> {
  const workspace = await openTestWorkspace();
  const world = await openWorld();
  Object.assign(process.env, {
    STEPWRIGHT_SLACK_API_URL: workspace.slack.apiUrl,
    STEPWRIGHT_GITHUB_API_URL: 'http://127.0.0.1:1',
    STEPWRIGHT_GITHUB_APP_ID: '1',
    STEPWRIGHT_SENTRY_THRESHOLDS: JSON.stringify({ fatal: 1, error: 1, warning: 1, info: 1 }),
  });
  try {
    const channels: Channels = {
      jira: (await import('#lambdas/webhooks/jira/handler.ts')).handler,
      github: (await import('#lambdas/webhooks/github/handler.ts')).handler,
      slack: (await import('#lambdas/webhooks/slack/handler.ts')).handler,
      sentry: (await import('#lambdas/webhooks/sentry/handler.ts')).handler,
    };
    await benchAlone(channels, world);
    await benchAtOnce(channels, world);
    await benchBurst(channels, world);
  } finally {
    await world.close();
    await workspace.close();
  }
}

async function send({ channel, event }: Delivery, channels: Channels): Promise<APIGatewayProxyResult> {
  const answer = await channels[channel](event);
  if (answer.statusCode !== 200) throw new Error(`${channel} answered ${answer.statusCode}: ${answer.body}`);
  return answer;
}

async function benchAlone(channels: Channels, world: World): Promise<void> {
  const { body } = await send({ channel: 'jira', event: toDelivery(1, world.secret) }, channels);
  const taskId: string = JSON.parse(body).taskId;
  const call =
    (make: (n: number) => Delivery): Call =>
    async (n) =>
      void (await send(make(n), channels));
  const samples = await measureInTurn({
    floor: (n) => callFloor(n, world),
    'jira: a label': call((n) => ({ channel: 'jira', event: toDelivery(n, world.secret) })),
    'github: a check suite': call(() => toGithub('check_suite', CHECK_SUITE.body, world)),
    'slack: status': call(() => toSlash(`status ${taskId}`, world)),
    'sentry: an alert': call(() => toAlert(world)),
    'slack: an instruction': call((n) => toSlash(`answer ${taskId} note ${n}`, world)),
  });
  const floor = percentile(samples['floor'] ?? [], 0.5);
  const rows = Object.entries(samples).map(([name, own]) => {
    const p50 = percentile(own, 0.5);
    return [name, p50, percentile(own, 0.99), p50 / floor];
  });
  printTable('A delivery alone', ['', 'p50 ms', 'p99 ms', '× floor'], rows);
}

/** What the vendors wait for an answer, in milliseconds. */
const LIMITS_MS = { slack: 3_000, sentry: 1_000 } as const;

async function benchAtOnce(channels: Channels, world: World): Promise<void> {
  const { body } = await send({ channel: 'jira', event: toDelivery(2, world.secret) }, channels);
  const taskId: string = JSON.parse(body).taskId;
  const rows: (string | number)[][] = [];
  const slash = (text: string) => [`slack: ${text.split(' ')[0] ?? ''}`, LIMITS_MS.slack, () => toSlash(text, world)] as const;
  const kinds = [
    ...[`status ${taskId}`, `answer ${taskId} smaller`, 'list'].map(slash),
    ['sentry: an alert', LIMITS_MS.sentry, () => toAlert(world)] as const,
  ];
  for (const [name, limit, make] of kinds) {
    const samples: number[] = [];
    for (let wave = 0; wave < WAVES; wave += 1) {
      const deliveries = Array.from({ length: AT_ONCE }, make);
      await Promise.all(
        deliveries.map(async (delivery) => {
          const start = performance.now();
          await send(delivery, channels);
          samples.push(performance.now() - start);
        }),
      );
    }
    const p99 = percentile(samples, 0.99);
    rows.push([name, percentile(samples, 0.5), p99, limit, `${((p99 / limit) * 100).toFixed(1)} %`]);
  }
  printTable(`${AT_ONCE} deliveries at once, ${WAVES} times`, ['', 'p50 ms', 'p99 ms', 'limit ms', 'p99 of the limit'], rows);
}

/** Labels, instructions, comments on GitHub and check suites in any order, some of them twice, and what the table holds of them afterwards. */
async function benchBurst(channels: Channels, world: World): Promise<void> {
  const before = await count(world);
  const { body } = await send({ channel: 'jira', event: toDelivery(1, world.secret) }, channels);
  const taskId: string = JSON.parse(body).taskId;
  const fresh = Array.from({ length: BURST - BURST / DUPLICATED }, (_, n) => toMixed(n, taskId, world));
  const twice = fresh.filter((_, n) => n % (DUPLICATED - 1) === 0);
  const burst = shuffled([...fresh, ...twice]);
  const start = performance.now();
  const queue = burst.values();
  const worker = async (): Promise<void> => {
    for (const delivery of queue) await send(delivery, channels);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const seconds = (performance.now() - start) / 1_000;
  const after = await count(world);
  const sent = (channel: keyof Channels): number => fresh.filter((one) => one.channel === channel).length;
  printTable(
    `A burst of ${burst.length} deliveries, ${twice.length} of them twice: ${(burst.length / seconds).toFixed(0)} a second`,
    ['', 'sent', 'in the table', 'lost', 'doubled'],
    [
      ['labels → tasks', ...compare(sent('jira') + 1, after.tasks - before.tasks)],
      ['instructions → events', ...compare(sent('slack'), after.instructions - before.instructions)],
      ['comments on GitHub → inbox', ...compare(fresh.filter(isComment).length, after.kept - before.kept)],
    ],
  );
}

function compare(sent: number, found: number): string[] {
  return [sent, found, Math.max(0, sent - found), Math.max(0, found - sent)].map(String);
}

function toMixed(n: number, taskId: string, world: World): Delivery {
  switch (n % 4) {
    case 0:
      return { channel: 'jira', event: toDelivery(n, world.secret) };
    case 1:
      return toSlash(`answer ${taskId} note ${n}`, world);
    case 2:
      return toGithub(COMMENT, { ...COMMENTED, comment: { ...COMMENTED.comment, body: `@agent note ${n}` } }, world);
    default:
      return toGithub('check_suite', CHECK_SUITE.body, world);
  }
}

async function count({ dynamodb }: World): Promise<{ tasks: number; instructions: number; kept: number }> {
  let [tasks, instructions, kept] = [0, 0, 0];
  for await (const { Items = [] } of paginateScan({ client: dynamodb }, { TableName: 'stepwright' })) {
    tasks += Items.filter(({ pk, sk }) => pk?.S?.startsWith('TASK#') && sk?.S === 'META').length;
    kept += Items.filter((item) => toKeptDelivery(item) !== undefined).length;
    instructions += Items.filter((item) => toStreamedEvent(item)?.fact.type === 'instruction.given').length;
  }
  return { tasks, instructions, kept };
}

function shuffled<T>(all: readonly T[]): T[] {
  return all
    .map((one) => ({ one, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one);
}

const sign = (secret: string, text: string): string => createHmac('sha256', secret).update(text).digest('hex');

function toSlash(text: string, world: World): Delivery {
  const ids = {
    trigger_id: randomUUID(),
    user_id: 'U0ROBIN001',
    user_name: 'robin',
    team_id: 'T0LOCAL',
    channel_id: 'C0STEPWRIGHT',
  };
  const body = new URLSearchParams({ command: '/agent', text, response_url: 'http://127.0.0.1:1/unused', ...ids }).toString();
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const signature = `v0=${sign(world.secretOf('stepwright/slack/signing-secret'), `v0:${timestamp}:${body}`)}`;
  const headers = { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': signature };
  return { channel: 'slack', event: toEvent('/webhooks/slack', body, headers) };
}

const CHECK_SUITE: { body: object } = JSON.parse(
  readFileSync(new URL('../fixtures/deliveries/github-check-suite-completed.json', import.meta.url), 'utf8'),
);

const COMMENT = 'issue_comment';
const { body: COMMENTED }: { body: { comment: object } } = JSON.parse(
  readFileSync(new URL('../fixtures/deliveries/github-comment-feedback.json', import.meta.url), 'utf8'),
);

/** What people say is kept for the inbox, under the id of its delivery. */
function isComment({ event }: Delivery): boolean {
  return event.headers['x-github-event'] === COMMENT;
}

function toGithub(name: string, payload: object, world: World): Delivery {
  const body = JSON.stringify(payload);
  const headers = {
    'x-github-event': name,
    'x-github-delivery': randomUUID(),
    'x-hub-signature-256': `sha256=${sign(world.secretOf('stepwright/github/webhook-secret'), body)}`,
  };
  return { channel: 'github', event: toEvent('/webhooks/github', body, headers) };
}

const ALERT: { body: { data: { event: object } } } = JSON.parse(
  readFileSync(new URL('../fixtures/deliveries/sentry-event-alert-triggered.json', import.meta.url), 'utf8'),
);

/** An alert about an error group of its own. */
function toAlert(world: World): Delivery {
  const { data, ...rest } = ALERT.body;
  const event = { ...data.event, issue_id: String(Math.floor(Math.random() * 1e15)) };
  const body = JSON.stringify({ ...rest, data: { ...data, event } });
  const headers = {
    'sentry-hook-resource': 'event_alert',
    'sentry-hook-timestamp': String(Math.floor(Date.now() / 1_000)),
    'sentry-hook-signature': sign(world.secretOf('stepwright/sentry/client-secret'), body),
    'request-id': randomUUID().replaceAll('-', ''),
  };
  return { channel: 'sentry', event: toEvent('/webhooks/sentry', body, headers) };
}

function toEvent(path: string, body: string, headers: Record<string, string>): APIGatewayProxyEvent {
  return toProxyEvent(new Request(`http://127.0.0.1${path}`, { method: 'POST', headers }), path, Buffer.from(body));
}
