import { type Context, Hono } from 'hono';
import type { BlankSchema } from 'hono/types';
import { z } from 'zod';
import { readHunks } from '../changes/check-review-lines.ts';
import { toUtc } from '../git/objects.ts';
import { loginOf } from '../http/actor.ts';
import { type Env, paginate, readBody, readNumber } from '../http/api.ts';
import { GithubError, invalid, notFound } from '../http/errors.ts';
import { toPull, toReview, toReviewComment } from '../render/pull.ts';
import type { PullRecord, ReviewCommentRecord, ReviewRecord } from '../state/pulls.ts';
import type { RepositoryRecord } from '../state/repositories.ts';
import type { Twin } from '../twin.ts';
import { readPull } from './pulls.ts';

const lineSchema = z.object({
  path: z.string(),
  body: z.string().min(1),
  line: z.int().positive().optional(),
  position: z.int().positive().optional(),
  side: z.enum(['LEFT', 'RIGHT']).default('RIGHT'),
});
const reviewSchema = z.object({
  body: z.string().default(''),
  event: z.enum(['APPROVE', 'REQUEST_CHANGES', 'COMMENT']).optional(),
  commit_id: z.string().optional(),
  comments: z.array(lineSchema).default([]),
});
const commentSchema = lineSchema.extend({ commit_id: z.string().optional(), in_reply_to: z.int().optional() });
const replySchema = z.object({ body: z.string().min(1) });

const STATES = { APPROVE: 'APPROVED', REQUEST_CHANGES: 'CHANGES_REQUESTED', COMMENT: 'COMMENTED' } as const;

type Api = Hono<Env, BlankSchema, '/repos/:owner/:name/pulls'>;

/** Reviews of a pull request and comments on its lines. */
export function reviewRoutes(twin: Twin): Hono<Env> {
  const api = new Hono<Env>().basePath('/repos/:owner/:name/pulls');
  api.get('/:number/reviews', (context) => {
    const { repository, pull } = readPull(twin, context);
    const reviews = twin.store.reviews.listOf(pull.repo, pull.number);
    return context.json(paginate(context, reviews).map((review) => toReview(twin, repository, review)));
  });
  api.post('/:number/reviews', async (context) => {
    const { repository, pull } = readPull(twin, context);
    const body = await readBody(context, reviewSchema, 'PullRequestReview');
    const hunks = await readHunks(twin.pathOf(repository), pull, body.comments);
    const review = addReview(twin, repository, pull, { body, hunks, user: loginOf(context.get('actor')) });
    return context.json(toReview(twin, repository, review));
  });
  api.get('/:number/reviews/:id', (context) => {
    const { repository, pull } = readPull(twin, context);
    const review = twin.store.reviews.get(pull.repo, readNumber(context, 'id'));
    if (review?.number !== pull.number) throw notFound();
    return context.json(toReview(twin, repository, review));
  });
  addLineComments(twin, api);
  return api;
}

function addLineComments(twin: Twin, api: Api): void {
  api.get('/:number/comments', (context) => {
    const { repository, pull } = readPull(twin, context);
    const comments = twin.store.reviewComments.listOf(pull.repo, pull.number);
    return context.json(paginate(context, comments).map((one) => toReviewComment(twin, repository, one)));
  });
  api.post('/:number/comments', async (context) => {
    const { repository, pull } = readPull(twin, context);
    const body = await readBody(context, commentSchema, 'PullRequestReviewComment');
    const [diffHunk = ''] = await readHunks(twin.pathOf(repository), pull, [body]);
    const line = { ...body, diffHunk, inReplyTo: body.in_reply_to ?? null };
    return context.json(addComment(twin, context, { repository, pull }, line), 201);
  });
  api.post('/:number/comments/:id/replies', async (context) => {
    const { repository, pull } = readPull(twin, context);
    const { body } = await readBody(context, replySchema, 'PullRequestReviewComment');
    const parent = twin.store.reviewComments.get(pull.repo, readNumber(context, 'id'));
    if (parent?.number !== pull.number) throw notFound();
    const { path, side, diffHunk } = parent;
    const reply = { body, path, diffHunk, line: parent.line ?? undefined, side, inReplyTo: parent.inReplyTo ?? parent.id };
    return context.json(addComment(twin, context, { repository, pull }, reply), 201);
  });
}

interface ReviewInput {
  readonly body: z.infer<typeof reviewSchema>;
  /** The diffs of its comments. */
  readonly hunks: readonly string[];
  readonly user: string;
}

function checkReview(pull: PullRecord, { body, user }: Omit<ReviewInput, 'hunks'>): void {
  const { event } = body;
  if (event === undefined) return;
  if (user === pull.user && event !== 'COMMENT') {
    const verb = event === 'APPROVE' ? 'approve' : 'request changes on';
    throw new GithubError(422, `Can not ${verb} your own pull request`);
  }
  if (event !== 'APPROVE' && body.body === '' && body.comments.length === 0) {
    throw invalid({ resource: 'PullRequestReview', field: 'body', code: 'missing_field' });
  }
}

function addReview(twin: Twin, repository: RepositoryRecord, pull: PullRecord, { body, hunks, user }: ReviewInput): ReviewRecord {
  const { event } = body;
  checkReview(pull, { body, user });
  const review: ReviewRecord = {
    id: twin.store.reviews.next(),
    repo: pull.repo,
    number: pull.number,
    user,
    body: body.body,
    state: event === undefined ? 'PENDING' : STATES[event],
    commitId: body.commit_id ?? pull.head.sha,
    submittedAt: toUtc(twin.now()),
  };
  twin.store.transaction(() => {
    twin.store.reviews.put(review);
    const lines = body.comments.map((line, at) =>
      saveComment(twin, pull, { ...line, diffHunk: hunks[at] ?? '', reviewId: review.id, inReplyTo: null, user }),
    );
    if (review.state === 'PENDING') return;
    const rendered = toReview(twin, repository, review);
    twin.emit('pull_request_review', repository, user, {
      action: 'submitted',
      // Webhooks write a review's state in lower case.
      review: { ...rendered, state: review.state.toLowerCase() },
      pull_request: toPull(twin, repository, pull),
    });
    for (const line of lines) {
      const comment = toReviewComment(twin, repository, line);
      twin.emit('pull_request_review_comment', repository, user, {
        action: 'created',
        comment,
        pull_request: toPull(twin, repository, pull),
      });
    }
  });
  return review;
}

interface LineComment {
  readonly path: string;
  readonly body: string;
  readonly line?: number | undefined;
  readonly position?: number | undefined;
  readonly diffHunk: string;
  readonly side: 'LEFT' | 'RIGHT';
  readonly inReplyTo: number | null;
}

function addComment(
  twin: Twin,
  context: Context<Env>,
  { repository, pull }: { repository: RepositoryRecord; pull: PullRecord },
  line: LineComment,
) {
  const user = loginOf(context.get('actor'));
  return twin.store.transaction(() => {
    const comment = saveComment(twin, pull, { ...line, reviewId: null, user });
    const rendered = toReviewComment(twin, repository, comment);
    const pull_request = toPull(twin, repository, pull);
    twin.emit('pull_request_review_comment', repository, user, { action: 'created', comment: rendered, pull_request });
    return rendered;
  });
}

type NewComment = LineComment & { readonly reviewId: number | null; readonly user: string };

function saveComment(twin: Twin, pull: PullRecord, { position, ...comment }: NewComment): ReviewCommentRecord {
  const now = toUtc(twin.now());
  const record: ReviewCommentRecord = {
    ...comment,
    id: twin.store.reviewComments.next(),
    repo: pull.repo,
    number: pull.number,
    createdAt: now,
    updatedAt: now,
    commitId: pull.head.sha,
    line: comment.line ?? position ?? null,
    resolvedBy: null,
  };
  twin.store.reviewComments.put(record);
  return record;
}
