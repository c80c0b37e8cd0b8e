import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { AutoMerge } from '#domain/decide-follow-up.ts';
import type { KeptDelivery } from '#domain/kept-delivery.ts';
import type { Log } from '#lambdas/http/log.ts';
import type { IntakeDeps } from '#lambdas/intake/intake-deps.ts';
import type { RepoHost } from '#ports/repo-host.ts';

/** What the work of kept deliveries is done with. */
export interface InboxDeps extends IntakeDeps {
  readonly repoHost: Pick<
    RepoHost,
    | 'readRepository'
    | 'readPermission'
    | 'readUser'
    | 'readPullRequest'
    | 'readChecks'
    | 'readMergeability'
    | 'listOpenPullRequests'
    | 'listVerdicts'
    | 'mergePullRequest'
    | 'isMerge'
    | 'upsertComment'
    | 'replyToThread'
    | 'react'
  >;
  /** What the agent is called in comments, for example `@agent`. */
  readonly handle: string;
  /** Logins that may command without write access, in lower case. */
  readonly allowed: readonly string[];
  readonly autoMerge: AutoMerge;
  readonly log: Log;
  /** Reads a new item of the table; `undefined` when it is no kept delivery. */
  readonly readKept: (image: Record<string, AttributeValue>) => KeptDelivery | undefined;
}
