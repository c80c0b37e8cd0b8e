import type { ReviewThread } from '#domain/pull-request.ts';
import type { Reaction, RepoHost } from '#ports/repo-host.ts';
import { cut } from './cut.ts';
import type { Sessions } from './session.ts';
import { hasGraphqlType } from './to-error.ts';

type Part = Pick<RepoHost, 'upsertComment' | 'listReviewThreads' | 'replyToThread' | 'react'>;

const READ_THREADS = `query ($owner: String!, $repo: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $repo) {
    pullRequest(number: $number) {
      reviewThreads(first: 100, after: $after) {
        pageInfo { hasNextPage endCursor }
        nodes {
          isResolved
          path
          line
          comments(first: 100) { nodes { databaseId body diffHunk author { __typename login } } }
        }
      }
    }
  }
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
        const comments = await client.paginate(client.rest.issues.listComments, { ...issue, per_page: 100 });
        // Somebody may quote our comment with its marker: only what an app wrote can be ours.
        const mine = comments.find((one) => one.user?.type === 'Bot' && one.body?.startsWith(mark) === true);
        if (mine === undefined) await client.rest.issues.createComment({ ...issue, body });
        else if (mine.body !== body) await client.rest.issues.updateComment({ ...at, comment_id: mine.id, body });
      }),
    listReviewThreads: ({ repo, number }) =>
      sessions.within(repo, async ({ client, at }) => {
        const threads: ReviewThread[] = [];
        let after: string | null = null;
        do {
          const answer: ThreadsAnswer = await client.graphql(READ_THREADS, { ...at, number, after });
          const page: ThreadsPage | undefined = answer.repository?.pullRequest?.reviewThreads;
          threads.push(...(page?.nodes ?? []).flatMap(toThread));
          after = page?.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
        } while (after !== null);
        return threads;
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

interface RawThread {
  readonly isResolved: boolean;
  readonly path: string;
  readonly line: number | null;
  readonly comments: {
    readonly nodes: readonly {
      readonly databaseId: number;
      readonly body: string;
      readonly diffHunk: string;
      readonly author: { readonly __typename: string; readonly login: string } | null;
    }[];
  };
}

interface ThreadsPage {
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly nodes: readonly RawThread[];
}

interface ThreadsAnswer {
  readonly repository: { readonly pullRequest: { readonly reviewThreads: ThreadsPage } | null } | null;
}

function toThread({ isResolved, path, line, comments: { nodes } }: RawThread): ReviewThread[] {
  const [first] = nodes;
  if (first === undefined) return [];
  const comments = nodes.map(({ databaseId, body, author }) => ({
    id: databaseId,
    author: author?.login ?? '',
    byBot: author?.__typename === 'Bot',
    body,
  }));
  return [{ id: first.databaseId, path, line: line ?? undefined, diffHunk: first.diffHunk, resolved: isResolved, comments }];
}
