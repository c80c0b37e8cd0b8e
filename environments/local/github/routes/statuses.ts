import { Hono } from 'hono';
import { z } from 'zod';
import { listLatestStatuses } from '../changes/read-checks.ts';
import { readCommit, readType, resolveCommit, toUtc } from '../git/objects.ts';
import { loginOf } from '../http/actor.ts';
import { type ApiContext, type Env, paginate, readBody, readRepository, readRest } from '../http/api.ts';
import { GithubError } from '../http/errors.ts';
import { toStatus } from '../render/check.ts';
import { toCommit } from '../render/commit.ts';
import { toRepository } from '../render/repository.ts';
import { type CommitStatusRecord, commitStatusSchema } from '../state/checks.ts';
import { fullNameOf, keyOf, type RepositoryRecord } from '../state/repositories.ts';
import type { Twin } from '../twin.ts';

const createSchema = z.object({
  state: commitStatusSchema.shape.state,
  context: z.string().min(1).default('default'),
  description: z.string().max(140).nullable().default(null),
  target_url: z.string().nullable().default(null),
});

/** Commit statuses, one by one and combined. */
export function statusRoutes(twin: Twin): Hono<Env> {
  const api = new Hono<Env>().basePath('/repos/:owner/:name');
  api.post('/statuses/:sha', async (context) => {
    const repository = readRepository(twin, context);
    const sha = context.req.param('sha');
    if ((await readType(twin.pathOf(repository), sha)) !== 'commit')
      throw new GithubError(422, `No commit found for SHA: ${sha}`);
    const body = await readBody(context, createSchema, 'Status');
    const status: CommitStatusRecord = {
      id: twin.store.statuses.next(),
      repo: keyOf(repository),
      sha,
      state: body.state,
      context: body.context,
      description: body.description,
      targetUrl: body.target_url,
      user: loginOf(context.get('actor')),
      createdAt: toUtc(twin.now()),
    };
    const commit = toCommit(twin, repository, await readCommit(twin.pathOf(repository), sha));
    twin.store.transaction(() => {
      twin.store.statuses.put(status);
      const { creator, url: _url, node_id: _id, ...rendered } = toStatus(twin, repository, status);
      twin.emit('status', repository, status.user, {
        ...rendered,
        sha,
        name: fullNameOf(repository),
        avatar_url: creator.avatar_url,
        commit,
        branches: branchesAt(repository, sha),
      });
    });
    return context.json(toStatus(twin, repository, status), 201);
  });
  api.get('/commits/:ref{.+}/statuses', async (context) => {
    const repository = readRepository(twin, context);
    const sha = await readSha(twin, context, repository);
    const statuses = twin.store.statuses.listOf(keyOf(repository), sha);
    return context.json(paginate(context, statuses.toReversed()).map((status) => toStatus(twin, repository, status)));
  });
  api.get('/commits/:ref{.+}/status', async (context) => {
    const repository = readRepository(twin, context);
    const sha = await readSha(twin, context, repository);
    const latest = listLatestStatuses(twin, keyOf(repository), sha);
    const url = twin.links.api(`/repos/${fullNameOf(repository)}/commits/${sha}`);
    return context.json({
      state: combine(latest),
      statuses: paginate(context, latest).map((status) => toStatus(twin, repository, status)),
      sha,
      total_count: latest.length,
      repository: toRepository(twin, repository),
      commit_url: url,
      url: `${url}/status`,
    });
  });
  return api;
}

/** GitHub names ten at most. */
function branchesAt({ knownRefs }: RepositoryRecord, sha: string) {
  const at = Object.entries(knownRefs).filter(([ref, head]) => ref.startsWith('refs/heads/') && head === sha);
  return at.slice(0, 10).map(([ref]) => ({ name: ref.slice('refs/heads/'.length), commit: { sha }, protected: false }));
}

async function readSha(twin: Twin, context: ApiContext, repository: RepositoryRecord): Promise<string> {
  const ref = readRest(context, 'ref');
  const sha = await resolveCommit(twin.pathOf(repository), ref);
  if (sha === undefined) throw new GithubError(422, `No commit found for SHA: ${ref}`);
  return sha;
}

/** GitHub calls a commit without any status pending. */
function combine(statuses: readonly CommitStatusRecord[]): 'success' | 'failure' | 'pending' {
  if (statuses.some(({ state }) => state === 'failure' || state === 'error')) return 'failure';
  return statuses.length > 0 && statuses.every(({ state }) => state === 'success') ? 'success' : 'pending';
}
