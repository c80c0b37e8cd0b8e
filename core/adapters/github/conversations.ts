import type { ReviewThread } from '#domain/pull-request.ts';
import type { Reaction, RepoHost } from '#ports/repo-host.ts';
import { cut } from './cut.ts';
import { readFrom } from './pages.ts';
import type { RepoSession, Sessions } from './session.ts';
import { hasGraphqlType, hasStatus } from './to-error.ts';

type Part = Pick<RepoHost, 'upsertComment' | 'listReviewThreads' | 'replyToThread' | 'react'>;

const COMMENTS = 'pageInfo { hasNextPage endCursor } nodes { databaseId body diffHunk author { __typename login } }';

const READ_THREADS = `query ($owner: String!, $repo: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $repo) {
    pullRequest(number: $number) {
      reviewThreads(first: 100, after: $after) {
        pageInfo { hasNextPage endCursor }
        nodes {
          id
          isResolved
          path
          line
          comments(first: 100) { ${COMMENTS} }
        }
      }
    }
  }
}`;

const READ_COMMENTS = `query ($id: ID!, $after: String) {
  node(id: $id) { ... on PullRequestReviewThread { comments(first: 100, after: $after) { ${COMMENTS} } } }
}`;

const REACT = `mutation ($id: ID!, $content: ReactionContent!) {
  addReaction(input: { subjectId: $id, content: $content }) { reaction { content } }
}`;

const CONTENTS: Readonly<Record<Reaction, string>> = {
  eyes: 'EYES',
  '+1': 'THUMBS_UP',
  '-1': 'THUMBS_DOWN',
  confused: 'CONFUSED',
};

/** What is said at issues and pull requests: comments, review threads, reactions. */
export function openConversations(sessions: Sessions): Part {
  return {
    upsertComment: ({ repo, number }, marker, text) =>
      sessions.within(repo, async ({ client, at }) => {
        const mark = `<!-- ${marker} -->`;
        const body = cut(`${mark}\n${text}`);
        const issue = { ...at, issue_number: number };
        const findMine = async () => {
          const comments = await client.paginate(client.rest.issues.listComments, { ...issue, per_page: 100 });
          // Somebody may quote our comment with its marker: only what an app wrote can be ours.
          const mine = comments.filter((one) => one.user?.type === 'Bot' && one.body?.startsWith(mark) === true);
          return mine.sort((a, b) => a.id - b.id);
        };
        const before = await findMine();
        if (before.length === 0) await client.rest.issues.createComment({ ...issue, body });
        // When two callers add it at the same moment, both see both afterwards and the older one is kept.
        const [kept, ...twins] = before.length === 0 ? await findMine() : before;
        for (const { id } of twins) await removeComment({ client, at }, id);
        if (kept && kept.body !== body) await client.rest.issues.updateComment({ ...at, comment_id: kept.id, body });
      }),
    listReviewThreads: ({ repo, number }) =>
      sessions.within(repo, async (session) => {
        const { client, at } = session;
        const read = async (after: string | null) => {
          const { repository }: ThreadsAnswer = await client.graphql(READ_THREADS, { ...at, number, after });
          return toPage(repository?.pullRequest?.reviewThreads);
        };
        const threads = await readFrom(await read(null), read);
        const whole = await Promise.all(threads.map((thread) => readThread(session, thread)));
        return whole.flat();
      }),
    replyToThread: ({ repo, number, threadId }, marker, text) =>
      sessions.within(repo, async ({ client, at }) => {
        const mark = `<!-- ${marker} -->`;
        const pull = { ...at, pull_number: number };
        const comments = await client.paginate(client.rest.pulls.listReviewComments, { ...pull, per_page: 100 });
        const said = comments.some(
          (one) => one.in_reply_to_id === threadId && one.user?.type === 'Bot' && one.body.startsWith(mark),
        );
        if (said) return;
        const body = cut(`${mark}\n${text}`);
        await client.rest.pulls.createReplyForReviewComment({ ...pull, comment_id: threadId, body });
      }),
    react: (repo, nodeId, reaction) =>
      sessions.within(repo, async ({ client }) => {
        try {
          await client.graphql(REACT, { id: nodeId, content: CONTENTS[reaction] });
        } catch (error) {
          if (!hasGraphqlType(error, 'NOT_FOUND')) throw error;
        }
      }),
  };
}

/** Harmless when another caller removed it first. */
async function removeComment({ client, at }: Pick<RepoSession, 'client' | 'at'>, id: number): Promise<void> {
  try {
    await client.rest.issues.deleteComment({ ...at, comment_id: id });
  } catch (error) {
    if (!hasStatus(error, 404)) throw error;
  }
}

interface Page<T> {
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly nodes: readonly T[];
}

interface RawComment {
  readonly databaseId: number;
  readonly body: string;
  readonly diffHunk: string;
  readonly author: { readonly __typename: string; readonly login: string } | null;
}

interface RawThread {
  readonly id: string;
  readonly isResolved: boolean;
  readonly path: string;
  readonly line: number | null;
  readonly comments: Page<RawComment>;
}

interface ThreadsAnswer {
  readonly repository: { readonly pullRequest: { readonly reviewThreads: Page<RawThread> } | null } | null;
}

interface CommentsAnswer {
  readonly node: { readonly comments?: Page<RawComment> } | null;
}

function toPage<T>(page: Page<T> | undefined): { readonly items: readonly T[]; readonly next: string | undefined } {
  const next = page?.pageInfo.hasNextPage ? (page.pageInfo.endCursor ?? undefined) : undefined;
  return { items: page?.nodes ?? [], next };
}

/** None when its comments are gone. */
async function readThread(
  { client }: RepoSession,
  { id, isResolved, path, line, comments: start }: RawThread,
): Promise<ReviewThread[]> {
  const raw = await readFrom(toPage(start), async (after) => {
    const { node }: CommentsAnswer = await client.graphql(READ_COMMENTS, { id, after });
    return toPage(node?.comments);
  });
  const [first] = raw;
  if (first === undefined) return [];
  const comments = raw.map(({ databaseId, body, author }) => ({
    id: databaseId,
    author: author?.login ?? '',
    byBot: author?.__typename === 'Bot',
    body,
  }));
  return [{ id: first.databaseId, path, line: line ?? undefined, diffHunk: first.diffHunk, resolved: isResolved, comments }];
}
