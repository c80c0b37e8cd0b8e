import { fullNameOf, type RepositoryRecord } from '../state/repositories.ts';
import type { Twin } from '../twin.ts';
import { nodeId, toUser } from './identity.ts';

/** A repository in GitHub's form; all of them are private and owned by organisations. */
export function toRepository(twin: Twin, repository: RepositoryRecord) {
  const fullName = fullNameOf(repository);
  const api = (path: string): string => twin.links.api(`/repos/${fullName}${path}`);
  return {
    id: repository.id,
    node_id: nodeId('Repository', repository.id),
    name: repository.name,
    full_name: fullName,
    private: true,
    visibility: 'private',
    owner: toUser(twin, repository.owner, 'Organization'),
    html_url: twin.links.page(`/${fullName}`),
    description: repository.description === '' ? null : repository.description,
    fork: false,
    url: api(''),
    branches_url: api('/branches{/branch}'),
    tags_url: api('/tags'),
    git_refs_url: api('/git/refs{/sha}'),
    trees_url: api('/git/trees{/sha}'),
    statuses_url: api('/statuses/{sha}'),
    commits_url: api('/commits{/sha}'),
    compare_url: api('/compare/{base}...{head}'),
    contents_url: api('/contents/{+path}'),
    pulls_url: api('/pulls{/number}'),
    issues_url: api('/issues{/number}'),
    created_at: repository.createdAt,
    updated_at: repository.updatedAt,
    pushed_at: repository.pushedAt,
    git_url: twin.links.clone(fullName),
    ssh_url: twin.links.clone(fullName),
    clone_url: twin.links.clone(fullName),
    homepage: null,
    size: 0,
    stargazers_count: 0,
    watchers_count: 0,
    language: null,
    has_issues: true,
    has_projects: false,
    has_downloads: false,
    has_wiki: false,
    has_pages: false,
    has_discussions: false,
    forks_count: 0,
    mirror_url: null,
    archived: false,
    disabled: false,
    open_issues_count: 0,
    license: null,
    allow_forking: false,
    is_template: false,
    web_commit_signoff_required: false,
    topics: repository.topics,
    forks: 0,
    open_issues: 0,
    watchers: 0,
    default_branch: repository.defaultBranch,
    permissions: { admin: false, maintain: false, push: true, triage: true, pull: true },
  };
}

/** A repository with what GitHub adds when it is asked for by name. */
export function toFullRepository(twin: Twin, repository: RepositoryRecord) {
  return {
    ...toRepository(twin, repository),
    allow_merge_commit: true,
    allow_squash_merge: true,
    allow_rebase_merge: false,
    allow_auto_merge: false,
    delete_branch_on_merge: false,
    organization: toUser(twin, repository.owner, 'Organization'),
    network_count: 0,
    subscribers_count: 0,
  };
}
