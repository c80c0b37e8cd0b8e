import { describe, expect, test } from 'vitest';
import { TASK_ID } from '#tests/fakes/samples.ts';
import { hmac, proxyEvent } from '../signed.ts';
import { aWorld, bodyOf, worldAwaitingApproval } from '../world.ts';
import { send, slash } from './requests.ts';

describe('a bad delivery', () => {
  const body = new URLSearchParams(slash(`approve ${TASK_ID}`)).toString();
  const now = Date.parse('2026-11-02T09:00:00.000Z') / 1_000;
  const signed = (at: number | string, secret = 'slack-secret', sent = body): ReturnType<typeof proxyEvent> =>
    proxyEvent(sent, {
      'X-Slack-Request-Timestamp': String(at),
      'X-Slack-Signature': `v0=${hmac(secret, `v0:${at}:${body}`)}`,
    });

  test.each([
    ['without a signature', proxyEvent(body, { 'X-Slack-Request-Timestamp': String(now) }), 401, 'SIGNATURE_MISSING'],
    ['without a timestamp', proxyEvent(body, { 'X-Slack-Signature': 'v0=a' }), 401, 'SIGNATURE_MISSING'],
    ['with another secret', signed(now, 'other'), 401, 'SIGNATURE_INVALID'],
    ['with another body', signed(now, 'slack-secret', `${body}&x=1`), 401, 'SIGNATURE_INVALID'],
    ['with a timestamp that is no number', signed('soon'), 401, 'SIGNATURE_INVALID'],
    ['more than five minutes old', signed(now - 301), 401, 'STALE_DELIVERY'],
    ['more than five minutes ahead', signed(now + 301), 401, 'STALE_DELIVERY'],
  ])('%s is refused', async (_rule, event, status, code) => {
    const world = await worldAwaitingApproval();
    const answer = await world.slack(event);
    expect([answer.statusCode, bodyOf(answer)]).toEqual([status, { error: { code, message: expect.stringMatching(/./) } }]);
    expect(world.engine.completed).toEqual([]);
  });

  test.each([now - 300, now + 300])('five minutes off is in time', async (at) => {
    const world = await worldAwaitingApproval();
    expect((await world.slack(signed(at))).statusCode).toBe(200);
    expect(world.engine.completed).toHaveLength(1);
  });

  test.each(['payload=%7B', 'payload=1', 'payload=%7B%22type%22%3A%22block_actions%22%7D', 'command=%2Fagent'])(
    '%s is 400',
    async (text) => {
      const world = aWorld();
      const answer = await send(world, Object.fromEntries(new URLSearchParams(text)));
      expect(answer.statusCode).toBe(400);
    },
  );
});
