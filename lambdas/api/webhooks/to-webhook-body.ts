import type { Webhook } from '#domain/webhook.ts';

/** A webhook as the API shows it. */
export function toWebhookBody({ id, name, bodyOnly, createdAt, revokedAt }: Webhook) {
  return {
    webhook_id: id,
    name,
    body_only: bodyOnly,
    status: revokedAt === undefined ? 'active' : 'revoked',
    created_at: createdAt,
    revoked_at: revokedAt ?? null,
  };
}
