export interface CommandResult {
  readonly exitCode: number;
  /** Standard output and error as they came, cut in the middle when longer than the limit. */
  readonly output: string;
  readonly timedOut: boolean;
  readonly ms: number;
}

/** A checkout in which an agent works. Repository code runs in children that see no credential. */
export interface Workspace {
  readonly root: string;
  listFiles(): Promise<readonly string[]>;
  /** Whole text, or undefined when there is no such file. @throws InputError `PATH_OUTSIDE_WORKSPACE` */
  readFile(path: string): Promise<string | undefined>;
  writeFile(path: string, content: string): Promise<void>;
  deleteFile(path: string): Promise<void>;
  /** Lines that match, as `path:line: text`, at most `limit`. */
  search(pattern: string, limit: number): Promise<readonly string[]>;
  /** Runs a shell command of the repository in the checkout with a clean environment and its limits. */
  run(command: string, options: { timeoutSeconds: number; signal?: AbortSignal }): Promise<CommandResult>;
  /** The change against the given commit or, without one, uncommitted changes. */
  diff(base?: string): Promise<string>;
  hasChanges(): Promise<boolean>;
  /** Commits everything; answers the commit. Trailers become `Key: value` lines at the end of the message. */
  commit(message: string, trailers: Readonly<Record<string, string>>): Promise<string>;
  /** Pushes the branch, never by force; answers the pushed commit. @throws ConflictError `BRANCH_MOVED` */
  push(): Promise<string>;
  head(): Promise<string>;
  /** Messages of the commits on this branch since it left `base`, oldest first. */
  log(base: string): Promise<readonly { readonly sha: string; readonly message: string }[]>;
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
    token: () => Promise<string>;
  }): Promise<Workspace>;
}
