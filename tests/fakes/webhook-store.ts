import type { Webhook } from '#domain/webhook.ts';
import type { Clock } from '#ports/clock.ts';
import type { WebhookStore } from '#ports/webhook-store.ts';

/** Webhooks in memory, by the same rules. */
export function memoryWebhookStore(clock: Clock): WebhookStore {
  const byId = new Map<string, Webhook>();
  return {
    recordWebhook: async (webhook) => {
      byId.set(webhook.id, webhook);
    },
    readWebhook: async (id) => byId.get(id),
    listWebhooks: async (owner, limit) =>
      [...byId.values()]
        .filter((one) => one.owner.channel === owner.channel && one.owner.id === owner.id)
        .toReversed()
        .slice(0, limit),
    revokeWebhook: async (id) => {
      const webhook = byId.get(id);
      if (webhook) byId.set(id, { revokedAt: clock.now().toISOString(), ...webhook });
      return byId.get(id);
    },
  };
}
