import { type Context, Hono } from 'hono';
import type { BlankSchema } from 'hono/types';
import { z } from 'zod';
import { type Mergeability, mergePull, readMergeability } from '../changes/merge-pull.ts';
import { openPull } from '../changes/open-pull.ts';
import { readPullEnds } from '../changes/pull-ends.ts';
import { closePull, emitPull, patchPull } from '../changes/pulls.ts';
import { listFileDiffs, readDiff, readPatch } from '../git/diff.ts';
import { listCommits } from '../git/objects.ts';
import { readRef } from '../git/refs.ts';
import { loginOf } from '../http/actor.ts';
import { type Env, paginate, readBody, readNumber, readRepository, wants } from '../http/api.ts';
import { invalid, notFound } from '../http/errors.ts';
import { toCommit, toFile } from '../render/commit.ts';
import { toUser } from '../render/identity.ts';
import { toPull } from '../render/pull.ts';
import type { PullRecord } from '../state/pulls.ts';
import { keyOf, type RepositoryRecord } from '../state/repositories.ts';
import { listPulls, readPullRecord } from '../state/store.ts';
import type { Twin } from '../twin.ts';

const openSchema = z.object({
  title: z.string().min(1),
  head: z.string(),
  base: z.string(),
  body: z.string().nullable().default(null),
  draft: z.boolean().default(false),
});
const updateSchema = z.object({
  title: z.string().min(1).optional(),
  body: z.string().nullable().optional(),
  state: z.enum(['open', 'closed']).optional(),
  base: z.string().optional(),
});
const mergeSchema = z.object({
  merge_method: z.enum(['merge', 'squash', 'rebase']).default('merge'),
  commit_title: z.string().optional(),
  commit_message: z.string().optional(),
  sha: z.string().optional(),
});

type Api = Hono<Env, BlankSchema, '/repos/:owner/:name'>;

/** Pull requests with their files, commits, diffs and merging. */
export function pullRoutes(twin: Twin): Hono<Env> {
  const api = new Hono<Env>().basePath('/repos/:owner/:name');
  api.get('/pulls', (context) => {
    const repository = readRepository(twin, context);
    const pulls = selectPulls(listPulls(twin.store, keyOf(repository)), context.req.query());
    return context.json(paginate(context, pulls).map((pull) => toPull(twin, repository, pull)));
  });
  api.post('/pulls', async (context) => {
    const repository = readRepository(twin, context);
    const body = await readBody(context, openSchema, 'PullRequest');
    const head = body.head.replace(new RegExp(`^${repository.owner}:`, 'i'), '');
    const input = { ...body, head, actor: loginOf(context.get('actor')) };
    const pull = await twin.serially(keyOf(repository), () => openPull(twin, repository, input));
    return context.json(await toFullPull(twin, repository, pull), 201);
  });
  api.get('/pulls/:number', async (context) => {
    const { repository, pull } = readPull(twin, context);
    const dir = twin.pathOf(repository);
    const { from, to } = await readPullEnds(dir, pull);
    const type = { 'content-type': 'application/vnd.github.v3.diff; charset=utf-8' };
    if (wants(context, 'diff')) return context.body(await readDiff(dir, from, to), 200, type);
    if (wants(context, 'patch')) return context.body(await readPatch(dir, from, to), 200, type);
    return context.json(await toFullPull(twin, repository, pull));
  });
  api.patch('/pulls/:number', async (context) => {
    const { repository } = readPull(twin, context);
    const body = await readBody(context, updateSchema, 'PullRequest');
    await twin.serially(keyOf(repository), () =>
      updatePull(twin, repository, readPull(twin, context).pull, { body, actor: loginOf(context.get('actor')) }),
    );
    return context.json(await toFullPull(twin, repository, readPull(twin, context).pull));
  });
  addReads(twin, api);
  addMerge(twin, api);
  return api;
}

function addReads(twin: Twin, api: Api): void {
  api.get('/pulls/:number/files', async (context) => {
    const { repository, pull } = readPull(twin, context);
    const { from, to } = await readPullEnds(twin.pathOf(repository), pull);
    const files = await listFileDiffs(twin.pathOf(repository), from, to);
    return context.json(paginate(context, files).map((file) => toFile(twin, repository, to, file)));
  });
  api.get('/pulls/:number/commits', async (context) => {
    const { repository, pull } = readPull(twin, context);
    const { from, to } = await readPullEnds(twin.pathOf(repository), pull);
    const commits = await listCommits(twin.pathOf(repository), `${from}..${to}`, { reverse: true, limit: 250 });
    return context.json(paginate(context, commits).map((commit) => toCommit(twin, repository, commit)));
  });
}

function addMerge(twin: Twin, api: Api): void {
  api.get('/pulls/:number/merge', (context) => {
    if (readPull(twin, context).pull.mergedAt === null) throw notFound();
    return context.body(null, 204);
  });
  api.put('/pulls/:number/merge', async (context) => {
    const { repository } = readPull(twin, context);
    const body = await readBody(context, mergeSchema, 'PullRequest');
    const input = {
      method: body.merge_method,
      title: body.commit_title,
      message: body.commit_message,
      sha: body.sha,
      actor: loginOf(context.get('actor')),
    };
    const sha = await twin.serially(keyOf(repository), () => mergePull(twin, repository, readPull(twin, context).pull, input));
    return context.json({ sha, merged: true, message: 'Pull Request successfully merged' });
  });
}

/** The pull request in the path. @throws GithubError 404 */
export function readPull(twin: Twin, context: Context<Env>): { repository: RepositoryRecord; pull: PullRecord } {
  const repository = readRepository(twin, context);
  const pull = readPullRecord(twin.store, keyOf(repository), readNumber(context, 'number'));
  if (pull === undefined) throw notFound();
  return { repository, pull };
}

function selectPulls(pulls: readonly PullRecord[], query: Record<string, string>): PullRecord[] {
  const { state = 'open', head, base, sort = 'created', direction } = query;
  // GitHub ignores a head without its owner.
  const branch = head?.includes(':') === true ? head.slice(head.indexOf(':') + 1) : undefined;
  const selected = pulls.filter(
    (pull) =>
      (state === 'all' || pull.state === state) &&
      (branch === undefined || pull.head.ref === branch) &&
      (base === undefined || pull.base.ref === base),
  );
  const sorted = sort === 'updated' ? selected.toSorted((a, b) => a.updatedAt.localeCompare(b.updatedAt)) : selected;
  return (direction ?? (sort === 'created' ? 'desc' : 'asc')) === 'desc' ? sorted.toReversed() : sorted;
}

interface PullUpdate {
  readonly body: z.infer<typeof updateSchema>;
  readonly actor: string;
}

async function updatePull(
  twin: Twin,
  repository: RepositoryRecord,
  pull: PullRecord,
  { body, actor }: PullUpdate,
): Promise<void> {
  const dir = twin.pathOf(repository);
  const base = body.base === undefined ? undefined : await readRef(dir, `refs/heads/${body.base}`);
  if (body.base !== undefined && base === undefined) throw invalid({ resource: 'PullRequest', field: 'base', code: 'invalid' });
  const reopening = body.state === 'open' && pull.state === 'closed';
  if (reopening && (pull.mergedAt !== null || (await readRef(dir, `refs/heads/${pull.head.ref}`)) === undefined)) {
    throw invalid({ resource: 'PullRequest', field: 'state', code: 'invalid' });
  }
  twin.store.transaction(() => {
    const changes = { ...toChange(pull.title, body.title, 'title'), ...toChange(pull.body, body.body, 'body') };
    let current = patchPull(twin, pull, {
      ...(body.title === undefined ? {} : { title: body.title }),
      ...(body.body === undefined ? {} : { body: body.body }),
      ...(base === undefined || body.base === undefined ? {} : { base: { ref: body.base, sha: base } }),
    });
    if (Object.keys(changes).length > 0) emitPull(twin, repository, current, { action: 'edited', actor, more: { changes } });
    if (body.state === 'closed' && pull.state === 'open') closePull(twin, repository, current, { actor });
    if (!reopening) return;
    current = patchPull(twin, current, { state: 'open', closedAt: null });
    emitPull(twin, repository, current, { action: 'reopened', actor });
  });
}

function toChange(before: string | null, after: string | null | undefined, name: string) {
  return after === undefined || after === before ? {} : { [name]: { from: before ?? '' } };
}

async function toFullPull(twin: Twin, repository: RepositoryRecord, pull: PullRecord) {
  const dir = twin.pathOf(repository);
  const { from, to } = await readPullEnds(dir, pull);
  const files = await listFileDiffs(dir, from, to);
  const commits = await listCommits(dir, `${from}..${to}`, { limit: 250 });
  const open: Mergeability | undefined = pull.state === 'open' ? await readMergeability(twin, repository, pull) : undefined;
  const comments = twin.store.comments.listOf(pull.repo, pull.number);
  const reviewComments = twin.store.reviewComments.listOf(pull.repo, pull.number);
  return {
    ...toPull(twin, repository, pull),
    merged: pull.mergedAt !== null,
    mergeable: open?.mergeable ?? null,
    rebaseable: false,
    mergeable_state: open?.state ?? 'unknown',
    merged_by: pull.mergedBy === null ? null : toUser(twin, pull.mergedBy),
    comments: comments.length,
    review_comments: reviewComments.length,
    maintainer_can_modify: false,
    commits: commits.length,
    additions: files.reduce((sum, file) => sum + file.additions, 0),
    deletions: files.reduce((sum, file) => sum + file.deletions, 0),
    changed_files: files.length,
  };
}
