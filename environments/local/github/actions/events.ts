import { toCheckRun, toSuite, toWorkflowRun } from '../render/check.ts';
import { appLogin } from '../render/identity.ts';
import type { CheckRunRecord, SuiteRecord, WorkflowRunRecord } from '../state/checks.ts';
import type { RepositoryRecord } from '../state/repositories.ts';
import type { Twin } from '../twin.ts';

/** Tells a check run's news. */
export function emitCheckRun(twin: Twin, repository: RepositoryRecord, action: string, run: CheckRunRecord): void {
  const suite = twin.store.suites.get(run.repo, run.suiteId);
  const check_run = {
    ...toCheckRun(twin, repository, run),
    ...(suite === undefined ? {} : { check_suite: toSuite(twin, repository, suite) }),
  };
  twin.emit('check_run', repository, appLogin(run.app), { action, check_run });
}

export function emitSuite(twin: Twin, repository: RepositoryRecord, action: string, suite: SuiteRecord): void {
  twin.emit('check_suite', repository, appLogin(suite.app), { action, check_suite: toSuite(twin, repository, suite) });
}

export function emitRun(twin: Twin, repository: RepositoryRecord, action: string, run: WorkflowRunRecord): void {
  const { id, path, name } = { id: run.id, path: run.path, name: run.name };
  twin.emit('workflow_run', repository, run.actor, {
    action,
    workflow_run: toWorkflowRun(twin, repository, run),
    workflow: { id, path, name, state: 'active' },
  });
}
