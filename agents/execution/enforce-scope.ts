import { decideScope } from '#domain/decide-scope.ts';
import { visiblePath } from '#domain/visible-path.ts';
import { PLAN_FILE } from './contract.ts';
import type { Job, RepoWork } from './job.ts';

/** More are only counted: nobody reads a list of a thousand files. */
const MAX_TOLD = 20;

export interface ScopeReport {
  /** What was put back, and why, in words for the pull request. */
  readonly undone: readonly string[];
  /** Files that stay although the plan does not name them. */
  readonly drift: readonly string[];
}

/**
 * Puts back files that nobody asked to change and that decide what runs or is installed elsewhere. Looks at what is not
 * committed or, with `base`, at everything since the branch left it; commits nothing.
 */
export async function enforceScope(job: Job, { workspace, change }: RepoWork, base?: string): Promise<ScopeReport> {
  const changed = (await workspace.changedFiles(base)).filter((path) => path !== PLAN_FILE);
  const { forbidden, drift } = decideScope({ changed, named: job.named[change.repo] ?? [] });
  if (forbidden.length === 0) return { undone: [], drift };
  await workspace.undo(
    forbidden.map(({ path }) => path),
    base,
  );
  const undone = forbidden
    .slice(0, MAX_TOLD)
    .map(({ path, why }) => `${visiblePath(path)} was put back: ${why}, and the plan does not name it.`);
  if (forbidden.length > MAX_TOLD) undone.push(`${forbidden.length - MAX_TOLD} more files were put back for such reasons.`);
  await job.context.progress(undone.join(' '));
  return { undone, drift };
}
