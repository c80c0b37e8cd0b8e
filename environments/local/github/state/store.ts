import { z } from 'zod';
import type { Collection, Documents } from '../../documents.ts';
import {
  type CheckRunRecord,
  type CommitStatusRecord,
  checkRunSchema,
  commitStatusSchema,
  type JobRecord,
  jobSchema,
  type SuiteRecord,
  suiteSchema,
  type WorkflowRunRecord,
  workflowRunSchema,
} from './checks.ts';
import {
  type CommentRecord,
  commentSchema,
  type PullRecord,
  pad,
  pullSchema,
  type ReactionRecord,
  type ReviewCommentRecord,
  type ReviewRecord,
  reactionSchema,
  reviewCommentSchema,
  reviewSchema,
} from './pulls.ts';
import {
  type DeliveryRecord,
  deliverySchema,
  type InstallationRecord,
  installationSchema,
  type RepositoryRecord,
  repositorySchema,
  type TokenRecord,
  tokenSchema,
} from './repositories.ts';

/** Everything the twin remembers; records of a repository have ids that begin with the repository's key. */
export interface Store {
  readonly repositories: Collection<RepositoryRecord>;
  readonly installations: Collection<InstallationRecord>;
  readonly tokens: Collection<TokenRecord>;
  readonly deliveries: Collection<DeliveryRecord>;
  readonly settings: Collection<string>;
  readonly pulls: Collection<PullRecord>;
  readonly comments: Collection<CommentRecord>;
  readonly reviews: Collection<ReviewRecord>;
  readonly reviewComments: Collection<ReviewCommentRecord>;
  readonly reactions: Collection<ReactionRecord>;
  readonly suites: Collection<SuiteRecord>;
  readonly checkRuns: Collection<CheckRunRecord>;
  readonly statuses: Collection<CommitStatusRecord>;
  readonly runs: Collection<WorkflowRunRecord>;
  readonly jobs: Collection<JobRecord>;
  transaction<T>(work: () => T): T;
}

export function openStore(documents: Documents): Store {
  return {
    repositories: documents.collection('github_repositories', repositorySchema),
    installations: documents.collection('github_installations', installationSchema),
    tokens: documents.collection('github_tokens', tokenSchema),
    deliveries: documents.collection('github_deliveries', deliverySchema),
    settings: documents.collection('github_settings', z.string()),
    pulls: documents.collection('github_pulls', pullSchema),
    comments: documents.collection('github_comments', commentSchema),
    reviews: documents.collection('github_reviews', reviewSchema),
    reviewComments: documents.collection('github_review_comments', reviewCommentSchema),
    reactions: documents.collection('github_reactions', reactionSchema),
    suites: documents.collection('github_suites', suiteSchema),
    checkRuns: documents.collection('github_check_runs', checkRunSchema),
    statuses: documents.collection('github_statuses', commitStatusSchema),
    runs: documents.collection('github_runs', workflowRunSchema),
    jobs: documents.collection('github_jobs', jobSchema),
    transaction: (work) => documents.transaction(work),
  };
}

/** Where a record of a repository is kept: the repository's key and the record's number or id. */
export function idIn(repo: string, id: number): string {
  return `${repo}#${pad(id)}`;
}

/** The prefix of all records of a repository. */
export function allIn(repo: string): string {
  return `${repo}#`;
}

/** Pull requests of a repository, oldest first. */
export function listPulls(store: Store, repo: string): PullRecord[] {
  return store.pulls.list(allIn(repo));
}

export function savePull(store: Store, pull: PullRecord): void {
  store.pulls.put(idIn(pull.repo, pull.number), pull);
}
