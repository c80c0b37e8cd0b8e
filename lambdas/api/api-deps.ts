import type { Log } from '#lambdas/http/log.ts';
import type { IntakeDeps } from '#lambdas/intake/intake-deps.ts';
import type { RepoHost } from '#ports/repo-host.ts';
import type { WebhookStore } from '#ports/webhook-store.ts';

/** What the API acts through. */
export interface ApiDeps extends IntakeDeps {
  readonly webhooks: WebhookStore;
  readonly repoHost: Pick<RepoHost, 'readRepository' | 'readIssue' | 'readPullRequest'>;
  readonly log: Log;
}
