/** Where a repository can be read on this machine. */
export interface Mirror {
  /** A bare git directory. */
  readonly gitDir: string;
  /** The head of the branch when it was fetched. */
  readonly commit: string;
}

/** Copies of repositories for reading, kept between tasks. No code of theirs ever runs there. */
export interface Mirrors {
  /**
   * Brings a branch with its recent history here. The token is used for this one fetch and kept nowhere.
   * @throws UpstreamError, PolicyError, InputError as git says
   */
  fetch(input: { repo: string; cloneUrl: string; branch: string; token: () => Promise<string> }): Promise<Mirror>;
}
