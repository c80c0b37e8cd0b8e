import { decidePreflight } from '#domain/decide-preflight.ts';
import { PolicyError } from '#domain/errors.ts';
import type { Change } from '#domain/task.ts';
import type { RepoHost } from '#ports/repo-host.ts';
import type { AgentContext } from './agent.ts';

/**
 * Makes sure, before a model is asked, that the task can be done in these repositories.
 * @throws PolicyError `INSUFFICIENT_GITHUB_REPO_PERMISSIONS`, `PR_NOT_FOUND_OR_CLOSED`; InputError
 *   `REPO_NOT_FOUND_OR_NO_ACCESS`; UpstreamError `GITHUB_UNREACHABLE`
 */
export async function preflight(
  { task }: Pick<AgentContext, 'task'>,
  host: Pick<RepoHost, 'readAccess'>,
  targets: readonly (Pick<Change, 'repo'> & Partial<Pick<Change, 'prNumber'>>)[],
): Promise<void> {
  for (const { repo, prNumber } of targets) {
    const decision = decidePreflight(task.kind, repo, await host.readAccess(repo, prNumber));
    if (decision.type === 'go') continue;
    const { code, reason, remedy } = decision;
    throw new PolicyError(reason, { code, kind: 'auth', remedy });
  }
}
