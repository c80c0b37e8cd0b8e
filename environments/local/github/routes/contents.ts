import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { syncRefs } from '../changes/sync-refs.ts';
import { listTree, readBlob, readCommit, resolveCommit, resolveObject, type TreeEntry } from '../git/objects.ts';
import { readRef, updateRef } from '../git/refs.ts';
import { writeBlob, writeCommit, writeTree } from '../git/write-objects.ts';
import { loginOf } from '../http/actor.ts';
import { type ApiContext, type Env, readBody, readRepository, readRest, wants } from '../http/api.ts';
import { GithubError, notFound } from '../http/errors.ts';
import { toGitCommit } from '../render/commit.ts';
import { fullNameOf, keyOf, type RepositoryRecord } from '../state/repositories.ts';
import type { Twin } from '../twin.ts';
import { signatureOf, toBase64Lines } from './git-data.ts';

const personSchema = z
  .object({ name: z.string(), email: z.string(), date: z.iso.datetime({ offset: true }).optional() })
  .optional();
const removeSchema = z.object({
  message: z.string(),
  sha: z.string(),
  branch: z.string().optional(),
  author: personSchema,
  committer: personSchema,
});
const writeSchema = removeSchema.extend({
  content: z.base64({ error: 'content is not valid Base64' }),
  sha: z.string().optional(),
});
type Change = z.infer<typeof removeSchema> | z.infer<typeof writeSchema>;

/** Files by path; writing one makes a real commit. */
export function contentRoutes(twin: Twin): Hono<Env> {
  const api = new Hono<Env>().basePath('/repos/:owner/:name');
  api.get('/contents', (context) => readPath(twin, context, ''));
  api.get('/contents/:path{.+}', (context) => readPath(twin, context, readRest(context, 'path')));
  api.get('/readme', (context) => readPath(twin, context, 'README.md'));
  api.put('/contents/:path{.+}', async (context) => {
    const body = await readBody(context, writeSchema, 'Content');
    const sha = await writeBlob(twin.pathOf(readRepository(twin, context)), Buffer.from(body.content, 'base64'));
    return changePath(twin, context, body, sha);
  });
  api.delete('/contents/:path{.+}', async (context) =>
    changePath(twin, context, await readBody(context, removeSchema, 'Content'), undefined),
  );
  return api;
}

async function readPath(twin: Twin, context: ApiContext, path: string): Promise<Response> {
  const repository = readRepository(twin, context);
  const dir = twin.pathOf(repository);
  const ref = context.req.query('ref') ?? repository.defaultBranch;
  const commit = await resolveCommit(dir, ref);
  if (commit === undefined) throw new GithubError(404, `No commit found for the ref ${ref}`);
  const clean = path.replaceAll(/^\/+|\/+$/g, '');
  const place: Place = { twin, repository, ref };
  if (clean === '') return context.json(await listFolder(place, dir, commit, ''));
  const entry = await findEntry(dir, commit, clean);
  if (entry === undefined) throw notFound();
  if (entry.type === 'tree') return context.json(await listFolder(place, dir, entry.sha, clean));
  const content = await readBlob(dir, entry.sha);
  if (wants(context, 'raw'))
    return context.body(new Uint8Array(content), 200, { 'content-type': 'application/vnd.github.raw; charset=utf-8' });
  return context.json({ ...toContent(place, entry, clean), content: toBase64Lines(content), encoding: 'base64' });
}

interface Place {
  readonly twin: Twin;
  readonly repository: RepositoryRecord;
  readonly ref: string;
}

async function findEntry(dir: string, commit: string, path: string): Promise<TreeEntry | undefined> {
  const at = path.lastIndexOf('/');
  const tree = await resolveObject(dir, `${commit}:${at < 0 ? '' : path.slice(0, at)}`);
  if (tree === undefined) return undefined;
  return (await listTree(dir, tree)).find((entry) => entry.path === path.slice(at + 1));
}

async function listFolder(place: Place, dir: string, tree: string, folder: string) {
  const entries = await listTree(dir, tree);
  return entries.map((entry) => toContent(place, entry, folder === '' ? entry.path : `${folder}/${entry.path}`));
}

function toContent({ twin, repository, ref }: Place, entry: TreeEntry, path: string) {
  const fullName = fullNameOf(repository);
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  const url = `${twin.links.api(`/repos/${fullName}/contents/${encoded}`)}?ref=${encodeURIComponent(ref)}`;
  const kind = entry.type === 'tree' ? 'tree' : 'blob';
  const html = twin.links.page(`/${fullName}/${kind}/${ref}/${encoded}`);
  const git = twin.links.api(`/repos/${fullName}/git/${kind}s/${entry.sha}`);
  return {
    type: TYPES[entry.type],
    name: path.slice(path.lastIndexOf('/') + 1),
    path,
    sha: entry.sha,
    size: entry.size ?? 0,
    url,
    html_url: html,
    git_url: git,
    download_url: entry.type === 'blob' ? twin.links.page(`/${fullName}/raw/${ref}/${encoded}`) : null,
    _links: { self: url, git, html },
  };
}

const TYPES = { blob: 'file', tree: 'dir', commit: 'submodule' } as const;

/** What an app writes without naming a committer is committed, and signed, by GitHub itself. */
const HOST = { name: 'GitHub', email: 'noreply@github.com' };

async function changePath(twin: Twin, context: Context<Env>, body: Change, blob: string | undefined): Promise<Response> {
  const repository = readRepository(twin, context);
  return twin.serially(keyOf(repository), async () => {
    const dir = twin.pathOf(repository);
    const path = readRest(context, 'path');
    const branch = body.branch ?? repository.defaultBranch;
    const head = await readRef(dir, `refs/heads/${branch}`);
    if (head === undefined) throw new GithubError(404, `Branch ${branch} not found`);
    const existing = await findEntry(dir, head, path);
    checkSha(path, existing, { sha: body.sha, removing: blob === undefined });
    const author = signatureOf(twin, context, body.author ?? body.committer);
    const byHost = body.committer === undefined && context.get('actor').type === 'installation';
    const committer = byHost ? { ...HOST, date: author.date } : signatureOf(twin, context, body.committer);
    const tree = await writeTree(dir, head, [{ path, mode: existing?.mode ?? '100644', sha: blob }]).catch(() => {
      throw new GithubError(422, 'path contains a malformed path component');
    });
    const sha = await writeCommit(dir, { tree, parents: [head], message: body.message, author, committer });
    if (!(await updateRef(dir, `refs/heads/${branch}`, sha, head))) throw new GithubError(409, `${branch} has moved`);
    await syncRefs(twin, keyOf(repository), loginOf(context.get('actor')));
    const answer = await toWritten({ twin, repository, ref: branch }, sha, path);
    return context.json(answer, existing === undefined ? 201 : 200);
  });
}

async function toWritten(place: Place, sha: string, path: string) {
  const dir = place.twin.pathOf(place.repository);
  const entry = await findEntry(dir, sha, path);
  const content = entry === undefined ? null : toContent(place, entry, path);
  return { content, commit: toGitCommit(place.twin, place.repository, await readCommit(dir, sha)) };
}

function checkSha(
  path: string,
  existing: TreeEntry | undefined,
  { sha, removing }: { sha: string | undefined; removing: boolean },
): void {
  if (existing === undefined) {
    if (removing) throw notFound();
    return;
  }
  if (existing.type !== 'blob') throw new GithubError(422, `${path} is a directory`);
  if (sha === undefined) throw new GithubError(422, `Invalid request.\n\n"sha" wasn't supplied.`);
  if (sha !== existing.sha) throw new GithubError(409, `${path} does not match ${sha}`);
}
