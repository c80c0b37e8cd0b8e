import type { Person } from '#domain/person.ts';
import type { Webhook } from '#domain/webhook.ts';

/** Where webhooks of the API are kept. */
export interface WebhookStore {
  recordWebhook(webhook: Webhook): Promise<void>;
  readWebhook(id: string): Promise<Webhook | undefined>;
  /** Newest first, revoked ones included until they expire. */
  listWebhooks(owner: Pick<Person, 'channel' | 'id'>, limit: number): Promise<readonly Webhook[]>;
  /** Answers the webhook as it is now, revoked by the first who did; undefined when there is none. */
  revokeWebhook(id: string): Promise<Webhook | undefined>;
}
