import { Hono } from 'hono';
import { EMPTY_TREE, listFileDiffs, readDiff, readPatch } from '../git/diff.ts';
import { listCommits, readCommit, resolveCommit } from '../git/objects.ts';
import { countAheadBehind, mergeBase } from '../git/refs.ts';
import { type Env, paginate, readRepository, readRest, wants } from '../http/api.ts';
import { GithubError, notFound } from '../http/errors.ts';
import { toCommit, toFile } from '../render/commit.ts';
import { fullNameOf, type RepositoryRecord } from '../state/repositories.ts';
import type { Twin } from '../twin.ts';

const DIFF = { 'content-type': 'application/vnd.github.v3.diff; charset=utf-8' };

/** Commits and comparisons. */
export function commitRoutes(twin: Twin): Hono<Env> {
  const api = new Hono<Env>().basePath('/repos/:owner/:name');
  api.get('/commits', async (context) => {
    const repository = readRepository(twin, context);
    const dir = twin.pathOf(repository);
    const ref = context.req.query('sha') ?? repository.defaultBranch;
    const sha = await resolveCommit(dir, ref);
    if (sha === undefined) throw notFound();
    const path = context.req.query('path');
    const commits = await listCommits(dir, sha, { ...(path === undefined ? {} : { path }), limit: 10_000 });
    return context.json(paginate(context, commits).map((commit) => toCommit(twin, repository, commit)));
  });
  api.get('/commits/:ref{.+}', async (context) => {
    const repository = readRepository(twin, context);
    const dir = twin.pathOf(repository);
    const ref = readRest(context, 'ref');
    const sha = await resolveCommit(dir, ref);
    if (sha === undefined) throw new GithubError(422, `No commit found for SHA: ${ref}`);
    const commit = await readCommit(dir, sha);
    const parent = commit.parents[0] ?? EMPTY_TREE;
    if (wants(context, 'diff')) return context.body(await readDiff(dir, parent, sha), 200, DIFF);
    if (wants(context, 'sha')) return context.text(sha);
    const files = await listFileDiffs(dir, parent, sha);
    const additions = files.reduce((sum, file) => sum + file.additions, 0);
    const deletions = files.reduce((sum, file) => sum + file.deletions, 0);
    return context.json({
      ...toCommit(twin, repository, commit),
      stats: { additions, deletions, total: additions + deletions },
      files: files.map((file) => toFile(twin, repository, sha, file)),
    });
  });
  api.get('/compare/:basehead{.+}', async (context) => {
    const repository = readRepository(twin, context);
    const [base = '', head = ''] = readRest(context, 'basehead').split('...');
    const ends = await readEnds(twin, repository, base, head);
    const dir = twin.pathOf(repository);
    if (wants(context, 'diff')) return context.body(await readDiff(dir, ends.mergeBase, ends.head), 200, DIFF);
    if (wants(context, 'patch')) return context.body(await readPatch(dir, ends.mergeBase, ends.head), 200, DIFF);
    return context.json(await toComparison(twin, repository, ends));
  });
  return api;
}

interface Ends {
  readonly base: string;
  readonly head: string;
  readonly mergeBase: string;
}

async function readEnds(twin: Twin, repository: RepositoryRecord, baseRef: string, headRef: string): Promise<Ends> {
  const dir = twin.pathOf(repository);
  // `owner:branch` names the same branch, as there are no forks here.
  const plain = (ref: string): string => ref.replace(new RegExp(`^${repository.owner}:`, 'i'), '');
  const base = await resolveCommit(dir, plain(baseRef));
  const head = await resolveCommit(dir, plain(headRef));
  if (base === undefined || head === undefined) throw notFound();
  const common = await mergeBase(dir, base, head);
  if (common === undefined) throw new GithubError(404, `No common ancestor between ${baseRef} and ${headRef}.`);
  return { base, head, mergeBase: common };
}

async function toComparison(twin: Twin, repository: RepositoryRecord, ends: Ends) {
  const dir = twin.pathOf(repository);
  const { ahead, behind } = await countAheadBehind(dir, ends.base, ends.head);
  const commits = await listCommits(dir, `${ends.base}..${ends.head}`, { limit: 250, reverse: true });
  const files = await listFileDiffs(dir, ends.mergeBase, ends.head);
  const fullName = fullNameOf(repository);
  const range = `${ends.base}...${ends.head}`;
  const page = twin.links.page(`/${fullName}/compare/${range}`);
  const [baseCommit, common] = await Promise.all([readCommit(dir, ends.base), readCommit(dir, ends.mergeBase)]);
  return {
    url: twin.links.api(`/repos/${fullName}/compare/${range}`),
    html_url: page,
    permalink_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    base_commit: toCommit(twin, repository, baseCommit),
    merge_base_commit: toCommit(twin, repository, common),
    status: comparisonStatus(ahead, behind),
    ahead_by: ahead,
    behind_by: behind,
    total_commits: ahead,
    commits: commits.map((commit) => toCommit(twin, repository, commit)),
    files: files.map((file) => toFile(twin, repository, ends.head, file)),
  };
}

function comparisonStatus(ahead: number, behind: number): string {
  if (ahead > 0 && behind > 0) return 'diverged';
  if (ahead > 0) return 'ahead';
  return behind > 0 ? 'behind' : 'identical';
}
