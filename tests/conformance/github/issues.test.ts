import type { Octokit } from '@octokit/rest';
import { expect, test } from 'vitest';
import { openOctokit } from '#tests/environments/github/open-test-github.ts';
import { at, pull, useShop } from './shop.ts';

const shop = useShop();
const as = (login: string): Octokit => openOctokit(shop().twin.api, { auth: shop().twin.github.tokens[login] });

test('an issue is numbered with the pull requests, labelled, commented on, closed and listed', async () => {
  const reviewer = as('reviewer').rest.issues;
  const { data: opened } = await reviewer.create({ ...at, title: 'Prices', body: 'Why', labels: ['bug'] });
  expect(opened).toMatchObject({ number: 2, state: 'open', user: { login: 'reviewer' }, labels: [{ name: 'bug' }] });
  expect(opened).not.toHaveProperty('pull_request');
  const issue = { ...at, issue_number: 2 };
  await reviewer.addLabels({ ...issue, labels: ['AI'] });
  await shop().app.rest.issues.createComment({ ...issue, body: 'On it.' });
  await reviewer.removeLabel({ ...issue, name: 'bug' });
  expect((await reviewer.get(issue)).data).toMatchObject({ labels: [{ name: 'AI' }], comments: 1 });
  expect((await reviewer.listForRepo(at)).data.map(({ number }) => number)).toEqual([2, 1]);
  const page = await (await fetch(opened.html_url)).text();
  expect(page).toMatch(/Prices[\s\S]*On it\./);
  await reviewer.update({ ...issue, state: 'closed' });
  expect((await reviewer.listForRepo(at)).data.map(({ number }) => number)).toEqual([1]);
  const told = (action: string) => shop().twin.delivered(({ event, body }) => event === 'issues' && body['action'] === action);
  expect((await told('opened')).verified).toBe(true);
  expect((await told('unlabeled')).body).toMatchObject({ label: { name: 'bug' }, issue: { number: 2 } });
  expect((await told('closed')).body).toMatchObject({ sender: { login: 'reviewer' } });
});

test('who may only read opens issues without labels, and may not label them', async () => {
  const visitor = as('visitor').rest.issues;
  const { data } = await visitor.create({ ...at, title: 'Mine', labels: ['AI'] });
  expect(data.labels).toEqual([]);
  await expect(visitor.addLabels({ ...at, issue_number: data.number, labels: ['AI'] })).rejects.toMatchObject({ status: 403 });
});

test('a line comment shows the diff up to its line; its thread is resolved by who may write', async () => {
  const line = { ...pull, commit_id: shop().feature, path: 'src/price.js', line: 1, side: 'RIGHT', body: 'Why 2?' } as const;
  const { data: comment } = await as('visitor').rest.pulls.createReviewComment(line);
  expect(comment.diff_hunk).toBe('@@ -1 +1 @@\n-export const price = 1;\n+export const price = 2;');
  await expect(as('visitor').rest.pulls.createReviewComment({ ...line, line: 9 })).rejects.toMatchObject({ status: 422 });
  const threads = `query ($owner: String!, $repo: String!, $number: Int!) { repository(owner: $owner, name: $repo) {
    pullRequest(number: $number) { reviewThreads(first: 100) { nodes { id isResolved } } } } }`;
  const read = async () => {
    const answer = await shop().app.graphql<Answer>(threads, { ...at, number: 1 });
    return answer.repository.pullRequest.reviewThreads.nodes;
  };
  const [first] = await read();
  const id = first?.id ?? '';
  const resolve = 'mutation ($id: ID!) { resolveReviewThread(input: { threadId: $id }) { thread { isResolved } } }';
  await expect(as('visitor').graphql(resolve, { id })).rejects.toThrow('not accessible');
  await as('reviewer').graphql(resolve, { id });
  expect(await read()).toEqual([expect.objectContaining({ id, isResolved: true })]);
});

interface Answer {
  readonly repository: {
    readonly pullRequest: {
      readonly reviewThreads: { readonly nodes: readonly { readonly id: string; readonly isResolved: boolean }[] };
    };
  };
}
