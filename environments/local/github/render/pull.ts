import type { PullRecord, ReviewCommentRecord, ReviewRecord } from '../state/pulls.ts';
import { fullNameOf, type RepositoryRecord } from '../state/repositories.ts';
import type { Twin } from '../twin.ts';
import { nodeId, toUser } from './identity.ts';
import { toRepository } from './repository.ts';

/** A pull request as GitHub lists it and as webhooks carry it. */
export function toPull(twin: Twin, repository: RepositoryRecord, pull: PullRecord) {
  const fullName = fullNameOf(repository);
  const api = twin.links.api(`/repos/${fullName}/pulls/${pull.number}`);
  const issue = twin.links.api(`/repos/${fullName}/issues/${pull.number}`);
  const page = twin.links.page(`/${fullName}/pull/${pull.number}`);
  const statuses = twin.links.api(`/repos/${fullName}/statuses/${pull.head.sha}`);
  const side = (end: PullRecord['head']) => ({
    label: `${repository.owner}:${end.ref}`,
    ref: end.ref,
    sha: end.sha,
    user: toUser(twin, repository.owner, 'Organization'),
    repo: toRepository(twin, repository),
  });
  return {
    url: api,
    id: pull.id,
    node_id: nodeId('PullRequest', pull.id),
    html_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    issue_url: issue,
    number: pull.number,
    state: pull.state,
    locked: false,
    active_lock_reason: null,
    title: pull.title,
    user: toUser(twin, pull.user),
    body: pull.body,
    created_at: pull.createdAt,
    updated_at: pull.updatedAt,
    closed_at: pull.closedAt,
    merged_at: pull.mergedAt,
    merge_commit_sha: pull.mergeCommitSha,
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    labels: pull.labels.map((name) => toLabel(twin, repository, name)),
    milestone: null,
    draft: pull.draft,
    commits_url: `${api}/commits`,
    review_comments_url: `${api}/comments`,
    review_comment_url: twin.links.api(`/repos/${fullName}/pulls/comments{/number}`),
    comments_url: `${issue}/comments`,
    statuses_url: statuses,
    head: side(pull.head),
    base: side(pull.base),
    _links: toPullLinks({ api, issue, page, statuses, comment: twin.links.api(`/repos/${fullName}/pulls/comments{/number}`) }),
    author_association: 'MEMBER',
    auto_merge: null,
  };
}

function toPullLinks({
  api,
  issue,
  page,
  statuses,
  comment,
}: Readonly<Record<'api' | 'issue' | 'page' | 'statuses' | 'comment', string>>) {
  return {
    self: { href: api },
    html: { href: page },
    issue: { href: issue },
    comments: { href: `${issue}/comments` },
    review_comments: { href: `${api}/comments` },
    review_comment: { href: comment },
    commits: { href: `${api}/commits` },
    statuses: { href: statuses },
  };
}

export function toLabel(twin: Twin, repository: RepositoryRecord, name: string) {
  return {
    id: 0,
    node_id: nodeId('Label', name),
    url: twin.links.api(`/repos/${fullNameOf(repository)}/labels/${encodeURIComponent(name)}`),
    name,
    color: 'ededed',
    default: false,
    description: null,
  };
}

export function toReview(twin: Twin, repository: RepositoryRecord, review: ReviewRecord) {
  const fullName = fullNameOf(repository);
  const page = twin.links.page(`/${fullName}/pull/${review.number}#pullrequestreview-${review.id}`);
  const pull = twin.links.api(`/repos/${fullName}/pulls/${review.number}`);
  return {
    id: review.id,
    node_id: nodeId('PullRequestReview', review.id),
    user: toUser(twin, review.user),
    body: review.body,
    state: review.state,
    html_url: page,
    pull_request_url: pull,
    author_association: 'MEMBER',
    _links: { html: { href: page }, pull_request: { href: pull } },
    submitted_at: review.submittedAt,
    commit_id: review.commitId,
  };
}

export function toReviewComment(twin: Twin, repository: RepositoryRecord, comment: ReviewCommentRecord) {
  const fullName = fullNameOf(repository);
  const page = twin.links.page(`/${fullName}/pull/${comment.number}#discussion_r${comment.id}`);
  const url = twin.links.api(`/repos/${fullName}/pulls/comments/${comment.id}`);
  const pull = twin.links.api(`/repos/${fullName}/pulls/${comment.number}`);
  return {
    id: comment.id,
    node_id: nodeId('PullRequestReviewComment', comment.id),
    url,
    html_url: page,
    pull_request_url: pull,
    pull_request_review_id: comment.reviewId,
    diff_hunk: comment.diffHunk,
    path: comment.path,
    position: comment.line,
    original_position: comment.line,
    commit_id: comment.commitId,
    original_commit_id: comment.commitId,
    user: toUser(twin, comment.user),
    body: comment.body,
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    author_association: 'MEMBER',
    line: comment.line,
    original_line: comment.line,
    side: comment.side,
    start_line: null,
    original_start_line: null,
    start_side: null,
    ...(comment.inReplyTo === null ? {} : { in_reply_to_id: comment.inReplyTo }),
    _links: { self: { href: url }, html: { href: page }, pull_request: { href: pull } },
  };
}
