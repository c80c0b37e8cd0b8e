import type { Change } from './task.ts';

/** A pull request as its host shows it now. */
export interface PullRequest {
  readonly change: Change;
  readonly title: string;
  /** Markdown; outside text. */
  readonly body: string;
  readonly state: 'open' | 'merged' | 'closed';
  /** True when its branch is in another repository, where nothing can be pushed. */
  readonly fromFork: boolean;
  readonly labels: readonly string[];
  readonly draft: boolean;
}

/** What a reviewer decided; comments decide nothing. */
export interface Verdict {
  readonly login: string;
  readonly byBot: boolean;
  readonly says: 'approved' | 'changes-requested' | 'dismissed';
  /** The commit that was looked at. */
  readonly headSha: string;
}

/** What reviewers say about one place of a pull request, oldest first. */
export interface ReviewThread {
  /** The first comment's id: what an answer refers to. */
  readonly id: number;
  readonly path: string;
  /** Undefined when it is about the whole file, or about a line that is gone. */
  readonly line?: number | undefined;
  /** The lines of the diff that it is about, as the host shows them; may be empty. */
  readonly diffHunk: string;
  readonly resolved: boolean;
  readonly comments: readonly ReviewComment[];
}

interface ReviewComment {
  readonly id: number;
  /** The login; empty when the account is gone. */
  readonly author: string;
  readonly byBot: boolean;
  readonly body: string;
}
