import { createHmac } from 'node:crypto';
import { UpstreamError } from '#domain/errors.ts';

/** The secret of a webhook, made of its id and one key, so that none has to be kept. @throws UpstreamError `SECRET_UNAVAILABLE` */
export function toWebhookSecret(id: string, key: string): string {
  if (key === '') throw new UpstreamError('The key of the webhooks is empty.', { code: 'SECRET_UNAVAILABLE', kind: 'config' });
  return `whsec_${createHmac('sha256', key).update(id).digest('base64url')}`;
}
