import { z } from 'zod';
import { toUtc } from '../git/objects.ts';
import { canSee, isAllowed, loginOf } from '../http/actor.ts';
import type { ApiContext } from '../http/api.ts';
import { nodeId } from '../render/identity.ts';
import { isPull } from '../state/issues.ts';
import type { ReactionRecord, ReviewCommentRecord } from '../state/pulls.ts';
import { keyOf, type RepositoryRecord } from '../state/repositories.ts';
import { keyIn, listConversations, readPullRecord } from '../state/store.ts';
import type { Twin } from '../twin.ts';

type Variables = Readonly<Record<string, unknown>>;

/** What GraphQL calls the reactions that REST names by their signs. */
const CONTENTS: Readonly<Record<string, ReactionRecord['content']>> = {
  THUMBS_UP: '+1',
  THUMBS_DOWN: '-1',
  LAUGH: 'laugh',
  CONFUSED: 'confused',
  HEART: 'heart',
  HOORAY: 'hooray',
  ROCKET: 'rocket',
  EYES: 'eyes',
};

const reactionSchema = z.object({ id: z.string(), content: z.string() });
const idSchema = z.object({ id: z.string() });
const threadsSchema = z.object({ owner: z.string(), repo: z.string(), number: z.int(), after: z.string().nullish() });
const threadSchema = z.object({ id: z.string(), after: z.string().nullish() });
/** As many as a page of GitHub's GraphQL has. */
const PAGE = 100;

/** Review threads and reactions, which REST tells only in part; undefined for any other query. */
export function answerConversation(twin: Twin, context: ApiContext, query: string, variables: Variables): object | undefined {
  if (/\baddReaction\s*\(/.test(query)) return addReaction(twin, context, reactionSchema.parse(variables));
  const resolving = /\b(un)?resolveReviewThread\s*\(/.exec(query);
  if (resolving) return resolveThread(twin, context, idSchema.parse(variables).id, resolving[1] === undefined);
  if (/\bnode\s*\([\s\S]*\bon PullRequestReviewThread\b/.test(query))
    return readThread(twin, context, threadSchema.parse(variables));
  if (/\breviewThreads\s*\(/.test(query)) return readThreads(twin, context, threadsSchema.parse(variables));
  return undefined;
}

function addReaction(twin: Twin, context: ApiContext, { id, content }: z.infer<typeof reactionSchema>): object {
  const actor = context.get('actor');
  const subject = findSubject(twin, context, id);
  const reaction = CONTENTS[content];
  if (subject === undefined || reaction === undefined) {
    return failed('NOT_FOUND', `Could not resolve to a node with the global id of '${id}'`, 'addReaction');
  }
  if (actor.type === 'installation' && !isAllowed(actor, 'issues', 'write'))
    return failed('FORBIDDEN', 'Resource not accessible by integration', 'addReaction');
  const user = loginOf(actor);
  const known = twin.store.reactions.list(`${subject}#`).some((one) => one.user === user && one.content === reaction);
  if (!known) {
    const record = { id: twin.store.reactions.next(), subject, user, content: reaction, createdAt: toUtc(twin.now()) };
    twin.store.reactions.put(keyIn(subject, record.id), record);
  }
  return { data: { addReaction: { reaction: { content } } } };
}

/** What the node of this id is called among the subjects of reactions. */
function findSubject(twin: Twin, context: ApiContext, id: string): string | undefined {
  const visible = twin.store.repositories.list().filter((one) => canSee(context.get('actor'), one));
  for (const repo of visible.map(keyOf)) {
    const { comments, reviewComments, reviews } = twin.store;
    const nodes = [
      ...listConversations(twin.store, repo).map((one) => ({
        node: nodeId(isPull(one) ? 'PullRequest' : 'Issue', one.id),
        subject: `issue/${one.id}`,
      })),
      ...comments.list(repo).map((one) => ({ node: nodeId('IssueComment', one.id), subject: `comment/${one.id}` })),
      ...reviews.list(repo).map((one) => ({ node: nodeId('PullRequestReview', one.id), subject: `review/${one.id}` })),
      ...reviewComments
        .list(repo)
        .map((one) => ({ node: nodeId('PullRequestReviewComment', one.id), subject: `review-comment/${one.id}` })),
    ];
    const found = nodes.find(({ node }) => node === id);
    if (found) return found.subject;
  }
  return undefined;
}

function readThreads(twin: Twin, context: ApiContext, variables: z.infer<typeof threadsSchema>): object {
  const { owner, repo, number, after } = variables;
  const repository: RepositoryRecord | undefined = twin.store.repositories.get(keyOf({ owner, name: repo }));
  if (repository === undefined || !canSee(context.get('actor'), repository)) {
    return failed('NOT_FOUND', `Could not resolve to a Repository with the name '${owner}/${repo}'.`, 'repository');
  }
  const pull = readPullRecord(twin.store, keyOf(repository), number);
  if (pull === undefined) {
    return failed('NOT_FOUND', `Could not resolve to a PullRequest with the number of ${number}.`, 'repository');
  }
  const comments = twin.store.reviewComments.listOf(pull.repo, pull.number);
  const all = comments.filter(({ inReplyTo }) => inReplyTo === null);
  const { pageInfo, shown } = toPage(all, after);
  const nodes = shown.map((first) => toThread(first, comments));
  return { data: { repository: { pullRequest: { reviewThreads: { pageInfo, nodes } } } } };
}

/** One page of a list whose cursors are the ids of its threads or of their comments. */
function toPage(all: readonly ReviewCommentRecord[], after: string | null | undefined) {
  const start = after ? all.findIndex((one) => threadIdOf(one) === after) + 1 : 0;
  const shown = all.slice(start, start + PAGE);
  const end = shown.at(-1);
  return { shown, pageInfo: { hasNextPage: start + PAGE < all.length, endCursor: end ? threadIdOf(end) : null } };
}

function toThread(first: ReviewCommentRecord, all: readonly ReviewCommentRecord[], after?: string | null): object {
  const thread = all.filter((one) => one.id === first.id || one.inReplyTo === first.id);
  const { pageInfo, shown } = toPage(thread, after);
  const nodes = shown.map(({ id, body, user, diffHunk }) => {
    const bot = user.endsWith('[bot]');
    const author = { __typename: bot ? 'Bot' : 'User', login: user.replace(/\[bot\]$/, '') };
    return { databaseId: id, body, diffHunk, author };
  });
  const { path, line, resolvedBy } = first;
  return { id: threadIdOf(first), isResolved: resolvedBy !== null, path, line, comments: { pageInfo, nodes } };
}

/** One thread by its id, for the comments that did not fit onto its first page. */
function readThread(twin: Twin, context: ApiContext, { id, after }: z.infer<typeof threadSchema>): object {
  const first = findThread(twin, context, id);
  if (first === undefined) return failed('NOT_FOUND', `Could not resolve to a node with the global id of '${id}'`, 'node');
  return { data: { node: toThread(first, twin.store.reviewComments.listOf(first.repo, first.number), after) } };
}

function findThread(twin: Twin, context: ApiContext, id: string): ReviewCommentRecord | undefined {
  const visible = twin.store.repositories.list().filter((one) => canSee(context.get('actor'), one));
  return visible
    .flatMap((one) => twin.store.reviewComments.list(keyOf(one)))
    .find((one) => one.inReplyTo === null && threadIdOf(one) === id);
}

/** Marks the thread of the variable `id` as resolved or open again, for people and apps that may write. */
function resolveThread(twin: Twin, context: ApiContext, id: string, resolved: boolean): object {
  const actor = context.get('actor');
  const name = resolved ? 'resolveReviewThread' : 'unresolveReviewThread';
  const first = findThread(twin, context, id);
  if (first === undefined) return failed('NOT_FOUND', `Could not resolve to a node with the global id of '${id}'`, name);
  if (!isAllowed(actor, 'pull_requests', 'write')) return failed('FORBIDDEN', 'Resource not accessible by integration', name);
  twin.store.reviewComments.put({ ...first, resolvedBy: resolved ? loginOf(actor) : null });
  return { data: { [name]: { thread: { id, isResolved: resolved } } } };
}

function threadIdOf({ id }: Pick<ReviewCommentRecord, 'id'>): string {
  return nodeId('PullRequestReviewThread', id);
}

function failed(type: string, message: string, path: string): object {
  return { data: { [path]: null }, errors: [{ type, message, path: [path] }] };
}
