import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { webhookSchema } from '#domain/webhook.ts';
import type { Clock } from '#ports/clock.ts';
import type { WebhookStore } from '#ports/webhook-store.ts';
import { expiryOf } from './expiry.ts';
import { timeKey, webhookKey, webhooksOf } from './keys.ts';
import { parseItem } from './parse-item.ts';
import { openTaskTable } from './task-table.ts';

export interface WebhookStoreInput {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly clock: Clock;
}

/** Webhooks in the task table; those of one person share the index of requesters. */
export function openWebhookStore({ client, table: name, clock }: WebhookStoreInput): WebhookStore {
  const table = openTaskTable(client, name);
  const read: WebhookStore['readWebhook'] = async (id) => {
    const item = await table.get(webhookKey(id));
    return item && parseItem(webhookSchema, item);
  };
  return {
    readWebhook: read,
    recordWebhook: async (webhook) => {
      const { id, owner, createdAt } = webhook;
      const put = { ...webhookKey(id), ...webhook, requesterKey: webhooksOf(owner), timeKey: timeKey(createdAt, id) };
      await table.transact([{ put, when: { exists: false } }]);
    },
    listWebhooks: async (owner, limit) => {
      const partition = webhooksOf(owner);
      const rows = await table.query({ index: 'by-requester', partition, newestFirst: true, limit });
      return (await table.getAll(rows)).map((item) => parseItem(webhookSchema, item));
    },
    revokeWebhook: async (id) => {
      const now = clock.now();
      const set = { revokedAt: now.toISOString(), expiresAt: expiryOf('revoked', now) };
      await table.transact([{ update: webhookKey(id), set, when: { exists: true, missing: ['revokedAt'] } }]);
      return read(id);
    },
  };
}
