import type { Octokit } from '@octokit/rest';
import { expect, test } from 'vitest';
import { at, base64, pull, refuses, useShop } from './shop.ts';

const shop = useShop();
const app = (): Octokit => shop().app;
const developer = (): Octokit => shop().twin.octokit;

refuses('an unknown repository', 404, () => app().rest.repos.get({ owner: 'acme', repo: 'none' }), 'Not Found');
refuses('an unknown route', 404, () => app().request('GET /repos/acme/shop/milestones'), 'Not Found');
refuses('an unknown branch', 404, () => app().rest.repos.getBranch({ ...at, branch: 'none' }), 'Branch not found');
refuses(
  'a ref that exists',
  422,
  () => app().rest.git.createRef({ ...at, ref: 'refs/heads/main', sha: shop().main }),
  'Reference already exists',
);
refuses('a ref without refs/', 422, () => app().rest.git.createRef({ ...at, ref: 'main2', sha: shop().main }), 'Reference name');
refuses(
  'a ref to nothing',
  422,
  () => app().rest.git.createRef({ ...at, ref: 'refs/heads/x', sha: 'f'.repeat(40) }),
  'Object does not exist',
);
refuses(
  'an update that is no fast-forward',
  422,
  () => app().rest.git.updateRef({ ...at, ref: 'heads/feature/price', sha: shop().main }),
  'Update is not a fast forward',
);
refuses(
  'a ref to delete that is not there',
  422,
  () => app().rest.git.deleteRef({ ...at, ref: 'heads/none' }),
  'Reference does not exist',
);
refuses(
  'a file changed without its sha',
  422,
  () => app().rest.repos.createOrUpdateFileContents({ ...at, path: 'README.md', message: 'm', content: base64('x') }),
  `"sha" wasn't supplied`,
);
refuses(
  'a file changed with another sha',
  409,
  () =>
    app().rest.repos.createOrUpdateFileContents({
      ...at,
      path: 'README.md',
      message: 'm',
      content: base64('x'),
      sha: shop().main,
    }),
  'does not match',
);
refuses(
  'content that is not base64',
  422,
  () => app().rest.repos.createOrUpdateFileContents({ ...at, path: 'x', message: 'm', content: '!' }),
  'Base64',
);
refuses(
  'a path outside the repository',
  422,
  () => app().rest.repos.createOrUpdateFileContents({ ...at, path: 'a/../../x', message: 'm', content: base64('x') }),
  'malformed path',
);
refuses(
  'a path into .git',
  422,
  () => app().rest.repos.createOrUpdateFileContents({ ...at, path: '.git/config', message: 'm', content: base64('x') }),
  'malformed path',
);
refuses(
  'a second pull request of a branch',
  422,
  () => app().rest.pulls.create({ ...at, title: 't', head: 'feature/price', base: 'main' }),
  'A pull request already exists for acme:feature/price.',
);
refuses(
  'a pull request without commits',
  422,
  () => app().rest.pulls.create({ ...at, title: 't', head: 'main', base: 'feature/price' }),
  'No commits between feature/price and main',
);
refuses(
  'a pull request of an unknown branch',
  422,
  () => app().rest.pulls.create({ ...at, title: 't', head: 'none', base: 'main' }),
  'Validation Failed: {"resource":"PullRequest","field":"head","code":"invalid"}',
);
refuses(
  'a pull request without a title',
  422,
  () => app().request('POST /repos/acme/shop/pulls', { head: 'feature/price', base: 'main' }),
  '"field":"title","code":"missing_field"',
);
refuses(
  'a body that is not JSON',
  400,
  () => app().request('POST /repos/acme/shop/pulls', { data: '{', headers: { 'content-type': 'application/json' } }),
  'Problems parsing JSON',
);
refuses('a merge of another head', 409, () => app().rest.pulls.merge({ ...pull, sha: shop().main }), 'Head branch was modified');
const refused = (words: string) => ({ status: 405, message: expect.stringContaining(words) });

test('a merge is refused in the words of the rule that its base branch has, until the rule is met', async () => {
  const protect = (contexts: string[], required_approving_review_count: number) =>
    developer().rest.repos.updateBranchProtection({
      ...at,
      branch: 'main',
      required_status_checks: { strict: false, contexts },
      enforce_admins: null,
      required_pull_request_reviews: { required_approving_review_count },
      restrictions: null,
    });
  const merging = (): Promise<unknown> =>
    app()
      .rest.pulls.merge(pull)
      .catch((error: unknown) => error);
  const status = (state: 'failure' | 'success') =>
    app().rest.repos.createCommitStatus({ ...at, sha: shop().feature, state, context: 'security' });
  await expect(app().rest.repos.deleteBranchProtection({ ...at, branch: 'main' })).rejects.toMatchObject({ status: 403 });
  await protect(['security'], 2);
  expect(await merging()).toMatchObject(refused('Required status check "security" is expected.'));
  await status('failure');
  expect(await merging()).toMatchObject(refused('Required status check "security" is failing.'));
  await status('success');
  expect(await merging()).toMatchObject(refused('At least 2 approving reviews are required'));
  expect((await app().rest.pulls.get(pull)).data.mergeable_state).toBe('blocked');
  await developer().rest.repos.deleteBranchProtection({ ...at, branch: 'main' });
  expect((await app().rest.pulls.get(pull)).data.mergeable_state).toBe('clean');
});
refuses(
  "a review of one's own pull request",
  422,
  () => app().rest.pulls.createReview({ ...pull, event: 'APPROVE' }),
  'Can not approve your own pull request',
);
refuses(
  'a check run by a person',
  403,
  () => developer().rest.checks.create({ ...at, name: 'x', head_sha: shop().main }),
  'GitHub App',
);
refuses(
  'a search in a repository that is not there',
  422,
  () => app().rest.search.code({ q: 'x repo:acme/none' }),
  'cannot be searched',
);
refuses('a search for nothing', 422, () => app().rest.search.code({ q: '' }), 'Validation Failed');

test('a GraphQL query that it does not know is a GraphQL error', async () => {
  await expect(app().graphql('{ viewer { login } }')).rejects.toMatchObject({ name: 'GraphqlResponseError' });
});
