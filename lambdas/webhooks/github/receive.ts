import type { KeptDelivery } from '#domain/kept-delivery.ts';
import { readShape } from '#lambdas/http/read-shape.ts';
import { readJson } from '#lambdas/http/request.ts';
import type { Receive } from '#lambdas/http/serve-deliveries.ts';
import { deliveryIdOf } from '#lambdas/http/verify-hmac.ts';
import { type ApplyCiDeps, applyCi } from '#lambdas/intake/apply-ci.ts';
import type { Secrets } from '#ports/secrets.ts';
import type { TaskStore } from '#ports/task-store.ts';
import type { GithubSettings } from './delivery.ts';
import { toEvent } from './to-event.ts';
import { verifyGithub } from './verify.ts';

export interface GithubDeps extends ApplyCiDeps {
  readonly store: ApplyCiDeps['store'] & Pick<TaskStore, 'keepDelivery'>;
  readonly secrets: Secrets;
  readonly settings: GithubSettings;
}

/**
 * Takes GitHub's deliveries: the end of CI wakes the task that waits for it; what people say is put on record, and worked
 * on by the inbox once GitHub has been answered, because who may say it has to be asked of GitHub first.
 */
export function receiveGithub(deps: GithubDeps): Receive {
  return async (request) => {
    await verifyGithub(request, await deps.secrets.read('stepwright/github/webhook-secret'));
    const deliveryId = deliveryIdOf(request.headers['x-github-delivery'], request.body);
    const body = readJson(request.body.toString('utf8'));
    const parsed = readShape(() => toEvent(request.headers['x-github-event'] ?? '', body, deps.settings));
    switch (parsed.type) {
      case 'ignored':
        return { status: 'ignored', deliveryId, reason: parsed.reason };
      case 'ci': {
        const answer = await applyCi(parsed.event, deps);
        if (answer.status === 'accepted' || !parsed.later) return { deliveryId, ...answer };
        return { deliveryId, ...(await keep(deliveryId, { event: parsed.later }, deps)) };
      }
      case 'host': {
        const { type: _, ...kept } = parsed;
        return { deliveryId, ...(await keep(deliveryId, kept, deps)) };
      }
    }
  };
}

async function keep(
  id: string,
  kept: Omit<KeptDelivery, 'delivery'>,
  { store }: GithubDeps,
): Promise<{ readonly status: 'accepted' | 'duplicate'; readonly reason: string }> {
  const fresh = await store.keepDelivery({ delivery: { channel: 'github', id }, ...kept });
  return { status: fresh ? 'accepted' : 'duplicate', reason: kept.event.type };
}
