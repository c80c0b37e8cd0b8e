import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openWebhookStore } from '#adapters/dynamodb/open-webhook-store.ts';
import { systemClock } from '#adapters/system/clock.ts';
import type { Person } from '#domain/person.ts';
import type { Webhook } from '#domain/webhook.ts';
import type { WebhookStore } from '#ports/webhook-store.ts';
import { memoryWebhookStore } from '#tests/fakes/webhook-store.ts';
import { openEmbedded, TABLE } from '../task-store/embedded-store.ts';

const someone = (): Person => ({ channel: 'api', id: systemClock.newId(), name: 'Ann', email: 'ann@example.org' });

function aWebhook(owner: Person, parts: Partial<Webhook> = {}): Webhook {
  const createdAt = systemClock.now().toISOString();
  return { id: `wh_${systemClock.newId()}`, name: 'nightly', owner, secret: 'whsec_1', bodyOnly: false, createdAt, ...parts };
}

function webhookStoreSpec(open: () => WebhookStore): void {
  test('a webhook is read back as it was made, and one that nobody made is not there', async () => {
    const webhook = aWebhook(someone(), { bodyOnly: true });
    await open().recordWebhook(webhook);
    expect(await open().readWebhook(webhook.id)).toEqual(webhook);
    expect(await open().readWebhook(`wh_${systemClock.newId()}`)).toBeUndefined();
  });

  test('a person lists their own, newest first, and as many as they want', async () => {
    const owner = someone();
    const own = Array.from({ length: 3 }, (_, day) => aWebhook(owner, { createdAt: `2026-11-0${day + 1}T00:00:00.000Z` }));
    for (const webhook of [...own, aWebhook(someone())]) await open().recordWebhook(webhook);
    expect(await open().listWebhooks(owner, 10)).toEqual(own.toReversed());
    expect(await open().listWebhooks(owner, 2)).toEqual(own.toReversed().slice(0, 2));
  });

  test('one is revoked once, however often and by how many, and is still listed', async () => {
    const webhook = aWebhook(someone());
    await open().recordWebhook(webhook);
    const answers = await Promise.all([1, 2, 3].map(() => open().revokeWebhook(webhook.id)));
    const revoked = await open().revokeWebhook(webhook.id);
    expect(revoked).toEqual({ ...webhook, revokedAt: expect.any(String) });
    expect(answers).toEqual([revoked, revoked, revoked]);
    expect(await open().listWebhooks(webhook.owner, 10)).toEqual([revoked]);
    expect(await open().revokeWebhook(`wh_${systemClock.newId()}`)).toBeUndefined();
  });
}

describe('the webhook store in memory', () => {
  const store = memoryWebhookStore(systemClock);
  webhookStoreSpec(() => store);
});

describe('the webhook store in DynamoDB', () => {
  let embedded: Awaited<ReturnType<typeof openEmbedded>>;
  beforeAll(async () => {
    embedded = await openEmbedded();
  });
  afterAll(() => embedded.close());

  webhookStoreSpec(() => openWebhookStore({ client: embedded.client, table: TABLE, clock: systemClock }));
});
