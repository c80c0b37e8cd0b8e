import type { Check } from '#domain/ci.ts';
import type { RepoHost } from '#ports/repo-host.ts';
import type { Workspaces } from '#ports/workspace.ts';

/** What the CI monitor needs besides its context. */
export interface CiMonitorDeps {
  readonly repos: Pick<RepoHost, 'readRepository' | 'gitToken' | 'readChecks' | 'streamCheckLog' | 'rerunFailedChecks'>;
  readonly workspaces: Workspaces;
  readonly limits?: Partial<CiMonitorLimits>;
}

export interface CiMonitorLimits {
  /** Seconds that one command of a check or a fix may take. */
  readonly commandSeconds: number;
}

export const LIMITS: CiMonitorLimits = { commandSeconds: 600 };

/** A failed check of the task's commit, as CI reported it. */
export interface FailedCheck extends Check {
  readonly repo: string;
  readonly headSha: string;
}
