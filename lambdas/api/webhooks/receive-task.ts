import { createHash } from 'node:crypto';
import type { DeliveryRef } from '#domain/channel-event.ts';
import type { Webhook } from '#domain/webhook.ts';
import { webhookIdSchema } from '#domain/webhook.ts';
import { signatureInvalid, signatureMissing, verifyHmac } from '#lambdas/http/verify-hmac.ts';
import type { ApiDeps } from '../api-deps.ts';
import { readInput } from '../read-input.ts';
import type { Answer, ApiRequest } from '../request.ts';
import { newTaskSchema } from '../schema.ts';
import { startAs } from '../tasks/create-task.ts';
import { REMEMBERED_SECONDS } from '../to-delivery.ts';
import { toSignedBytes } from './to-signed-bytes.ts';

/** `POST /v1/webhooks/tasks`: a task in the name of whoever made the webhook; the same request again is the same task. */
export async function receiveTask(request: ApiRequest, deps: ApiDeps): Promise<Answer> {
  const { webhook, signed } = await verifySender(request, deps);
  const delivery = toDelivery(webhook, signed);
  return startAs(webhook.owner, { delivery, wanted: () => readInput(newTaskSchema, request) }, deps);
}

/** An unknown, a revoked and a wrongly signed sender are refused alike. @throws InputError `SIGNATURE_MISSING`, `SIGNATURE_INVALID`, `STALE_DELIVERY` */
async function verifySender({ headers, body }: ApiRequest, deps: ApiDeps): Promise<{ webhook: Webhook; signed: Buffer }> {
  const signature = headers['x-webhook-signature'];
  const id = webhookIdSchema.safeParse(headers['x-webhook-id']).data;
  if (!signature || id === undefined) throw signatureMissing();
  const { signed, hasTime } = toSignedBytes(headers['x-webhook-timestamp'], body, deps.clock.now());
  const webhook = await deps.webhooks.readWebhook(id);
  if (webhook === undefined || webhook.revokedAt !== undefined) throw signatureInvalid();
  verifyHmac(signature, webhook.secret, signed);
  if (!hasTime && !webhook.bodyOnly) throw signatureInvalid();
  return { webhook, signed };
}

/** What was signed is what the request is known by: with its timestamp a captured one can only repeat itself. */
function toDelivery({ id }: Webhook, signed: Buffer): DeliveryRef {
  const hash = createHash('sha256').update(signed).digest('hex');
  return { channel: 'api', id: `webhook#${id}#${hash}`, hash, seconds: REMEMBERED_SECONDS };
}
