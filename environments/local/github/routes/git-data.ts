import { Hono } from 'hono';
import type { BlankSchema } from 'hono/types';
import { z } from 'zod';
import {
  listTree,
  readBlob,
  readCommit,
  readType,
  resolveObject,
  type Signature,
  type TreeEntry,
  toUtc,
} from '../git/objects.ts';
import { runGit } from '../git/run-git.ts';
import { type TreeChange, writeBlob, writeCommit, writeTag, writeTree } from '../git/write-objects.ts';
import { loginOf } from '../http/actor.ts';
import { type ApiContext, type Env, readBody, readRepository, readRest } from '../http/api.ts';
import { GithubError, invalid, notFound } from '../http/errors.ts';
import { toGitCommit } from '../render/commit.ts';
import { nodeId, toSignature } from '../render/identity.ts';
import { fullNameOf, type RepositoryRecord } from '../state/repositories.ts';
import type { Twin } from '../twin.ts';

const signatureSchema = z.object({ name: z.string(), email: z.string(), date: z.iso.datetime({ offset: true }).optional() });

const blobSchema = z.object({ content: z.string(), encoding: z.enum(['utf-8', 'base64']).default('utf-8') });
const treeSchema = z.object({
  base_tree: z.string().optional(),
  tree: z.array(
    z.object({
      path: z.string(),
      mode: z.enum(['100644', '100755', '040000', '160000', '120000']),
      sha: z.string().nullable().optional(),
      content: z.string().optional(),
    }),
  ),
});
const commitSchema = z.object({
  message: z.string(),
  tree: z.string(),
  parents: z.array(z.string()).default([]),
  author: signatureSchema.optional(),
  committer: signatureSchema.optional(),
});
const tagSchema = z.object({
  tag: z.string(),
  message: z.string(),
  object: z.string(),
  type: z.enum(['commit', 'tree', 'blob']),
  tagger: signatureSchema.optional(),
});

/** git's own objects: blobs, trees, commits, tags. */
export function gitDataRoutes(twin: Twin): Hono<Env> {
  const api = new Hono<Env>().basePath('/repos/:owner/:name/git');
  api.get('/blobs/:sha', async (context) => {
    const repository = readRepository(twin, context);
    const sha = await requireType(twin.pathOf(repository), context.req.param('sha'), 'blob');
    const content = await readBlob(twin.pathOf(repository), sha);
    return context.json({
      ...toObject(twin, repository, 'blobs', sha),
      content: toBase64Lines(content),
      encoding: 'base64',
      size: content.length,
    });
  });
  api.post('/blobs', async (context) => {
    const repository = readRepository(twin, context);
    const { content, encoding } = await readBody(context, blobSchema, 'Blob');
    const sha = await writeBlob(twin.pathOf(repository), Buffer.from(content, encoding === 'base64' ? 'base64' : 'utf8'));
    return context.json(toObject(twin, repository, 'blobs', sha), 201);
  });
  api.get('/trees/:tree{.+}', async (context) => {
    const repository = readRepository(twin, context);
    const dir = twin.pathOf(repository);
    const sha = await resolveObject(dir, `${readRest(context, 'tree')}^{tree}`);
    if (sha === undefined) throw notFound();
    return context.json(await toTree(twin, repository, sha, (context.req.query('recursive') ?? '') !== ''));
  });
  api.post('/trees', async (context) => {
    const repository = readRepository(twin, context);
    const dir = twin.pathOf(repository);
    const body = await readBody(context, treeSchema, 'Tree');
    const base = body.base_tree === undefined ? undefined : await resolveObject(dir, `${body.base_tree}^{tree}`);
    if (body.base_tree !== undefined && base === undefined)
      throw invalid({ resource: 'Tree', field: 'base_tree', code: 'invalid' });
    const sha = await writeTree(dir, base, await Promise.all(body.tree.map((entry) => toChange(dir, entry)))).catch(
      (error: unknown) => {
        throw new GithubError(422, `tree.path is invalid: ${error instanceof Error ? error.message : String(error)}`);
      },
    );
    return context.json(await toTree(twin, repository, sha, false), 201);
  });
  addCommitsAndTags(twin, api);
  return api;
}

function addCommitsAndTags(twin: Twin, api: Hono<Env, BlankSchema, '/repos/:owner/:name/git'>): void {
  api.get('/commits/:sha', async (context) => {
    const repository = readRepository(twin, context);
    const sha = await requireType(twin.pathOf(repository), context.req.param('sha'), 'commit');
    return context.json(toGitCommit(twin, repository, await readCommit(twin.pathOf(repository), sha)));
  });
  api.post('/commits', async (context) => {
    const repository = readRepository(twin, context);
    const dir = twin.pathOf(repository);
    const body = await readBody(context, commitSchema, 'Commit');
    if ((await readType(dir, body.tree)) !== 'tree') throw invalid({ resource: 'Commit', field: 'tree', code: 'invalid' });
    for (const parent of body.parents) {
      if ((await readType(dir, parent)) !== 'commit') throw invalid({ resource: 'Commit', field: 'parents', code: 'invalid' });
    }
    const author = signatureOf(twin, context, body.author);
    const committer = body.committer === undefined ? author : signatureOf(twin, context, body.committer);
    const sha = await writeCommit(dir, { ...body, author, committer });
    return context.json(toGitCommit(twin, repository, await readCommit(dir, sha)), 201);
  });
  api.get('/tags/:sha', async (context) => {
    const repository = readRepository(twin, context);
    const sha = await requireType(twin.pathOf(repository), context.req.param('sha'), 'tag');
    return context.json(await toTag(twin, repository, sha));
  });
  api.post('/tags', async (context) => {
    const repository = readRepository(twin, context);
    const dir = twin.pathOf(repository);
    const body = await readBody(context, tagSchema, 'Tag');
    if ((await readType(dir, body.object)) !== body.type) throw invalid({ resource: 'Tag', field: 'object', code: 'invalid' });
    const sha = await writeTag(dir, { ...body, tagger: signatureOf(twin, context, body.tagger) });
    return context.json(await toTag(twin, repository, sha), 201);
  });
}

/** GitHub breaks base64 into lines. */
export function toBase64Lines(content: Buffer): string {
  return content.toString('base64').replaceAll(/.{60}/g, '$&\n');
}

/** Name, address and date as given, or those of whoever asks. */
export function signatureOf(twin: Twin, context: ApiContext, given: z.infer<typeof signatureSchema> | undefined): Signature {
  if (given === undefined) return toSignature(loginOf(context.get('actor')), twin.now());
  return { name: given.name, email: given.email, date: toUtc(given.date ?? twin.now()) };
}

async function requireType(dir: string, sha: string, type: string): Promise<string> {
  if ((await readType(dir, sha)) !== type) throw notFound();
  return sha;
}

function toObject(twin: Twin, repository: RepositoryRecord, kind: string, sha: string) {
  return { sha, node_id: nodeId('Object', sha), url: twin.links.api(`/repos/${fullNameOf(repository)}/git/${kind}/${sha}`) };
}

const MAX_ENTRIES = 100_000;

async function toTree(twin: Twin, repository: RepositoryRecord, sha: string, recursive: boolean) {
  const entries = await listTree(twin.pathOf(repository), sha, recursive);
  const { url } = toObject(twin, repository, 'trees', sha);
  const tree = entries.slice(0, MAX_ENTRIES).map((entry) => toEntry(twin, repository, entry));
  return { sha, url, tree, truncated: entries.length > MAX_ENTRIES };
}

function toEntry(twin: Twin, repository: RepositoryRecord, { path, mode, type, sha, size }: TreeEntry) {
  const { url } = toObject(twin, repository, type === 'tree' ? 'trees' : 'blobs', sha);
  return { path, mode, type, sha, ...(size === undefined ? {} : { size }), url };
}

type EntryInput = z.infer<typeof treeSchema>['tree'][number];

async function toChange(dir: string, { path, mode, sha, content }: EntryInput): Promise<TreeChange> {
  if (content !== undefined) return { path, mode, sha: await writeBlob(dir, content) };
  if (sha === undefined) throw invalid({ resource: 'Tree', field: 'sha', code: 'missing_field' });
  if (sha !== null && mode !== '160000' && (await readType(dir, sha)) === undefined) {
    throw new GithubError(422, `tree.sha ${sha} is not a valid object`);
  }
  return { path, mode, sha: sha ?? undefined };
}

async function toTag(twin: Twin, repository: RepositoryRecord, sha: string) {
  const text = await runGit(twin.pathOf(repository), ['cat-file', 'tag', sha]);
  const field = (name: string): string => new RegExp(`^${name} (.*)$`, 'm').exec(text)?.[1] ?? '';
  const [, name = '', email = '', seconds = '0'] = /^(.*) <(.*)> (\d+)/.exec(field('tagger')) ?? [];
  const object = { sha: field('object'), type: field('type') };
  return {
    ...toObject(twin, repository, 'tags', sha),
    tag: field('tag'),
    message: text.slice(text.indexOf('\n\n') + 2).trimEnd(),
    tagger: { name, email, date: toUtc(new Date(Number(seconds) * 1_000)) },
    object: { ...object, url: toObject(twin, repository, `${object.type}s`, object.sha).url },
  };
}
