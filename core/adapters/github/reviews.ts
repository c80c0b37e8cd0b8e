import type { ChangedFile, RepoHost } from '#ports/repo-host.ts';
import { cut } from './cut.ts';
import type { Sessions } from './session.ts';

type Part = Pick<RepoHost, 'listChangedFiles' | 'postReview'>;

const SIDES = { new: 'RIGHT', old: 'LEFT' } as const;

/** What a pull request changes, and reviews of it. */
export function openReviews(sessions: Sessions): Part {
  return {
    listChangedFiles: ({ repo, number }) =>
      sessions.within(repo, async ({ client, at }) => {
        const pull = { ...at, pull_number: number };
        const files = await client.paginate(client.rest.pulls.listFiles, { ...pull, per_page: 100 });
        return files.map(({ filename, status, patch }): ChangedFile => ({ path: filename, status, ...(patch ? { patch } : {}) }));
      }),
    postReview: ({ repo, number }, { marker, headSha, body, comments }) =>
      sessions.within(repo, async ({ client, at }) => {
        const mark = `<!-- ${marker} -->`;
        const pull = { ...at, pull_number: number };
        const reviews = await client.paginate(client.rest.pulls.listReviews, { ...pull, per_page: 100 });
        // Somebody may quote our review with its marker: only what an app wrote can be ours.
        const mine = reviews.find((one) => one.user?.type === 'Bot' && one.body.startsWith(mark));
        if (mine !== undefined) return mine.html_url;
        const { data } = await client.rest.pulls.createReview({
          ...pull,
          commit_id: headSha,
          // An agent neither approves nor blocks: that is for people.
          event: 'COMMENT',
          body: cut(`${mark}\n${body}`),
          comments: comments.map(({ path, line, side, body: text }) => ({ path, line, side: SIDES[side], body: cut(text) })),
        });
        return data.html_url;
      }),
  };
}
