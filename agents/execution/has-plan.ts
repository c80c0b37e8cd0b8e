import { PLAN_FILE } from './contract.ts';
import type { RepoWork } from './job.ts';

/** True while the branch still carries the plan that planning committed, whatever has become of that file since. */
export async function hasPlan({ workspace, change }: RepoWork): Promise<boolean> {
  return (await workspace.changedFiles(change.baseBranch)).includes(PLAN_FILE);
}
