import { isUtf8 } from 'node:buffer';
import { Webhooks } from '@octokit/webhooks';
import { UpstreamError } from '#domain/errors.ts';
import type { HttpRequest } from '#lambdas/http/request.ts';
import { signatureInvalid, signatureMissing } from '#lambdas/http/verify-hmac.ts';

/**
 * Checks GitHub's `X-Hub-Signature-256` over the raw bytes, which GitHub always sends as UTF-8. Of several secrets, one a
 * line as rotation keeps them, any will do. @throws InputError (401)
 */
export async function verifyGithub(request: HttpRequest, secret: string): Promise<void> {
  const signature = request.headers['x-hub-signature-256'];
  if (!signature) throw signatureMissing();
  const secrets = secret.split('\n').filter((line) => line !== '');
  if (secrets.length === 0)
    throw new UpstreamError('The webhook secret is empty.', { code: 'SECRET_UNAVAILABLE', kind: 'config' });
  if (request.body.length === 0 || !isUtf8(request.body)) throw signatureInvalid();
  const body = request.body.toString('utf8');
  const valid = await Promise.all(secrets.map((one) => new Webhooks({ secret: one }).verify(body, signature)));
  if (!valid.includes(true)) throw signatureInvalid();
}
