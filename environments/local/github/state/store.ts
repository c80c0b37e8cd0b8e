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
import { type Protection, protectionSchema } from './branches.ts';
import { type Conversation, type IssueRecord, isPull, issueSchema } from './issues.ts';
import {
  type CommentRecord,
  commentSchema,
  type PullRecord,
  pullSchema,
  type ReactionRecord,
  type ReviewCommentRecord,
  type ReviewRecord,
  reactionSchema,
  reviewCommentSchema,
  reviewSchema,
} from './pulls.ts';
import { openRecords, type Records } from './records.ts';
import {
  type DeliveryRecord,
  deliverySchema,
  type InstallationRecord,
  installationSchema,
  oauthCodeSchema,
  type RepositoryRecord,
  repositorySchema,
  type TokenRecord,
  tokenSchema,
  userTokenSchema,
} from './repositories.ts';

/** Everything the twin remembers. */
export interface Store {
  readonly repositories: Collection<RepositoryRecord>;
  readonly installations: Collection<InstallationRecord>;
  readonly tokens: Collection<TokenRecord>;
  /** By the hash of the code, and of the token. */
  readonly oauthCodes: Collection<z.infer<typeof oauthCodeSchema>>;
  readonly userTokens: Collection<z.infer<typeof userTokenSchema>>;
  readonly deliveries: Collection<DeliveryRecord>;
  readonly settings: Collection<string>;
  /** By branch. */
  readonly protections: Collection<Protection>;
  /** By number, not by id. */
  readonly pulls: Collection<PullRecord>;
  /** By the commits that heads were at: keys of pull requests. */
  readonly pullHeads: Collection<string>;
  /** By number, not by id. */
  readonly issues: Collection<IssueRecord>;
  readonly comments: Records<CommentRecord>;
  readonly reviews: Records<ReviewRecord>;
  readonly reviewComments: Records<ReviewCommentRecord>;
  readonly reactions: Collection<ReactionRecord>;
  readonly suites: Records<SuiteRecord>;
  readonly checkRuns: Records<CheckRunRecord>;
  readonly statuses: Records<CommitStatusRecord>;
  readonly runs: Records<WorkflowRunRecord>;
  readonly jobs: Records<JobRecord>;
  /** How many runs of a workflow there were, by repository and path. */
  readonly runNumbers: Collection<number>;
  /** Keys of runs that have not ended. */
  readonly liveRuns: Collection<{ repo: string; id: number }>;
  transaction<T>(work: () => T): T;
}

export function openStore(documents: Documents): Store {
  return {
    repositories: documents.collection('github_repositories', repositorySchema),
    installations: documents.collection('github_installations', installationSchema),
    tokens: documents.collection('github_tokens', tokenSchema),
    oauthCodes: documents.collection('github_oauth_codes', oauthCodeSchema),
    userTokens: documents.collection('github_user_tokens', userTokenSchema),
    deliveries: documents.collection('github_deliveries', deliverySchema),
    settings: documents.collection('github_settings', z.string()),
    protections: documents.collection('github_protections', protectionSchema),
    pulls: documents.collection('github_pulls', pullSchema),
    pullHeads: documents.collection('github_pull_heads', z.string()),
    issues: documents.collection('github_issues', issueSchema),
    comments: openRecords(documents, 'comments', { schema: commentSchema, groupOf: ofPull }),
    reviews: openRecords(documents, 'reviews', { schema: reviewSchema, groupOf: ofPull }),
    reviewComments: openRecords(documents, 'review_comments', { schema: reviewCommentSchema, groupOf: ofPull }),
    reactions: documents.collection('github_reactions', reactionSchema),
    suites: openRecords(documents, 'suites', { schema: suiteSchema, groupOf: ofCommit }),
    checkRuns: openRecords(documents, 'check_runs', { schema: checkRunSchema, groupOf: ofCommit }),
    statuses: openRecords(documents, 'statuses', { schema: commitStatusSchema, groupOf: ({ sha }) => sha }),
    runs: openRecords(documents, 'runs', { schema: workflowRunSchema, groupOf: ofCommit }),
    jobs: openRecords(documents, 'jobs', { schema: jobSchema, groupOf: ({ runId }) => runId }),
    runNumbers: documents.collection('github_run_numbers', z.int()),
    liveRuns: documents.collection('github_live_runs', z.object({ repo: z.string(), id: z.int() })),
    transaction: (work) => documents.transaction(work),
  };
}

function ofPull(record: { number: number }): number {
  return record.number;
}

function ofCommit(record: { headSha: string }): string {
  return record.headSha;
}

/** Where something of a repository is kept that has a number or a name. */
export function keyIn(repo: string, id: number | string): string {
  return `${repo}#${id}`;
}

export function readPullRecord(store: Store, repo: string, number: number): PullRecord | undefined {
  return store.pulls.get(keyIn(repo, number));
}

/** Pull requests of a repository, oldest first. */
export function listPulls(store: Store, repo: string): PullRecord[] {
  return store.pulls.list(`${repo}#`);
}

/** Open pull requests whose head is at this commit. */
export function listPullsAt(store: Store, repo: string, sha: string): PullRecord[] {
  const known = store.pullHeads.list(`${repo}#${sha}#`).flatMap((key) => store.pulls.get(key) ?? []);
  return known.filter(({ state, head }) => state === 'open' && head.sha === sha);
}

export function savePull(store: Store, pull: PullRecord): void {
  const key = keyIn(pull.repo, pull.number);
  store.pulls.put(key, pull);
  store.pullHeads.insert(`${pull.repo}#${pull.head.sha}#${pull.number}`, key);
}

/** The issue or pull request of this number. */
export function readConversationRecord(store: Store, repo: string, number: number): Conversation | undefined {
  return readPullRecord(store, repo, number) ?? store.issues.get(keyIn(repo, number));
}

/** Issues and pull requests of a repository, oldest first. */
export function listConversations(store: Store, repo: string): Conversation[] {
  const all: Conversation[] = [...store.issues.list(`${repo}#`), ...listPulls(store, repo)];
  return all.sort((a, b) => a.number - b.number);
}

export function saveConversation(store: Store, conversation: Conversation): void {
  if (isPull(conversation)) savePull(store, conversation);
  else store.issues.put(keyIn(conversation.repo, conversation.number), conversation);
}

/** The number of a workflow's next run. */
export function takeRunNumber(store: Store, repo: string, path: string): number {
  const key = `${repo}#${path}`;
  const number = (store.runNumbers.get(key) ?? 0) + 1;
  store.runNumbers.put(key, number);
  return number;
}

/** Saves a run and remembers whether it still has to be led to its end. */
export function saveRun(store: Store, run: WorkflowRunRecord): void {
  const { repo, id } = run;
  store.runs.put(run);
  if (run.status === 'completed') store.liveRuns.delete(keyIn(repo, id));
  else store.liveRuns.put(keyIn(repo, id), { repo, id });
}

/** Runs that have not ended, oldest first. */
export function listLiveRuns(store: Store): WorkflowRunRecord[] {
  return store.liveRuns
    .list()
    .map(({ repo, id }) => store.runs.get(repo, id))
    .filter((run) => run !== undefined);
}
