import type { FileDiff } from '../git/diff.ts';
import type { Commit } from '../git/objects.ts';
import { fullNameOf, type RepositoryRecord } from '../state/repositories.ts';
import type { Twin } from '../twin.ts';
import { loginOf, nodeId, toUser } from './identity.ts';

const UNSIGNED = { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null };

/** A commit as git knows it (`/git/commits`). */
export function toGitCommit(twin: Twin, repository: RepositoryRecord, commit: Commit) {
  const fullName = fullNameOf(repository);
  const git = (type: string, sha: string): string => twin.links.api(`/repos/${fullName}/git/${type}/${sha}`);
  const page = (sha: string): string => twin.links.page(`/${fullName}/commit/${sha}`);
  return {
    sha: commit.sha,
    node_id: nodeId('Commit', commit.sha),
    url: git('commits', commit.sha),
    html_url: page(commit.sha),
    author: commit.author,
    committer: commit.committer,
    tree: { sha: commit.tree, url: git('trees', commit.tree) },
    message: commit.message,
    parents: commit.parents.map((sha) => ({ sha, url: git('commits', sha), html_url: page(sha) })),
    verification: UNSIGNED,
  };
}

/** A commit as GitHub shows it in lists. */
export function toCommit(twin: Twin, repository: RepositoryRecord, commit: Commit) {
  const fullName = fullNameOf(repository);
  const api = (sha: string): string => twin.links.api(`/repos/${fullName}/commits/${sha}`);
  const page = (sha: string): string => twin.links.page(`/${fullName}/commit/${sha}`);
  const git = toGitCommit(twin, repository, commit);
  return {
    sha: commit.sha,
    node_id: git.node_id,
    commit: {
      author: commit.author,
      committer: commit.committer,
      message: commit.message,
      tree: git.tree,
      url: git.url,
      comment_count: 0,
      verification: UNSIGNED,
    },
    url: api(commit.sha),
    html_url: page(commit.sha),
    comments_url: `${api(commit.sha)}/comments`,
    author: toAccount(twin, commit.author.email),
    committer: toAccount(twin, commit.committer.email),
    parents: commit.parents.map((sha) => ({ sha, url: api(sha), html_url: page(sha) })),
  };
}

function toAccount(twin: Twin, email: string) {
  const login = loginOf(email);
  return login === undefined ? null : toUser(twin, login);
}

/** A commit as webhooks carry it. */
export function toPushedCommit(twin: Twin, repository: RepositoryRecord, commit: Commit, files: readonly FileDiff[] = []) {
  const paths = (status: FileDiff['status']): string[] => files.filter((file) => file.status === status).map(({ path }) => path);
  return {
    id: commit.sha,
    tree_id: commit.tree,
    distinct: true,
    message: commit.message,
    timestamp: commit.committer.date,
    url: twin.links.page(`/${fullNameOf(repository)}/commit/${commit.sha}`),
    author: { name: commit.author.name, email: commit.author.email },
    committer: { name: commit.committer.name, email: commit.committer.email },
    added: paths('added'),
    removed: paths('removed'),
    modified: [...paths('modified'), ...paths('renamed')],
  };
}

/** A changed file of a pull request, commit or comparison. */
export function toFile(twin: Twin, repository: RepositoryRecord, head: string, file: FileDiff) {
  const fullName = fullNameOf(repository);
  const path = file.path.split('/').map(encodeURIComponent).join('/');
  return {
    sha: file.sha,
    filename: file.path,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: twin.links.page(`/${fullName}/blob/${head}/${path}`),
    raw_url: twin.links.page(`/${fullName}/raw/${head}/${path}`),
    contents_url: twin.links.api(`/repos/${fullName}/contents/${path}?ref=${head}`),
    ...(file.patch === undefined ? {} : { patch: file.patch }),
    ...(file.previousPath === undefined ? {} : { previous_filename: file.previousPath }),
  };
}
