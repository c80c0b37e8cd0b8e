import { Hono } from 'hono';
import { z } from 'zod';
import { emitPull, patchPull } from '../changes/pulls.ts';
import { type Actor, canSee, isAllowed, loginOf } from '../http/actor.ts';
import { type ApiContext, type Env, readBody } from '../http/api.ts';
import { GithubError } from '../http/errors.ts';
import { nodeId } from '../render/identity.ts';
import { toPull } from '../render/pull.ts';
import { answerConversation } from './graphql-conversations.ts';
import { answerRootFiles } from './graphql-root-files.ts';
import type { PullRecord } from '../state/pulls.ts';
import type { Twin } from '../twin.ts';

const requestSchema = z.object({ query: z.string(), variables: z.record(z.string(), z.unknown()).nullish() });

const MUTATION =
  /^\s*mutation\b[^{]*\{\s*(\w+)\s*\(\s*input\s*:\s*(\$(\w+)|\{[^}]*\bpullRequestId\s*:\s*(?:\$(\w+)|"([^"]+)")[^}]*\})\s*\)\s*\{([\s\S]*)\}\s*\}\s*$/;

/** Draft or not: the mutation's name to what it sets and the webhook's action. */
const DRAFTS: Readonly<Record<string, { draft: boolean; action: string }>> = {
  markPullRequestReadyForReview: { draft: false, action: 'ready_for_review' },
  convertPullRequestToDraft: { draft: true, action: 'converted_to_draft' },
};

/** Drafts, review threads, reactions and many repositories' files, for which REST has no word or only a part; anything else is answered as GraphQL answers what it does not know. */
export function graphqlRoutes(twin: Twin): Hono<Env> {
  const api = new Hono<Env>();
  api.post('/graphql', async (context) => {
    if (context.get('actor').type === 'anonymous') throw new GithubError(401, 'This endpoint requires you to be authenticated.');
    const { query, variables } = await readBody(context, requestSchema, 'Query');
    const asked = variables ?? {};
    return context.json(
      (await answerRootFiles(twin, context, query, asked)) ??
        answerConversation(twin, context, query, asked) ??
        answer(twin, context, query, asked),
    );
  });
  return api;
}

function answer(twin: Twin, context: ApiContext, query: string, variables: Readonly<Record<string, unknown>>) {
  const [, name = '', , whole, part, literal, selection = ''] = MUTATION.exec(query) ?? [];
  const mutation = DRAFTS[name];
  if (mutation === undefined)
    return graphqlError('undefinedField', `This twin of GitHub knows the mutations ${Object.keys(DRAFTS).join(' and ')} only.`);
  const id = literal ?? readVariable(variables, whole, part);
  const actor = context.get('actor');
  const found = findPull(twin, actor, id);
  if (found === undefined)
    return graphqlError('NOT_FOUND', `Could not resolve to a node with the global id of '${String(id)}'`, name);
  const { pull, repository } = found;
  if (!isAllowed(actor, 'pull_requests', 'write'))
    return graphqlError('FORBIDDEN', 'Resource not accessible by integration', name);
  if (pull.state !== 'open') return graphqlError('UNPROCESSABLE', 'Pull request is closed', name);
  const login = loginOf(actor);
  const updated = twin.store.transaction(() => {
    if (pull.draft === mutation.draft) return pull;
    const changed = patchPull(twin, pull, { draft: mutation.draft });
    emitPull(twin, repository, changed, { action: mutation.action, actor: login });
    return changed;
  });
  const url = toPull(twin, repository, updated).html_url;
  return {
    data: {
      [name]: {
        ...(selection.includes('clientMutationId') ? { clientMutationId: null } : {}),
        pullRequest: selectFields(updated, url, selection),
      },
    },
  };
}

function findPull(twin: Twin, actor: Actor, id: unknown) {
  const pull = twin.store.pulls.list().find((one) => nodeId('PullRequest', one.id) === id);
  const repository = pull === undefined ? undefined : twin.store.repositories.get(pull.repo);
  if (pull === undefined || repository === undefined || !canSee(actor, repository)) return undefined;
  return { pull, repository };
}

function readVariable(
  variables: Readonly<Record<string, unknown>>,
  whole: string | undefined,
  part: string | undefined,
): unknown {
  if (part !== undefined) return variables[part];
  const input = z.object({ pullRequestId: z.string() }).safeParse(variables[whole ?? '']);
  return input.success ? input.data.pullRequestId : undefined;
}

function selectFields(pull: PullRecord, url: string, selection: string) {
  const all = {
    id: nodeId('PullRequest', pull.id),
    number: pull.number,
    title: pull.title,
    isDraft: pull.draft,
    state: pull.state.toUpperCase(),
    url,
    headRefName: pull.head.ref,
    headRefOid: pull.head.sha,
  };
  const wanted = /\bpullRequest\s*\{([^}]*)\}?/.exec(selection)?.[1]?.split(/[\s,]+/) ?? [];
  return Object.fromEntries(Object.entries(all).filter(([name]) => wanted.includes(name)));
}

function graphqlError(type: string, message: string, path?: string) {
  return {
    data: path === undefined ? undefined : { [path]: null },
    errors: [{ type, message, ...(path === undefined ? {} : { path: [path] }) }],
  };
}
