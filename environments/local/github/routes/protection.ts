import { Hono } from 'hono';
import { z } from 'zod';
import { protectionOf } from '../changes/protection.ts';
import { readRef } from '../git/refs.ts';
import { type ApiContext, type Env, readBody, readRepository, readRest } from '../http/api.ts';
import { GithubError } from '../http/errors.ts';
import type { Protection } from '../state/branches.ts';
import { fullNameOf, keyOf, type RepositoryRecord } from '../state/repositories.ts';
import { keyIn } from '../state/store.ts';
import type { Twin } from '../twin.ts';

const PATH = '/branches/:branch{.+}/protection';

/** All four have to be there; of what they may ask for, this twin holds people to checks and approvals. */
const protectSchema = z.object({
  required_status_checks: z.object({ strict: z.literal(false), contexts: z.array(z.string()) }).nullable(),
  enforce_admins: z.boolean().nullable(),
  required_pull_request_reviews: z.object({ required_approving_review_count: z.int().min(0).max(6).default(1) }).nullable(),
  restrictions: z.null(),
});

/** The rules of branches. */
export function protectionRoutes(twin: Twin): Hono<Env> {
  const api = new Hono<Env>().basePath('/repos/:owner/:name');
  api.put(PATH, async (context) => {
    const { repository, branch } = await readBranch(twin, context);
    const body = await readBody(context, protectSchema, 'BranchProtection');
    const rules: Protection = {
      contexts: body.required_status_checks?.contexts ?? [],
      approvals: body.required_pull_request_reviews?.required_approving_review_count ?? 0,
    };
    twin.store.protections.put(keyIn(keyOf(repository), branch), rules);
    return context.json(render(twin, { repository, branch }, rules));
  });
  api.get(PATH, async (context) => {
    const at = await readBranch(twin, context);
    return context.json(render(twin, at, readRules(twin, at)));
  });
  api.delete(PATH, async (context) => {
    const at = await readBranch(twin, context);
    readRules(twin, at);
    twin.store.protections.delete(keyIn(keyOf(at.repository), at.branch));
    return context.body(null, 204);
  });
  return api;
}

interface Branch {
  readonly repository: RepositoryRecord;
  readonly branch: string;
}

async function readBranch(twin: Twin, context: ApiContext): Promise<Branch> {
  const repository = readRepository(twin, context);
  const branch = readRest(context, 'branch');
  if ((await readRef(twin.pathOf(repository), `refs/heads/${branch}`)) === undefined)
    throw new GithubError(404, 'Branch not found');
  return { repository, branch };
}

function readRules(twin: Twin, { repository, branch }: Branch): Protection {
  const rules = protectionOf(twin, keyOf(repository), branch);
  if (rules === undefined) throw new GithubError(404, 'Branch not protected');
  return rules;
}

function render(twin: Twin, { repository, branch }: Branch, { contexts, approvals }: Protection) {
  const url = twin.links.api(`/repos/${fullNameOf(repository)}/branches/${branch}/protection`);
  return {
    url,
    required_status_checks: contexts.length > 0 ? { strict: false, contexts } : undefined,
    required_pull_request_reviews: approvals > 0 ? { required_approving_review_count: approvals } : undefined,
    enforce_admins: { url: `${url}/enforce_admins`, enabled: false },
  };
}
