import type { NewIssue, NewPullRequest } from '#domain/chat-session.ts';
import type { ChangedFile } from './repo-host.ts';

/** A repository as its people see it in a list. */
export interface OwnRepository {
  /** `owner/name`. */
  readonly name: string;
  readonly description: string;
  readonly private: boolean;
  readonly defaultBranch: string;
  readonly language: string;
  readonly openIssues: number;
  readonly url: string;
}

export interface IssueLine {
  readonly number: number;
  readonly title: string;
  readonly author: string;
  readonly labels: readonly string[];
  readonly state: string;
}

/** A pull request with what it changes. */
export interface PullRequestView {
  readonly title: string;
  readonly body: string;
  readonly author: string;
  readonly state: string;
  readonly head: string;
  readonly base: string;
  readonly headSha: string;
  readonly files: readonly ChangedFile[];
}

export interface ReviewComment {
  readonly path: string;
  readonly line: number;
  readonly side: 'new' | 'old';
  readonly body: string;
}

/** What was made, and where it is to be seen. */
export interface Made {
  readonly number: number;
  readonly url: string;
}

/**
 * GitHub as one person sees it: everything happens under their name and with their permissions.
 * Every call @throws PolicyError `GITHUB_SIGN_IN_ENDED`, `GITHUB_FORBIDDEN`; InputError `GITHUB_NOT_FOUND`, `GITHUB_REQUEST_INVALID`;
 * UpstreamError `GITHUB_UNREACHABLE`
 */
export interface PersonalHost {
  /** Those that were worked on last come first. */
  listRepositories(limit: number): Promise<readonly OwnRepository[]>;
  readRepository(repo: string): Promise<OwnRepository>;
  /** Without pull requests, the newest first. */
  listIssues(
    repo: string,
    filter: { readonly state: 'open' | 'closed' | 'all'; readonly limit: number },
  ): Promise<readonly IssueLine[]>;
  readPullRequest(repo: string, number: number): Promise<PullRequestView>;
  createIssue(issue: NewIssue): Promise<Made>;
  createPullRequest(pullRequest: NewPullRequest): Promise<Made>;
  /** Posts a review that neither approves nor blocks; answers where it is to be read. */
  postReview(
    place: { readonly repo: string; readonly number: number },
    review: { readonly headSha: string; readonly body: string; readonly comments: readonly ReviewComment[] },
  ): Promise<string>;
}
