import { type Conversation, isPull } from '../state/issues.ts';
import type { CommentRecord, PullRecord } from '../state/pulls.ts';
import { fullNameOf, type RepositoryRecord } from '../state/repositories.ts';
import { readPullRecord } from '../state/store.ts';
import type { Twin } from '../twin.ts';
import { nodeId, toUser } from './identity.ts';
import { toLabel, toPull } from './pull.ts';

/** An issue, or the issue that every pull request also is. */
export function toIssue(twin: Twin, repository: RepositoryRecord, issue: Conversation) {
  const { number, repo, id } = issue;
  const url = twin.links.api(`/repos/${fullNameOf(repository)}/issues/${number}`);
  const pull = isPull(issue);
  return {
    url,
    repository_url: twin.links.api(`/repos/${fullNameOf(repository)}`),
    comments_url: `${url}/comments`,
    html_url: twin.links.page(`/${fullNameOf(repository)}/${pull ? 'pull' : 'issues'}/${number}`),
    id,
    node_id: nodeId(pull ? 'PullRequest' : 'Issue', id),
    number,
    title: issue.title,
    user: toUser(twin, issue.user),
    labels: issue.labels.map((name) => toLabel(twin, repository, name)),
    state: issue.state,
    locked: false,
    assignee: null,
    assignees: [],
    milestone: null,
    comments: twin.store.comments.listOf(repo, number).length,
    created_at: issue.createdAt,
    updated_at: issue.updatedAt,
    closed_at: issue.closedAt,
    author_association: 'MEMBER',
    active_lock_reason: null,
    body: issue.body,
    ...(pull ? toPullPart(twin, repository, issue) : {}),
  };
}

function toPullPart(twin: Twin, repository: RepositoryRecord, pull: PullRecord) {
  const { url, html_url, diff_url, patch_url, merged_at, draft } = toPull(twin, repository, pull);
  return { draft, pull_request: { url, html_url, diff_url, patch_url, merged_at } };
}

export function toComment(twin: Twin, repository: RepositoryRecord, comment: CommentRecord) {
  const fullName = fullNameOf(repository);
  const kind = readPullRecord(twin.store, comment.repo, comment.number) ? 'pull' : 'issues';
  return {
    id: comment.id,
    node_id: nodeId('IssueComment', comment.id),
    url: twin.links.api(`/repos/${fullName}/issues/comments/${comment.id}`),
    html_url: twin.links.page(`/${fullName}/${kind}/${comment.number}#issuecomment-${comment.id}`),
    issue_url: twin.links.api(`/repos/${fullName}/issues/${comment.number}`),
    user: toUser(twin, comment.user),
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    author_association: 'MEMBER',
    body: comment.body,
    performed_via_github_app: null,
  };
}
