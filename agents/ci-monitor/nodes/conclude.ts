import type { Diagnosis } from '#domain/ci.ts';
import type { Change } from '#domain/task.ts';
import { decideDiagnosis } from '../decide-diagnosis.ts';
import type { Case, Job } from '../job.ts';
import type { State } from '../state.ts';

export interface Concluded {
  readonly diagnosis: Diagnosis;
  readonly changes: readonly Change[];
  /** The repository that a brief is about. */
  readonly repo: string | undefined;
}

/** Publishes fixes, asks for the one further run of a flake, and records where the branches are now. */
export function concludeNode(job: Job, give: (concluded: Concluded) => void): (state: State) => Promise<Record<string, never>> {
  return async ({ cases, findings, advice, advised }) => {
    const { context, deps } = job;
    context.signal.throwIfAborted();
    const diagnosis = decideDiagnosis(findings, advice);
    const heads = await publish(
      cases,
      findings.some(({ verdict }) => verdict === 'fixed'),
    );
    const changes = job.changes.map((change) => ({ ...change, headSha: heads.get(change.repo) ?? change.headSha }));
    if (diagnosis.verdict === 'rerun') {
      const commits = new Map(
        findings.filter(({ verdict }) => verdict === 'rerun').map(({ check }) => [check.repo, check.headSha]),
      );
      for (const [repo, headSha] of commits) await deps.repos.rerunFailedChecks(repo, headSha);
    }
    await context.store.patchTask(context.invocation.taskId, { changes }, []);
    give({ diagnosis, changes, repo: diagnosis.verdict === 'brief' ? advised : undefined });
    return {};
  };
}

async function publish(cases: readonly Case[], fixed: boolean): Promise<Map<string, string>> {
  const heads = new Map<string, string>();
  if (!fixed) return heads;
  for (const { change, workspace } of cases) {
    if (!heads.has(change.repo)) heads.set(change.repo, await workspace.push());
  }
  return heads;
}
