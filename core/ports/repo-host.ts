import type { Check } from '#domain/ci.ts';
import type { Access } from '#domain/decide-preflight.ts';
import type { Issue } from '#domain/issue.ts';
import type { Place } from '#domain/place.ts';
import type { MergeMethod } from '#domain/decide-follow-up.ts';
import type { PullRequest, ReviewThread, Verdict } from '#domain/pull-request.ts';
import type { Change } from '#domain/task.ts';

export interface Repository {
  /** `owner/name`. */
  readonly name: string;
  readonly description: string;
  readonly defaultBranch: string;
  readonly topics: readonly string[];
  /** Where git clones it from; without credentials. */
  readonly cloneUrl: string;
}

export interface CodeHit {
  readonly repo: string;
  readonly path: string;
  /** The matching lines, as the host shows them. */
  readonly fragment: string;
}

export interface PullRequestInput {
  readonly repo: string;
  readonly branch: string;
  readonly baseBranch: string;
  readonly title: string;
  readonly body: string;
}

/** One file of a pull request. */
export interface ChangedFile {
  readonly path: string;
  readonly status: string;
  /** The hunks of its unified diff; absent for binary files, pure renames, and what is too large. */
  readonly patch?: string;
}

/** A review that neither approves nor blocks, with comments on lines that the diff shows. */
export interface ReviewPost {
  readonly marker: string;
  readonly headSha: string;
  /** Markdown. */
  readonly body: string;
  readonly comments: readonly {
    readonly path: string;
    readonly line: number;
    readonly side: 'new' | 'old';
    readonly body: string;
  }[];
}

export interface CheckState {
  /** True when at least one check exists and every check has ended. */
  readonly concluded: boolean;
  readonly checks: readonly Check[];
}

export type Mergeability = 'clean' | 'conflict' | 'unknown';

/** What a person may do with a repository. */
export type Permission = 'admin' | 'write' | 'read' | 'none';

/** Shown on what somebody said: seen, done, refused, not understood or not possible. */
export type Reaction = 'eyes' | '+1' | '-1' | 'confused';

/** A git hosting service (GitHub), as the app installation sees it. */
export interface RepoHost {
  listRepositories(): Promise<readonly Repository[]>;
  /** @throws InputError `REPO_NOT_FOUND_OR_NO_ACCESS` */
  readRepository(repo: string): Promise<Repository>;
  /** What we may do in the repository and, with a number, how that pull request stands. @throws InputError, UpstreamError */
  readAccess(repo: string, prNumber?: number): Promise<Access>;
  /**
   * The texts of those of these files that lie at the roots of the repositories we see, at their default branches; by
   * repository, then by file. A few requests for all of them; of the first 1,000 repositories of each installation.
   */
  readRootFiles(names: readonly string[]): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>>;
  /** The branches of the newest pull requests, open or not, at most 100. */
  listPullRequestBranches(repo: string): Promise<readonly string[]>;
  searchCode(query: string, limit: number): Promise<readonly CodeHit[]>;
  /** Paths of all files at a branch, at most 10,000. */
  listFiles(repo: string, ref: string): Promise<readonly string[]>;
  readFile(repo: string, ref: string, path: string): Promise<string | undefined>;
  /** Creates the branch at the base branch's head unless it exists; answers its head commit. */
  ensureBranch(repo: string, branch: string, baseBranch: string): Promise<string>;
  /** Commits one file to a branch unless it already has this content; answers the branch's head commit. */
  writeFile(input: { repo: string; branch: string; path: string; content: string; message: string }): Promise<string>;
  /** Opens a draft pull request, or answers the open one of this branch after updating its title and body. */
  ensureDraftPullRequest(input: PullRequestInput): Promise<Change>;
  /** Closes the pull request if it is still an open draft; true when it is closed now. */
  closeDraft(change: Pick<Change, 'repo' | 'prNumber'>): Promise<boolean>;
  /** Marks it ready for review with this title and body; one that was closed unmerged is opened again. */
  readyPullRequest(change: Change, content: { title: string; body: string }): Promise<void>;
  /** Creates the comment that carries this marker, or edits it in place. */
  upsertComment(place: Pick<Place, 'repo' | 'number'>, marker: string, body: string): Promise<void>;
  /** An issue or a pull request. @throws InputError `REPO_NOT_FOUND_OR_NO_ACCESS` */
  readIssue(place: Pick<Place, 'repo' | 'number'>): Promise<Issue>;
  /** @throws InputError `REPO_NOT_FOUND_OR_NO_ACCESS` */
  readPullRequest(place: Pick<Place, 'repo' | 'number'>): Promise<PullRequest>;
  /** Whether a pull request fits onto its base branch; `unknown` while the host has not found out. */
  readMergeability(place: Pick<Place, 'repo' | 'number'>): Promise<Mergeability>;
  /** The numbers of the open pull requests from or into a branch, at most 1,000. */
  listOpenPullRequests(repo: string, branch: { readonly head: string } | { readonly base: string }): Promise<readonly number[]>;
  /** What reviewers decided, oldest first. */
  listVerdicts(place: Pick<Place, 'repo' | 'number'>): Promise<readonly Verdict[]>;
  /** Merges exactly this commit; answers why when the host does not let us. */
  mergePullRequest(
    change: Pick<Change, 'repo' | 'prNumber' | 'headSha'>,
    method: MergeMethod,
  ): Promise<{ readonly type: 'merged' } | { readonly type: 'refused'; readonly reason: string }>;
  /** True for a commit that merges another line of work. */
  isMerge(repo: string, sha: string): Promise<boolean>;
  /** The review threads of a pull request, at most 1,000, with at most 1,000 comments of each. */
  listReviewThreads(place: Pick<Place, 'repo' | 'number'>): Promise<readonly ReviewThread[]>;
  /** Answers in the review thread, unless an answer of ours carries this marker already. */
  replyToThread(place: Place & { threadId: number }, marker: string, body: string): Promise<void>;
  /** The files that a pull request changes, at most 3,000. */
  listChangedFiles(place: Pick<Place, 'repo' | 'number'>): Promise<readonly ChangedFile[]>;
  /** Posts the review, unless one of ours carries this marker already; answers where it is to be read. */
  postReview(place: Pick<Place, 'repo' | 'number'>, review: ReviewPost): Promise<string>;
  /** What a login may do with the repository; `none` for one that does not exist. */
  readPermission(repo: string, login: string): Promise<Permission>;
  /** The name and, where the account shows it, the e-mail address behind a login. */
  readUser(repo: string, login: string): Promise<{ readonly name: string; readonly email?: string }>;
  /** The logins of a team's members (`organisation/team`), as this repository's installation sees them. @throws PolicyError, InputError */
  listTeamMembers(repo: string, team: string): Promise<readonly string[]>;
  /** Puts a reaction on what has this id; twice is harmless, as is something that is gone. */
  react(repo: string, nodeId: string, reaction: Reaction): Promise<void>;
  /** The checks of a commit; those that started before `since` (ISO 8601) do not count. */
  readChecks(repo: string, headSha: string, since?: string): Promise<CheckState>;
  /** The log of a check as text, in parts as they arrive; empty when there is none. It may be hundreds of megabytes long. */
  streamCheckLog(repo: string, headSha: string, checkName: string): AsyncIterable<string>;
  /** Asks for the failed checks of a commit to run once more. */
  rerunFailedChecks(repo: string, headSha: string): Promise<void>;
  /** A short-lived token for git over HTTP, for this repository only; never to be given to repository code. */
  gitToken(repo: string): Promise<string>;
}
