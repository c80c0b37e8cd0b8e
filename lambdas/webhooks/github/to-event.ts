import { type GithubDelivery, type GithubSettings, ignored } from './delivery.ts';
import {
  checkRunSchema,
  checkSuiteSchema,
  issueCommentSchema,
  issuesSchema,
  pullRequestSchema,
  pushSchema,
  reviewCommentSchema,
  reviewSchema,
  statusSchema,
  workflowRunSchema,
} from './schema.ts';
import { concluded, fromSuite, fromStatus, notOver } from './from-checks.ts';
import { fromComment, fromIssue, fromReview, fromReviewComment } from './to-host-event.ts';
import { toPerson } from './to-person.ts';

/** Reads what a delivery tells; `name` is its `X-GitHub-Event`. @throws z.ZodError when it lacks what its type always has */
export function toEvent(name: string, body: unknown, settings: GithubSettings): GithubDelivery {
  switch (name) {
    case 'check_suite':
      return fromSuite(checkSuiteSchema.parse(body), settings);
    case 'check_run': {
      const { action, check_run: run, repository } = checkRunSchema.parse(body);
      return action === 'completed' ? concluded(repository.full_name, run.head_sha) : notOver(name, action);
    }
    case 'workflow_run': {
      const { action, workflow_run: run, repository } = workflowRunSchema.parse(body);
      return action === 'completed' ? concluded(repository.full_name, run.head_sha) : notOver(name, action);
    }
    case 'status':
      return fromStatus(statusSchema.parse(body), settings);
    case 'push':
      return fromPush(body);
    case 'pull_request':
      return fromPullRequest(body);
    case 'issue_comment':
      return fromComment(issueCommentSchema.parse(body), settings);
    case 'issues':
      return fromIssue(issuesSchema.parse(body), settings);
    case 'pull_request_review_comment':
      return fromReviewComment(reviewCommentSchema.parse(body), settings);
    case 'pull_request_review':
      return fromReview(reviewSchema.parse(body), settings);
    default:
      return ignored(`${name.slice(0, 60) || 'a delivery without X-GitHub-Event'} is of no interest`);
  }
}

/** After these there is a head commit whose checks somebody may wait for. */
const SHOWS_HEAD = new Set(['opened', 'synchronize', 'reopened', 'ready_for_review']);

function fromPullRequest(body: unknown): GithubDelivery {
  const { action, pull_request: pull, repository, sender } = pullRequestSchema.parse(body);
  const repo = repository.full_name;
  if (SHOWS_HEAD.has(action)) return concluded(repo, pull.head.sha);
  if (action !== 'closed') return ignored(`pull_request ${action.slice(0, 60)} is of no interest`);
  const place = { repo, number: pull.number, kind: 'pull-request' } as const;
  const merged = pull.merged === true || typeof pull.merged_at === 'string';
  return { type: 'host', event: { type: 'pull-request.closed', place, url: pull.html_url, merged, by: toPerson(sender) } };
}

/** Pull requests of ours go into the default branch; what happens to others is no news to them. */
function fromPush(body: unknown): GithubDelivery {
  const { ref, deleted, repository } = pushSchema.parse(body);
  const { full_name: repo, default_branch: branch } = repository;
  if (deleted || ref !== `refs/heads/${branch}`) return ignored('a push to another branch than the default one');
  return { type: 'host', event: { type: 'branch.moved', repo, branch } };
}
