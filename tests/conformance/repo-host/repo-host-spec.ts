import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { toFailure } from '#domain/failure.ts';
import type { Change } from '#domain/task.ts';
import type { RepoHost } from '#ports/repo-host.ts';
import { placeOfChange } from '#domain/place.ts';

/** What a spec run needs from the host under test. */
export interface RepoHostUnderTest {
  readonly host: RepoHost;
  /**
   * `owner/name` of a repository with the files `README.md` ("# Shop\n") and `src/price.js` (contains `priceOf`) on its
   * default branch `main`, whose CI has one check `test`: red, with the words `value is not good` in its log, as long as
   * a file `broken` exists; green otherwise.
   */
  readonly repo: string;
  /** Another one, in which nothing checks anything. */
  readonly repoWithoutCi: string;
  /** Clones with this token, commits these files on the branch, pushes; answers the commit. */
  readonly push: (token: string, branch: string, files: Readonly<Record<string, string>>) => Promise<string>;
  /** Resolves when CI has ended for the commit. */
  readonly ciEnded: (sha: string) => Promise<void>;
  /** Bodies of the comments on a pull request, and the pull request as it stands. */
  readPull(number: number): Promise<{ draft: boolean; title: string; body: string; comments: string[] }>;
}

/** The rules that every RepoHost keeps. */
export function repoHostSpec(under: () => RepoHostUnderTest): void {
  const host = (): RepoHost => under().host;
  const open = async (branch: string): Promise<Change> => {
    const { repo } = under();
    await host().ensureBranch(repo, branch, 'main');
    await host().writeFile({ repo, branch, path: 'PLAN.md', content: `# ${branch}\n`, message: 'Plan' });
    return host().ensureDraftPullRequest({ repo, branch, baseBranch: 'main', title: 'Plan', body: 'What to do' });
  };

  test('what may be done in a repository is told before it is tried, and how a pull request stands', async () => {
    const { repo } = under();
    const { prNumber, branch } = await open('access');
    expect(await host().readAccess(repo)).toMatchObject({
      permissions: { contents: 'write', pull_requests: 'write' },
      archived: false,
    });
    expect(await host().readAccess(repo, prNumber)).toMatchObject({ pullRequest: 'open' });
    expect(await host().readAccess(repo, 99_999)).toMatchObject({ pullRequest: 'missing' });
    expect(await host().listPullRequestBranches(repo)).toContain(branch);
    await expect(host().readAccess('acme/nowhere')).rejects.toMatchObject({ code: 'REPO_NOT_FOUND_OR_NO_ACCESS' });
  });

  test('lists and reads the repositories that the app may see', async () => {
    const { repo } = under();
    const found = (await host().listRepositories()).find(({ name }) => name === repo);
    expect(found).toEqual(await host().readRepository(repo));
    expect(found).toMatchObject({ name: repo, defaultBranch: 'main' });
    expect(found?.cloneUrl).not.toContain('@');
  });

  test('a repository that is not there is an input error', async () => {
    const error = await host().readRepository('acme/nowhere').catch(toFailure);
    expect(error).toMatchObject({ name: 'InputError', code: 'REPO_NOT_FOUND_OR_NO_ACCESS', retryable: false });
  });

  test('code search finds files with the lines that match, and at most as many as asked for', async () => {
    const { repo } = under();
    const hits = await host().searchCode('priceOf', 5);
    expect(hits).toMatchObject([{ repo, path: 'src/price.js', fragment: expect.stringContaining('priceOf') }]);
    expect(await host().searchCode('nothing-has-this-word', 5)).toEqual([]);
    expect(await host().searchCode('priceOf', 0)).toEqual([]);
  });

  test('files are listed and read at a branch; a missing file is undefined, a missing branch too', async () => {
    const { repo } = under();
    expect(await host().listFiles(repo, 'main')).toEqual(expect.arrayContaining(['README.md', 'src/price.js']));
    expect(await host().readFile(repo, 'main', 'README.md')).toBe('# Shop\n');
    expect(await host().readFile(repo, 'main', 'missing.md')).toBeUndefined();
    expect(await host().readFile(repo, 'main', 'src')).toBeUndefined();
    expect(await host().readFile(repo, 'no/such/branch', 'README.md')).toBeUndefined();
  });

  test('files at the roots of all repositories are read at once; what is not there, or is a folder, is left out', async () => {
    const { repo, repoWithoutCi } = under();
    const found = await host().readRootFiles(['README.md', 'missing.md', 'src']);
    expect([...(found.get(repo) ?? [])]).toEqual([['README.md', '# Shop\n']]);
    expect(found.has(repoWithoutCi)).toBe(true);
  });

  test('a branch is created once at its base, also when two ask at once', async () => {
    const { repo } = under();
    const heads = await Promise.all([1, 2].map(() => host().ensureBranch(repo, 'spec/twins', 'main')));
    expect(heads[0]).toBe(heads[1]);
    const later = await host().writeFile({ repo, branch: 'spec/twins', path: 'a', content: 'a', message: 'A' });
    expect(await host().ensureBranch(repo, 'spec/twins', 'main')).toBe(later);
  });

  test('a branch from a base that is not there is refused', async () => {
    const error = await host().ensureBranch(under().repo, 'spec/other', 'no-such-base').catch(toFailure);
    expect(error).toMatchObject({ name: 'InputError', code: 'BRANCH_NOT_FOUND' });
  });

  test('a file is committed when it differs and left alone when it does not', async () => {
    const { repo } = under();
    const branch = 'spec/files';
    const base = await host().ensureBranch(repo, branch, 'main');
    const input = { repo, branch, path: 'docs/ünï.md', content: 'first\n', message: 'Write' };
    const first = await host().writeFile(input);
    expect(first).not.toBe(base);
    expect(await host().writeFile(input)).toBe(first);
    const second = await host().writeFile({ ...input, content: 'second\n' });
    expect(second).not.toBe(first);
    expect(await host().readFile(repo, branch, 'docs/ünï.md')).toBe('second\n');
  });

  test('a draft pull request is opened once and then updated', async () => {
    const { repo } = under();
    const first = await open('spec/draft');
    expect(first).toMatchObject({ repo, branch: 'spec/draft', baseBranch: 'main' });
    expect(await under().readPull(first.prNumber)).toMatchObject({ draft: true, title: 'Plan', body: 'What to do' });
    const again = await host().ensureDraftPullRequest({ ...first, title: 'Plan 2', body: 'Something else' });
    expect(again).toEqual(first);
    expect(await under().readPull(first.prNumber)).toMatchObject({ title: 'Plan 2', body: 'Something else' });
  });

  test('a draft is made ready with its last words, also twice', async () => {
    const change = await open('spec/ready');
    for (const _ of [1, 2]) await host().readyPullRequest(change, { title: 'feat: ready', body: 'Done' });
    expect(await under().readPull(change.prNumber)).toMatchObject({ draft: false, title: 'feat: ready', body: 'Done' });
  });

  test('a draft can be closed, and is opened again when it is ready; what is ready is left alone', async () => {
    const change = await open('spec/withdrawn');
    for (const _ of [1, 2]) expect(await host().closeDraft(change)).toBe(true);
    await host().readyPullRequest(change, { title: 'feat: after all', body: 'Done' });
    expect(await under().readPull(change.prNumber)).toMatchObject({ draft: false, title: 'feat: after all' });
    expect(await host().closeDraft(change)).toBe(false);
  });

  test('a comment with a marker is edited in place, one with another marker is another', async () => {
    const change = await open('spec/comments');
    await host().upsertComment(placeOfChange(change), 'status', 'Working');
    await host().upsertComment(placeOfChange(change), 'result', 'Not yet');
    await host().upsertComment(placeOfChange(change), 'status', 'Done');
    const { comments } = await under().readPull(change.prNumber);
    expect(comments).toHaveLength(2);
    expect(comments[0]).toContain('Done');
    expect(comments[1]).toContain('Not yet');
  });

  test('those who write the first comment with a marker at once leave one', async () => {
    const change = await open('spec/at-once');
    await Promise.all([1, 2, 3, 4].map((n) => host().upsertComment(placeOfChange(change), 'status', `By ${n}`)));
    expect((await under().readPull(change.prNumber)).comments).toHaveLength(1);
    await host().upsertComment(placeOfChange(change), 'status', 'Done');
    expect((await under().readPull(change.prNumber)).comments).toEqual([expect.stringContaining('Done')]);
  });

  test('a review is posted once, with comments on lines of the diff, and refused on other lines', async () => {
    const change = await open('spec/reviewed');
    const place = { repo: change.repo, number: change.prNumber };
    const [file] = await host().listChangedFiles(place);
    expect(file).toMatchObject({ path: 'PLAN.md', status: 'added', patch: expect.stringContaining('+# spec/reviewed') });
    const { headSha } = (await host().readPullRequest(place)).change;
    const at = { path: 'PLAN.md', side: 'new', body: 'Why?' } as const;
    const review = { marker: 'review-1', headSha, body: 'Looks fine.', comments: [{ ...at, line: 1 }] };
    const url = await host().postReview(place, review);
    expect(await host().postReview(place, review)).toBe(url);
    const beside = { ...review, marker: 'review-2', comments: [{ ...at, line: 99 }] };
    expect(await host().postReview(place, beside).catch(toFailure)).toMatchObject({ name: 'InputError', retryable: false });
  });

  test('a red check is concluded, its log can be read, and it can be asked to run again', async () => {
    const { repo, push, ciEnded } = under();
    const sha = await push(await host().gitToken(repo), 'spec/red', { broken: 'yes\n' });
    await ciEnded(sha);
    const state = await host().readChecks(repo, sha);
    expect(state).toMatchObject({ concluded: true, checks: [{ name: 'test', conclusion: 'failure' }] });
    const log = await text(host().streamCheckLog(repo, sha, 'test'));
    expect(log).toContain('value is not good');
    expect(await text(host().streamCheckLog(repo, sha, 'no-such-check'))).toBe('');
    await host().rerunFailedChecks(repo, sha);
    expect((await host().readChecks(repo, sha)).concluded).toBe(false);
  });

  test('a green check is concluded; checks from before a time do not count', async () => {
    const { repo, push, ciEnded } = under();
    const sha = await push(await host().gitToken(repo), 'spec/green', { fine: 'yes\n' });
    await ciEnded(sha);
    const green = { concluded: true, checks: [{ name: 'test', conclusion: 'success' }] };
    expect(await host().readChecks(repo, sha)).toMatchObject(green);
    expect(await host().readChecks(repo, sha, '2020-01-01T00:00:00.000Z')).toMatchObject(green);
    const later = new Date(Date.now() + 60_000).toISOString();
    expect(await host().readChecks(repo, sha, later)).toEqual({ concluded: false, checks: [] });
  });

  test('a commit without checks is not concluded', async () => {
    const { repoWithoutCi } = under();
    const head = await host().ensureBranch(repoWithoutCi, 'main', 'main');
    expect(await host().readChecks(repoWithoutCi, head)).toEqual({ concluded: false, checks: [] });
  });
}
