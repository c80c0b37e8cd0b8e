import type { Octokit } from '@octokit/rest';
import { expect } from 'vitest';
import { answers, at, issue, pull, useShop } from './shop.ts';

const shop = useShop();
const app = (): Octokit => shop().app;
const developer = (): Octokit => shop().twin.octokit;

answers(
  'pulls.get',
  200,
  () => app().rest.pulls.get(pull),
  () => ({
    state: 'open',
    draft: false,
    mergeable: true,
    mergeable_state: 'clean',
    commits: 1,
    additions: 2,
    deletions: 1,
    changed_files: 2,
    user: { login: 'stepwright[bot]', type: 'Bot' },
  }),
);
answers(
  'pulls.get as a diff',
  200,
  () => app().rest.pulls.get({ ...pull, mediaType: { format: 'diff' } }),
  () => expect.stringContaining('-export const price = 1;\n+export const price = 2;'),
);
answers(
  'pulls.list by head',
  200,
  () => app().rest.pulls.list({ ...at, head: 'acme:feature/price', base: 'main' }),
  () => [{ number: 1 }],
);
answers(
  'pulls.list by another head',
  200,
  () => app().rest.pulls.list({ ...at, head: 'acme:other' }),
  () => [],
);
answers(
  'pulls.listCommits',
  200,
  () => app().rest.pulls.listCommits(pull),
  () => [{ sha: shop().feature }],
);
answers(
  'pulls.listFiles',
  200,
  () => app().rest.pulls.listFiles(pull),
  () => [
    { filename: 'new.txt', additions: 1 },
    { filename: 'src/price.js', changes: 2 },
  ],
);
answers(
  'pulls.createReview',
  200,
  () =>
    developer().rest.pulls.createReview({
      ...pull,
      event: 'REQUEST_CHANGES',
      body: 'No',
      comments: [{ path: 'new.txt', line: 1, body: 'Why?' }],
    }),
  () => ({ state: 'CHANGES_REQUESTED', commit_id: shop().feature }),
);
answers(
  'pulls.listReviews',
  200,
  () => app().rest.pulls.listReviews(pull),
  () => [{ body: 'No' }],
);
answers(
  'pulls.listReviewComments',
  200,
  () => app().rest.pulls.listReviewComments(pull),
  () => [{ path: 'new.txt', line: 1 }],
);
answers(
  'pulls.createReplyForReviewComment',
  201,
  () => app().rest.pulls.createReplyForReviewComment({ ...pull, comment_id: 1, body: 'So' }),
  () => ({ in_reply_to_id: 1 }),
);
answers(
  'issues.get of a pull request',
  200,
  () => app().rest.issues.get(issue),
  () => ({ number: 1, pull_request: { html_url: `${shop().twin.url}/acme/shop/pull/1` } }),
);
answers(
  'issues.createComment',
  201,
  () => app().rest.issues.createComment({ ...issue, body: 'Hi' }),
  () => ({ body: 'Hi', user: { type: 'Bot' } }),
);
answers(
  'issues.updateComment',
  200,
  () => app().rest.issues.updateComment({ ...at, comment_id: 1, body: 'Ho' }),
  () => ({ body: 'Ho' }),
);
answers(
  'issues.listComments',
  200,
  () => app().rest.issues.listComments(issue),
  () => [{ body: 'Ho' }],
);
answers(
  'reactions.createForIssueComment',
  201,
  () => app().rest.reactions.createForIssueComment({ ...at, comment_id: 1, content: 'eyes' }),
  () => ({ content: 'eyes' }),
);
answers('the same reaction again', 200, () =>
  app().rest.reactions.createForIssueComment({ ...at, comment_id: 1, content: 'eyes' }),
);
answers(
  'issues.addLabels',
  200,
  () => app().rest.issues.addLabels({ ...issue, labels: ['AI'] }),
  () => [{ name: 'AI' }],
);
answers('issues.deleteComment', 204, () => app().rest.issues.deleteComment({ ...at, comment_id: 1 }));
