import { describe, expect, test } from 'vitest';
import { proxyEvent, slackDelivery, slackEvent } from '../signed.ts';
import { aWorld, bodyOf, type World } from '../world.ts';
import {
  APP_MENTION,
  INTERACTIONS,
  MESSAGE_IM,
  SIGNATURE,
  SLASH_COMMAND,
  UNINTERESTING,
  URL_VERIFICATION,
} from './documented.ts';

const deliver = (world: World, payload: object): ReturnType<World['slack']> =>
  world.slack(slackEvent(payload, world.clock.now()));

describe('what Slack documents', () => {
  test('verifies with its example of a signature, and is answered', async () => {
    const world = aWorld(
      [],
      {},
      { start: new Date(Number(SIGNATURE.timestamp) * 1_000).toISOString(), secret: SIGNATURE.secret },
    );
    const headers = {
      'Content-Type': 'application/x-www-form-urlencoded',
      'X-Slack-Request-Timestamp': SIGNATURE.timestamp,
      'X-Slack-Signature': SIGNATURE.signature,
    };
    expect(bodyOf(await world.slack(proxyEvent(SIGNATURE.body, headers)))).toMatchObject({ response_type: 'ephemeral' });
    const forged = await world.slack(proxyEvent(SIGNATURE.body.replace('roadrunner', 'coyote'), headers));
    expect(forged.statusCode).toBe(401);
  });

  test('a slash command that says nothing we know is answered with help', async () => {
    const world = aWorld();
    const fields = Object.fromEntries(new URLSearchParams(SLASH_COMMAND));
    const answer = await world.slack(slackDelivery(fields, world.clock.now()));
    expect(bodyOf(answer)).toEqual({ response_type: 'ephemeral', text: expect.stringContaining('/agent help') });
  });

  test.each(Object.entries(INTERACTIONS))('the interaction %s is not ours, and ignored with a reason', async (_type, payload) => {
    const world = aWorld();
    const answer = await world.slack(slackDelivery({ payload: JSON.stringify(payload) }, world.clock.now()));
    expect(bodyOf(answer)).toEqual({ status: 'ignored', reason: expect.stringMatching(/./) });
  });

  test.each(UNINTERESTING)('%s', async (reason, payload) => {
    const world = aWorld();
    expect(bodyOf(await deliver(world, payload))).toEqual({ status: 'ignored', reason: expect.stringContaining(reason) });
    expect(world.inquiries.asked.size).toBe(0);
  });

  test('the challenge is answered, once the signature is right', async () => {
    const world = aWorld();
    expect(bodyOf(await deliver(world, URL_VERIFICATION))).toEqual({ challenge: URL_VERIFICATION.challenge });
    const unsigned = slackEvent(URL_VERIFICATION, world.clock.now(), 'another secret');
    expect((await world.slack(unsigned)).statusCode).toBe(401);
  });
});

describe('a question', () => {
  test('in a mention is kept for the agent, without our name in it, to be answered in a thread under it', async () => {
    const world = aWorld();
    expect(bodyOf(await deliver(world, APP_MENTION))).toMatchObject({ status: 'accepted' });
    expect([...world.inquiries.asked.values()]).toEqual([
      {
        id: 'C123ABC456-1515449522.000016',
        channel: 'C123ABC456',
        thread: '1515449522.000016',
        text: 'What is the hour of the pearl, ?',
        by: { channel: 'slack', id: 'U123ABC456', name: '' },
        askedAt: world.clock.now().toISOString(),
      },
    ]);
  });

  test('in a thread is answered in that thread', async () => {
    const world = aWorld();
    await deliver(world, withEvent(APP_MENTION, { thread_ts: '1515449000.000001', text: '<@U0LAN0Z89> a &lt; b &amp; c' }));
    expect([...world.inquiries.asked.values()]).toMatchObject([{ thread: '1515449000.000001', text: 'a < b & c' }]);
  });

  test('in a direct message needs no mention', async () => {
    const world = aWorld();
    await deliver(world, MESSAGE_IM);
    expect([...world.inquiries.asked.values()]).toMatchObject([{ channel: 'D024BE91L', text: 'Hello hello can you hear me?' }]);
  });

  test('that Slack delivers again, or as two kinds of event, is kept once', async () => {
    const world = aWorld();
    await deliver(world, MESSAGE_IM);
    const again = await deliver(world, { ...MESSAGE_IM, event_id: 'Ev0AGAIN' });
    expect(bodyOf(again)).toMatchObject({ status: 'duplicate' });
    expect(world.inquiries.asked.size).toBe(1);
  });

  test.each([
    ['a bot', { bot_id: 'B1' }],
    ['somebody of another workspace', { user_team: 'T0OTHER' }],
    ['nobody', { user: undefined }],
  ])('of %s is not answered', async (_who, event) => {
    const world = aWorld();
    const answer = await deliver(world, withEvent(APP_MENTION, event));
    expect(bodyOf(answer)).toEqual({ status: 'ignored', reason: expect.stringMatching(/./) });
    expect(world.inquiries.asked.size).toBe(0);
  });

  test('makes no task and gives no command, whatever it says', async () => {
    const world = aWorld();
    await deliver(world, withEvent(APP_MENTION, { text: '<@U0LAN0Z89> approve SHIP-7' }));
    expect([world.engine.started, world.engine.completed]).toEqual([[], []]);
  });

  test.each([[{ type: 'event_callback' }], [{ type: 'url_verification' }], [[]], [{ type: 7 }]])(
    'that is malformed (%j) is 400',
    async (payload) => {
      expect((await deliver(aWorld(), payload)).statusCode).toBe(400);
    },
  );
});

function withEvent(payload: object, event: object): object {
  return { ...payload, event: { ...('event' in payload ? Object(payload.event) : {}), ...event } };
}
