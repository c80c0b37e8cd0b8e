import { readShape } from '#lambdas/http/read-shape.ts';
import { readJson } from '#lambdas/http/request.ts';
import type { Receive } from '#lambdas/http/serve-deliveries.ts';
import { deliveryIdOf } from '#lambdas/http/verify-hmac.ts';
import { type ApplyCiDeps, applyCi } from '#lambdas/intake/apply-ci.ts';
import type { Secrets } from '#ports/secrets.ts';
import { toEvent } from './to-event.ts';
import { verifyGithub } from './verify.ts';

export interface GithubDeps extends ApplyCiDeps {
  readonly secrets: Secrets;
}

/** Takes GitHub's deliveries: the end of CI wakes the task that waits for it. */
export function receiveGithub(deps: GithubDeps): Receive {
  return async (request) => {
    await verifyGithub(request, await deps.secrets.read('stepwright/github/webhook-secret'));
    const deliveryId = deliveryIdOf(request.headers['x-github-delivery'], request.body);
    const body = readJson(request.body.toString('utf8'));
    const parsed = readShape(() => toEvent(request.headers['x-github-event'] ?? '', body));
    if (parsed.type === 'ignored') return { status: 'ignored', deliveryId, reason: parsed.reason };
    if (parsed.event.type !== 'ci.concluded') return { status: 'ignored', deliveryId, reason: 'nothing about CI' };
    return { deliveryId, ...(await applyCi(parsed.event, deps)) };
  };
}
