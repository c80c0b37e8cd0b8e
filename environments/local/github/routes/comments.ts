import { type Context, Hono } from 'hono';
import type { BlankSchema } from 'hono/types';
import { z } from 'zod';
import { toUtc } from '../git/objects.ts';
import { loginOf } from '../http/actor.ts';
import { type Env, paginate, readBody, readNumber, readRepository } from '../http/api.ts';
import { notFound } from '../http/errors.ts';
import { toComment, toIssue } from '../render/issue.ts';
import type { CommentRecord } from '../state/pulls.ts';
import { keyOf, type RepositoryRecord } from '../state/repositories.ts';
import { readConversationRecord } from '../state/store.ts';
import type { Twin } from '../twin.ts';
import { readConversation } from './issues.ts';

const bodySchema = z.object({ body: z.string().min(1).max(65_536) });

/** Comments in the conversation of an issue or a pull request. */
export function commentRoutes(twin: Twin): Hono<Env> {
  const api = new Hono<Env>().basePath('/repos/:owner/:name/issues');
  api.get('/:number{\\d+}/comments', (context) => {
    const { repository, issue } = readConversation(twin, context);
    const since = context.req.query('since') ?? '';
    const comments = twin.store.comments.listOf(issue.repo, issue.number).filter((one) => one.updatedAt >= since);
    return context.json(paginate(context, comments).map((one) => toComment(twin, repository, one)));
  });
  api.post('/:number{\\d+}/comments', async (context) => {
    const { repository, issue } = readConversation(twin, context);
    const { body } = await readBody(context, bodySchema, 'IssueComment');
    const now = toUtc(twin.now());
    const user = loginOf(context.get('actor'));
    const comment = {
      id: twin.store.comments.next(),
      repo: issue.repo,
      number: issue.number,
      user,
      body,
      createdAt: now,
      updatedAt: now,
    };
    save(twin, repository, comment, { action: 'created', actor: user });
    return context.json(toComment(twin, repository, comment), 201);
  });
  api.get('/comments', (context) => {
    const repository = readRepository(twin, context);
    const comments = twin.store.comments.list(keyOf(repository));
    return context.json(paginate(context, comments).map((one) => toComment(twin, repository, one)));
  });
  addSingle(twin, api);
  return api;
}

function addSingle(twin: Twin, api: Hono<Env, BlankSchema, '/repos/:owner/:name/issues'>): void {
  api.get('/comments/:id', (context) => {
    const { repository, comment } = readComment(twin, context);
    return context.json(toComment(twin, repository, comment));
  });
  api.patch('/comments/:id', async (context) => {
    const { repository, comment } = readComment(twin, context);
    const { body } = await readBody(context, bodySchema, 'IssueComment');
    const updated = { ...comment, body, updatedAt: toUtc(twin.now()) };
    const changes = { body: { from: comment.body } };
    save(twin, repository, updated, { action: 'edited', actor: loginOf(context.get('actor')), more: { changes } });
    return context.json(toComment(twin, repository, updated));
  });
  api.delete('/comments/:id', (context) => {
    const { repository, comment } = readComment(twin, context);
    const actor = loginOf(context.get('actor'));
    twin.store.transaction(() => {
      twin.store.comments.delete(comment);
      emitComment(twin, repository, comment, { action: 'deleted', actor });
    });
    return context.body(null, 204);
  });
}

function readComment(twin: Twin, context: Context<Env>): { repository: RepositoryRecord; comment: CommentRecord } {
  const repository = readRepository(twin, context);
  const comment = twin.store.comments.get(keyOf(repository), readNumber(context, 'id'));
  if (comment === undefined) throw notFound();
  return { repository, comment };
}

interface News {
  readonly action: 'created' | 'edited' | 'deleted';
  readonly actor: string;
  readonly more?: Readonly<Record<string, unknown>>;
}

function save(twin: Twin, repository: RepositoryRecord, comment: CommentRecord, news: News): void {
  twin.store.transaction(() => {
    twin.store.comments.put(comment);
    emitComment(twin, repository, comment, news);
  });
}

function emitComment(twin: Twin, repository: RepositoryRecord, comment: CommentRecord, { action, actor, more }: News): void {
  const about = readConversationRecord(twin.store, comment.repo, comment.number);
  if (about === undefined) throw new Error(`there is no issue ${comment.number}`);
  const issue = toIssue(twin, repository, about);
  twin.emit('issue_comment', repository, actor, { action, issue, comment: toComment(twin, repository, comment), ...more });
}
