import { beforeEach, describe, expect, test } from 'vitest';
import { hmac } from '../webhooks/signed.ts';
import { ANN_HERE, anApiWorld, type Answered, type ApiWorld, CARL_HERE, codeOf, REPO } from './api-world.ts';

const WANTED = JSON.stringify({ repo: REPO, task_description: 'Update the dependencies' });

let world: ApiWorld;
beforeEach(() => {
  world = anApiWorld();
});

async function newWebhook(body: object = {}): Promise<{ id: string; secret: string }> {
  const { status, body: made } = await world.send('/v1/webhooks', ANN_HERE, { method: 'POST', body });
  expect(status).toBe(201);
  return { id: String(made['webhook_id']), secret: String(made['secret']) };
}

const now = () => String(Math.floor(world.clock.now().getTime() / 1_000));

function deliver(id: string, secret: string, { timestamp = now(), body = WANTED, headers = {} } = {}): Promise<Answered> {
  const signature = `sha256=${hmac(secret, `${timestamp}.${body}`)}`;
  const signed = { 'X-Webhook-Id': id, 'X-Webhook-Timestamp': timestamp, 'X-Webhook-Signature': signature };
  return world.send('/v1/webhooks/tasks', undefined, { method: 'POST', body, headers: { ...signed, ...headers } });
}

function deliverBody(id: string, secret: string, body = WANTED): Promise<Answered> {
  const headers = { 'X-Webhook-Id': id, 'X-Webhook-Signature': `sha256=${hmac(secret, body)}` };
  return world.send('/v1/webhooks/tasks', undefined, { method: 'POST', body, headers });
}

describe('a webhook', () => {
  test('shows its secret when it is made and never again', async () => {
    const { id, secret } = await newWebhook({ name: 'nightly' });
    expect(secret).toMatch(/^whsec_[\w-]{43}$/);
    const { body } = await world.send('/v1/webhooks', ANN_HERE);
    expect(body).toMatchObject({ webhooks: [{ webhook_id: id, name: 'nightly', status: 'active', body_only: false }] });
    expect(JSON.stringify([body, world.log])).not.toContain(secret);
  });

  test('is its maker’s to list and to revoke', async () => {
    const { id } = await newWebhook();
    expect((await world.send('/v1/webhooks', CARL_HERE)).body).toEqual({ webhooks: [] });
    for (const [by, path] of [
      [CARL_HERE, id],
      [ANN_HERE, 'tasks'],
      [ANN_HERE, id.replace(/.$/, '0')],
    ] as const) {
      const answer = await world.send(`/v1/webhooks/${path}`, by, { method: 'DELETE' });
      expect([answer.status, codeOf(answer)]).toEqual([404, 'WEBHOOK_NOT_FOUND']);
    }
    const revoked = await world.send(`/v1/webhooks/${id}`, ANN_HERE, { method: 'DELETE' });
    expect([revoked.status, revoked.body]).toMatchObject([200, { status: 'revoked', revoked_at: expect.any(String) }]);
  });

  test('is one of a hundred at most', async () => {
    for (let made = 0; made < 100; made += 1) await newWebhook();
    const answer = await world.send('/v1/webhooks', ANN_HERE, { method: 'POST', body: {} });
    expect([answer.status, codeOf(answer)]).toEqual([409, 'WEBHOOK_LIMIT']);
  });
});

describe('another system', () => {
  test('starts a task that belongs to who made the webhook', async () => {
    const { id, secret } = await newWebhook();
    const { status, body } = await deliver(id, secret);
    expect(status).toBe(201);
    expect(await world.store.readTask(String(body['task_id']))).toMatchObject({ requester: ANN_HERE });
    expect((await world.send(`/v1/tasks/${String(body['task_id'])}`, ANN_HERE)).status).toBe(200);
  });

  test('repeats a request and starts nothing new, for as long as it could be repeated', async () => {
    const { id, secret } = await newWebhook();
    const first = await deliver(id, secret);
    const timestamp = now();
    world.clock.pass(299);
    const again = await deliver(id, secret, { timestamp });
    expect([again.status, again.body['task_id']]).toEqual([200, first.body['task_id']]);
    world.clock.pass(2);
    const late = await deliver(id, secret, { timestamp });
    expect([late.status, codeOf(late)]).toEqual([401, 'STALE_DELIVERY']);
  });

  test('starts another task with the same body at another time', async () => {
    const { id, secret } = await newWebhook();
    await deliver(id, secret);
    world.clock.pass(1);
    expect((await deliver(id, secret)).status).toBe(201);
  });

  test.each([
    ['an old timestamp', '1700000000'],
    ['one of the future', '1999999999'],
    ['one in milliseconds', '1793610000000'],
    ['one that is no number', 'now'],
    ['an empty one', ''],
  ])('is refused with %s', async (_, timestamp) => {
    const { id, secret } = await newWebhook();
    const answer = await deliver(id, secret, { timestamp });
    expect([answer.status, codeOf(answer)]).toEqual([401, 'STALE_DELIVERY']);
  });

  test('that is unknown, revoked, or does not know the secret, is refused alike and starts nothing', async () => {
    const { id, secret } = await newWebhook();
    const other = await newWebhook();
    await world.send(`/v1/webhooks/${other.id}`, ANN_HERE, { method: 'DELETE' });
    const answers = await Promise.all([
      deliver(id, 'whsec_guess'),
      deliver(id, other.secret),
      deliver(id.replace(/.$/, '0'), secret),
      deliver(other.id, other.secret),
      deliver(id, secret, { headers: { 'X-Webhook-Signature': 'sha256=00' } }),
      deliverBody(id, secret),
    ]);
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect([answers[0]?.status, codeOf(answers[0] ?? { status: 0, body: {} })]).toEqual([401, 'SIGNATURE_INVALID']);
    expect(world.engine.started).toEqual([]);
  });

  test.each([{ 'X-Webhook-Id': '' }, { 'X-Webhook-Id': 'wh_1' }, { 'X-Webhook-Signature': '' }])(
    'without %j is refused',
    async (headers) => {
      const { id, secret } = await newWebhook();
      const answer = await deliver(id, secret, { headers });
      expect([answer.status, codeOf(answer)]).toEqual([401, 'SIGNATURE_MISSING']);
    },
  );

  test('is told what is wrong with what it signed', async () => {
    const { id, secret } = await newWebhook();
    const answer = await deliver(id, secret, { body: '{}' });
    expect([answer.status, codeOf(answer)]).toEqual([400, 'VALIDATION_FAILED']);
  });
});

describe('a simple sender, where the webhook lets it', () => {
  test('signs the body alone, and the same body is the same task for 24 hours', async () => {
    const { id, secret } = await newWebhook({ body_only: true });
    const first = await deliverBody(id, secret);
    world.clock.pass(86_399);
    const again = await deliverBody(id, secret);
    expect([first.status, again.status, again.body['task_id']]).toEqual([201, 200, first.body['task_id']]);
    world.clock.pass(1);
    expect((await deliverBody(id, secret)).status).toBe(201);
  });

  test('may still send a timestamp, which then has to be signed', async () => {
    const { id, secret } = await newWebhook({ body_only: true });
    expect((await deliver(id, secret)).status).toBe(201);
    const stripped = { 'X-Webhook-Signature': `sha256=${hmac(secret, WANTED)}` };
    expect(codeOf(await deliver(id, secret, { headers: stripped }))).toBe('SIGNATURE_INVALID');
  });
});
