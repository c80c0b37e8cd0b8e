import type { CommandResult, Isolation } from './sandbox.ts';

/** How a rebase ended; what was not `rebased` is as it was. */
export type Rebase =
  | { readonly type: 'rebased' }
  /** Somebody else has commits on the branch: each as its short name and title. */
  | { readonly type: 'foreign'; readonly commits: readonly string[] }
  | { readonly type: 'conflict'; readonly files: readonly string[] };

/** A checkout in which an agent works. Repository code runs in children that see no credential. */
export interface Workspace {
  readonly root: string;
  /** Where `save` keeps work on the server: the full name of a ref that is no branch. */
  readonly savedRef: string;
  /** The ref on the server that keeps earlier work which no longer fits onto the branch; the checkout has what still fits. */
  readonly setAside: string | undefined;
  listFiles(): Promise<readonly string[]>;
  /** Whole text, or undefined when there is no such file. @throws InputError `PATH_OUTSIDE_WORKSPACE` */
  readFile(path: string): Promise<string | undefined>;
  writeFile(path: string, content: string): Promise<void>;
  /** Lines that match, as `path:line: text`, at most `limit`. */
  search(pattern: string, limit: number): Promise<readonly string[]>;
  /** How commands of the repository are kept apart from everything else. */
  isolation(): Promise<Isolation>;
  /**
   * Runs a shell command of the repository in the checkout, in the sandbox; only with `packages` it reaches package registries.
   * @throws UpstreamError `CHECKOUT_GONE`, as all that asks git, when an earlier command deleted the checkout
   */
  run(command: string, options: { timeoutSeconds: number; signal?: AbortSignal; packages?: boolean }): Promise<CommandResult>;
  /** The change against the given commit or, without one, uncommitted changes. */
  diff(base?: string): Promise<string>;
  /** Paths of the files that differ from the given base (as in `diff`) or, without one, from the last commit. */
  changedFiles(base?: string): Promise<readonly string[]>;
  /** Puts these files back to what they are in the given base or, without one, in the last commit; new ones go. */
  undo(paths: readonly string[], base?: string): Promise<void>;
  hasChanges(): Promise<boolean>;
  /** Commits everything; answers the commit. Trailers become `Key: value` lines at the end of the message. */
  commit(message: string, trailers: Readonly<Record<string, string>>): Promise<string>;
  /**
   * Keeps the commits on the server without showing them on the branch, so that a lost disk loses nothing and CI does not
   * run on them. Tells whether somebody else pushed to the branch meanwhile. @throws ConflictError `BRANCH_MOVED` when
   * the ref holds work that this checkout does not have
   */
  save(): Promise<{ readonly branchMoved: boolean }>;
  /** Pushes the branch, never by force, and ends what was saved; answers the pushed commit. @throws ConflictError `BRANCH_MOVED` */
  push(): Promise<string>;
  /**
   * Puts the branch's commits onto the tip of a branch of the server, in the checkout alone: the branch stays where it is,
   * there and here, until `replace`. Does nothing unless every commit is ours. @throws ConflictError `BRANCH_MOVED`
   */
  rebase(base: string): Promise<Rebase>;
  /**
   * Publishes what `rebase` made in place of the branch, provided that the branch is still as it was when this checkout was
   * opened; answers the pushed commit. @throws ConflictError `BRANCH_MOVED`
   */
  replace(): Promise<string>;
  head(): Promise<string>;
  /** Messages of the commits on this branch since it left `base`, oldest first. */
  log(base: string): Promise<readonly { readonly sha: string; readonly message: string }[]>;
  /** The latest commits of a branch of the server, newest first, without those that merges brought. */
  recentCommits(branch: string, limit: number): Promise<readonly string[]>;
  /** Throws away what is not committed. */
  reset(): Promise<void>;
}

/** Opens checkouts. */
export interface Workspaces {
  /** The session's checkout of this branch: kept from before when there is one and brought up to date, else cloned. */
  open(input: {
    taskId: string;
    repo: string;
    cloneUrl: string;
    branch: string;
    /** Where the branch left. Of the server's branches only these two are brought here, so a `base` can be no other. */
    baseBranch: string;
    /** True goes on from what was saved, in whatever session; false from the branch alone. */
    withSaved: boolean;
    token: () => Promise<string>;
  }): Promise<Workspace>;
  /** Takes away all that a task has on this disk, now or as soon as possible. Assumes that nothing works there any more. */
  remove(taskId: string): Promise<void>;
}
