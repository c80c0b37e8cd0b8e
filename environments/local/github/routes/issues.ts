import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { changeIssue, openIssue } from '../changes/issues.ts';
import { patchPull } from '../changes/pulls.ts';
import { isAllowed, loginOf } from '../http/actor.ts';
import { type Env, paginate, readBody, readNumber, readRepository } from '../http/api.ts';
import { GithubError, notFound } from '../http/errors.ts';
import { toIssue } from '../render/issue.ts';
import { toLabel } from '../render/pull.ts';
import { type Conversation, isPull } from '../state/issues.ts';
import { keyOf, type RepositoryRecord } from '../state/repositories.ts';
import { listConversations, readConversationRecord } from '../state/store.ts';
import type { Twin } from '../twin.ts';

const labelsSchema = z.array(z.string().min(1).max(50));
const openSchema = z.object({
  title: z.string().min(1),
  body: z.string().nullable().default(null),
  labels: labelsSchema.default([]),
});
const updateSchema = z.object({
  title: z.string().min(1).optional(),
  body: z.string().nullable().optional(),
  state: z.enum(['open', 'closed']).optional(),
});
const labelSchema = z.object({ labels: labelsSchema });

/** Issues, which pull requests are as well, and their labels. */
export function issueRoutes(twin: Twin): Hono<Env> {
  const api = new Hono<Env>().basePath('/repos/:owner/:name/issues');
  api.get('/', (context) => {
    const repository = readRepository(twin, context);
    const { state = 'open', labels } = context.req.query();
    const wanted = labels?.split(',').filter((name) => name !== '') ?? [];
    const found = listConversations(twin.store, keyOf(repository)).filter(
      (one) => (state === 'all' || one.state === state) && wanted.every((name) => one.labels.includes(name)),
    );
    return context.json(paginate(context, found.toReversed()).map((one) => toIssue(twin, repository, one)));
  });
  api.post('/', async (context) => {
    const repository = readRepository(twin, context);
    const { labels, ...body } = await readBody(context, openSchema, 'Issue');
    const actor = context.get('actor');
    // Labels of people who may not set them are dropped without a word.
    const allowed = isAllowed(actor, 'issues', 'write') ? labels : [];
    const issue = openIssue(twin, repository, { ...body, labels: allowed, actor: loginOf(actor) });
    return context.json(toIssue(twin, repository, issue), 201);
  });
  api.get('/:number{\\d+}', (context) => {
    const { repository, issue } = readConversation(twin, context);
    return context.json(toIssue(twin, repository, issue));
  });
  api.patch('/:number{\\d+}', async (context) => {
    const { repository, issue } = readConversation(twin, context);
    if (isPull(issue)) throw new GithubError(422, 'This twin of GitHub changes pull requests below /pulls only.');
    const change = await readBody(context, updateSchema, 'Issue');
    const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    const changed = changeIssue(twin, repository, issue, { change: given, actor: loginOf(context.get('actor')) });
    return context.json(toIssue(twin, repository, changed));
  });
  api.get('/:number{\\d+}/labels', (context) => {
    const { repository, issue } = readConversation(twin, context);
    return context.json(paginate(context, issue.labels).map((name) => toLabel(twin, repository, name)));
  });
  api.post('/:number{\\d+}/labels', async (context) => {
    const { labels } = await readBody(context, labelSchema, 'Label');
    return context.json(setLabels(twin, context, (before) => [...new Set([...before, ...labels])]));
  });
  api.delete('/:number{\\d+}/labels/:label', (context) => {
    const label = context.req.param('label');
    if (!readConversation(twin, context).issue.labels.includes(label)) throw notFound();
    return context.json(setLabels(twin, context, (before) => before.filter((name) => name !== label)));
  });
  return api;
}

function setLabels(twin: Twin, context: Context<Env>, change: (before: readonly string[]) => string[]) {
  const { repository, issue } = readConversation(twin, context);
  const labels = change(issue.labels);
  const actor = loginOf(context.get('actor'));
  if (isPull(issue)) patchPull(twin, issue, { labels });
  else changeIssue(twin, repository, issue, { change: { labels }, actor });
  return labels.map((name) => toLabel(twin, repository, name));
}

/** The issue or pull request in the path. @throws GithubError 404 */
export function readConversation(
  twin: Twin,
  context: Context<Env>,
): { readonly repository: RepositoryRecord; readonly issue: Conversation } {
  const repository = readRepository(twin, context);
  const issue = readConversationRecord(twin.store, keyOf(repository), readNumber(context, 'number'));
  if (issue === undefined) throw notFound();
  return { repository, issue };
}
