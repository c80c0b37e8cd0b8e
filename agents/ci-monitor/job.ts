import type { AgentContext } from '#agents/harness/agent.ts';
import type { Diagnosis } from '#domain/ci.ts';
import type { RepoFacts } from '#domain/commands/repo-facts.ts';
import type { Change, Task } from '#domain/task.ts';
import type { Workspace } from '#ports/workspace.ts';
import type { CiMonitorDeps, CiMonitorLimits, FailedCheck } from './contract.ts';

/** Everything that the nodes of one diagnosis share and that is no state. */
export interface Job {
  readonly context: AgentContext;
  readonly deps: CiMonitorDeps;
  readonly limits: CiMonitorLimits;
  readonly task: Task;
  readonly changes: readonly Change[];
  readonly failed: readonly FailedCheck[];
  /** The repositories whose pull request conflicts with its base branch, for which CI ran nothing. */
  readonly conflicts: readonly string[];
  /** Commits whose checks were already run again once. */
  readonly rerunBefore: ReadonlySet<string>;
}

/** A failed check with what is needed to look into it. */
export interface Case {
  readonly check: FailedCheck;
  readonly change: Change;
  readonly workspace: Workspace;
  readonly repo: RepoFacts;
  /** The failing lines of the log. */
  readonly log: string;
  /** The commands of the check; empty when they cannot be run here. */
  readonly commands: readonly string[];
}

/** What was found of one check without asking a model; `unknown` is for the model. */
export interface Finding {
  readonly check: FailedCheck;
  readonly verdict: Exclude<Diagnosis['verdict'], 'brief'> | 'unknown';
  readonly cause: Diagnosis['cause'];
  readonly summary: string;
  readonly evidence: string;
}
