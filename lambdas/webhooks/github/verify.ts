import { isUtf8 } from 'node:buffer';
import { Webhooks } from '@octokit/webhooks';
import { UpstreamError } from '#domain/errors.ts';
import type { HttpRequest } from '#lambdas/http/request.ts';
import { signatureInvalid, signatureMissing } from '#lambdas/http/verify-hmac.ts';

/** Checks GitHub's `X-Hub-Signature-256` over the raw bytes, which GitHub always sends as UTF-8. @throws InputError (401) */
export async function verifyGithub(request: HttpRequest, secret: string): Promise<void> {
  const signature = request.headers['x-hub-signature-256'];
  if (!signature) throw signatureMissing();
  if (secret === '') throw new UpstreamError('The webhook secret is empty.', { code: 'SECRET_UNAVAILABLE', kind: 'config' });
  if (request.body.length === 0 || !isUtf8(request.body)) throw signatureInvalid();
  const valid = await new Webhooks({ secret }).verify(request.body.toString('utf8'), signature);
  if (!valid) throw signatureInvalid();
}
