import { readShape } from '#lambdas/http/read-shape.ts';
import { readJson } from '#lambdas/http/request.ts';
import type { Receive } from '#lambdas/http/serve-deliveries.ts';
import { deliveryIdOf } from '#lambdas/http/verify-hmac.ts';
import { type ApplyErrorDeps, applyAlert, applySighting } from '#lambdas/intake/apply-error.ts';
import type { Secrets } from '#ports/secrets.ts';
import { toEvent } from './to-event.ts';
import { verifySentry } from './verify.ts';

export interface SentryDeps extends ApplyErrorDeps {
  readonly secrets: Secrets;
}

/** Takes Sentry's deliveries within its second: what has to be asked of Sentry is asked in the run that this starts. */
export function receiveSentry(deps: SentryDeps): Receive {
  return async ({ headers, body, ...request }) => {
    const secret = await deps.secrets.read('stepwright/sentry/client-secret');
    const at = verifySentry({ ...request, headers, body }, secret, deps.clock.now());
    const delivery = { channel: 'sentry', id: deliveryIdOf(headers['request-id'], body) } as const;
    const json = readJson(body.toString('utf8'));
    const parsed = readShape(() => toEvent(headers['sentry-hook-resource'] ?? '', json, at));
    if (parsed.type === 'ignored') return { status: 'ignored', deliveryId: delivery.id, reason: parsed.reason };
    const { event } = parsed;
    const answer =
      event.type === 'error.seen'
        ? await applySighting(event.sighting, delivery, deps)
        : await applyAlert(event.alert, delivery, deps);
    return { deliveryId: delivery.id, ...answer };
  };
}
