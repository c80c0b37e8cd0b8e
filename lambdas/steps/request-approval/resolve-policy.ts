import type { ApprovalPolicy } from '#domain/approval.ts';
import { isOurs } from '#domain/failure.ts';
import type { Plan } from '#domain/plan.ts';
import type { Change } from '#domain/task.ts';
import type { RepoHost } from '#ports/repo-host.ts';
import { CODEOWNERS_PATHS, ownersOf } from './code-owners.ts';
import type { PolicySetting } from './read-policy.ts';

export interface ResolvePolicyDeps {
  readonly repoHost: Pick<RepoHost, 'readFile' | 'listTeamMembers'>;
}

export interface Planned {
  readonly plan: Plan;
  readonly changes: readonly Pick<Change, 'repo' | 'baseBranch'>[];
}

/** Who may decide on this plan; where no code owner can be found, whom the rest of the setting names, or anybody but the requester. */
export async function resolvePolicy(setting: PolicySetting, planned: Planned, deps: ResolvePolicyDeps): Promise<ApprovalPolicy> {
  const { auto, notRequester, emails, codeOwners } = setting;
  if (auto) return { mode: 'auto' };
  const owners = codeOwners ? await readOwners(planned, deps) : { emails: [], logins: [] };
  const listed = [...new Set([...emails, ...owners.emails])];
  if (listed.length + owners.logins.length > 0) {
    return { mode: 'list', emails: listed, logins: [...owners.logins], notRequester };
  }
  return { mode: notRequester || codeOwners ? 'not-requester' : 'anyone' };
}

interface Owners {
  readonly emails: readonly string[];
  readonly logins: readonly string[];
}

async function readOwners({ plan, changes }: Planned, deps: ResolvePolicyDeps): Promise<Owners> {
  const byRepo = await Promise.all(changes.map((change) => readRepoOwners(change, filesOf(plan, change.repo), deps)));
  const all = byRepo.flat();
  return {
    emails: [...new Set(all.filter((owner) => owner.includes('@')))],
    logins: [...new Set(all.filter((owner) => !owner.includes('@')))],
  };
}

const filesOf = (plan: Plan, repo: string): readonly string[] =>
  plan.tasks.flatMap((task) => (task.repo === repo ? task.files : []));

/** The logins and e-mail addresses of those whom the files belong to, on the branch that they would be merged into. */
async function readRepoOwners(
  { repo, baseBranch }: Pick<Change, 'repo' | 'baseBranch'>,
  files: readonly string[],
  deps: ResolvePolicyDeps,
): Promise<readonly string[]> {
  for (const path of CODEOWNERS_PATHS) {
    const codeowners = await deps.repoHost.readFile(repo, baseBranch, path);
    if (codeowners === undefined) continue;
    const people = await Promise.all(ownersOf(codeowners, files).map((owner) => toPeople(owner, repo, deps)));
    return people.flat();
  }
  return [];
}

async function toPeople(owner: string, repo: string, { repoHost }: ResolvePolicyDeps): Promise<readonly string[]> {
  if (!owner.startsWith('@')) return [owner];
  const name = owner.slice(1);
  if (!name.includes('/')) return [name];
  try {
    return await repoHost.listTeamMembers(repo, name);
  } catch (error) {
    // A team that the app may not see leaves the decision to the other owners.
    if (isOurs(error) && !error.retryable) return [];
    throw error;
  }
}
