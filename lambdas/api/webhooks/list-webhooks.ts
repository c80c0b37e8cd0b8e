import type { ApiDeps } from '../api-deps.ts';
import type { Answer, Call } from '../request.ts';
import { toWebhookBody } from './to-webhook-body.ts';

/** Nobody needs as many; the list of them fits into one answer. */
export const MAX_WEBHOOKS = 100;

/** `GET /v1/webhooks`: the caller's own, newest first, revoked ones for 30 days. */
export async function listWebhooks({ by }: Call, { webhooks }: ApiDeps): Promise<Answer> {
  const own = await webhooks.listWebhooks(by, MAX_WEBHOOKS);
  return { status: 200, body: { webhooks: own.map(toWebhookBody) } };
}
