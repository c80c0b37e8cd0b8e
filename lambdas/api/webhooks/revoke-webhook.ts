import { InputError } from '#domain/errors.ts';
import { isSamePerson } from '#domain/person.ts';
import { webhookIdSchema } from '#domain/webhook.ts';
import type { ApiDeps } from '../api-deps.ts';
import type { Answer, Call } from '../request.ts';
import { toWebhookBody } from './to-webhook-body.ts';

/** `DELETE /v1/webhooks/{id}`: from now on it starts nothing; twice is harmless. @throws InputError `WEBHOOK_NOT_FOUND` */
export async function revokeWebhook({ by, params }: Call, { webhooks }: ApiDeps): Promise<Answer> {
  const id = webhookIdSchema.safeParse(params['id']).data;
  const webhook = id === undefined ? undefined : await webhooks.readWebhook(id);
  const revoked = webhook && isSamePerson(by, webhook.owner) ? await webhooks.revokeWebhook(webhook.id) : undefined;
  if (revoked) return { status: 200, body: toWebhookBody(revoked) };
  throw new InputError('There is no such webhook.', { code: 'WEBHOOK_NOT_FOUND', remedy: 'Check its id.' });
}
