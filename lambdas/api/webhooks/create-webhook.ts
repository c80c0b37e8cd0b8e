import { randomBytes } from 'node:crypto';
import { InputError } from '#domain/errors.ts';
import type { ApiDeps } from '../api-deps.ts';
import { readInput } from '../read-input.ts';
import type { Answer, Call } from '../request.ts';
import { newWebhookSchema } from '../schema.ts';
import { MAX_WEBHOOKS } from './list-webhooks.ts';
import { toWebhookBody } from './to-webhook-body.ts';

/** `POST /v1/webhooks`: the answer is the only place where its secret is ever shown. */
export async function createWebhook({ by, request }: Call, deps: ApiDeps): Promise<Answer> {
  const { name, body_only: bodyOnly } = readInput(newWebhookSchema, request);
  const { webhooks, clock } = deps;
  const known = await webhooks.listWebhooks(by, MAX_WEBHOOKS);
  if (known.length >= MAX_WEBHOOKS) {
    throw new InputError(`You have ${MAX_WEBHOOKS} webhooks, revoked ones included.`, {
      code: 'WEBHOOK_LIMIT',
      remedy: 'Use one of them, or wait until the revoked ones are forgotten.',
    });
  }
  const secret = `whsec_${randomBytes(32).toString('base64url')}`;
  const webhook = { id: `wh_${clock.newId()}`, name, owner: by, secret, bodyOnly, createdAt: clock.now().toISOString() };
  await webhooks.recordWebhook(webhook);
  return { status: 201, body: { ...toWebhookBody(webhook), secret } };
}
