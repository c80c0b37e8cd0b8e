import type { Issue } from '#domain/issue.ts';
import type { Person } from '#domain/person.ts';
import type { PullRequest } from '#domain/pull-request.ts';
import { InputError, UpstreamError } from '#domain/errors.ts';
import type { Task } from '#domain/task.ts';
import type { ApiDeps } from '#lambdas/api/api-deps.ts';
import type { ApiEvent } from '#lambdas/api/request.ts';
import { serveApi } from '#lambdas/api/serve-api.ts';
import type { Clock } from '#ports/clock.ts';
import type { TaskStore } from '#ports/task-store.ts';
import type { WebhookStore } from '#ports/webhook-store.ts';
import { type TestClock, testClock } from '#tests/fakes/clock.ts';
import { type RecordingEngine, recordingAgents, recordingEngine } from '#tests/fakes/ports.ts';
import { aChange } from '#tests/fakes/samples.ts';
import { type MemoryTaskStore, memoryTaskStore } from '#tests/fakes/task-store.ts';
import { memoryWebhookStore } from '#tests/fakes/webhook-store.ts';

/** Ann, whom the tests know from Jira, and others, as the API knows them. */
export const ANN_HERE: Person = { channel: 'api', id: 'sub-ann', name: 'Ann', email: 'ann@example.org' };
export const CARL_HERE: Person = { channel: 'api', id: 'sub-carl', name: 'Carl', email: 'carl@example.org' };

/** The only repository that the GitHub App sees. */
export const REPO = 'acme/shop';

export interface Answered {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

export interface Sent {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
}

export interface ApiWorld<S extends TaskStore = MemoryTaskStore, C extends Clock = TestClock> {
  readonly clock: C;
  readonly store: S;
  readonly engine: RecordingEngine;
  readonly deps: ApiDeps;
  readonly issues: Map<number, Issue>;
  readonly pulls: Map<number, PullRequest>;
  /** Calls of GitHub that fail. */
  readonly failing: Set<string>;
  readonly log: Record<string, unknown>[];
  /** Sends a request as somebody who is signed in; as nobody when `by` is undefined. */
  readonly send: (path: string, by: Person | undefined, sent?: Sent) => Promise<Answered>;
}

export function anApiWorld(tasks: readonly Task[] = [], more: Partial<ApiDeps> = {}): ApiWorld {
  const clock = testClock();
  return wireApi({ store: memoryTaskStore(clock, tasks), webhooks: memoryWebhookStore(clock), clock }, more);
}

/** The same on other stores. */
export function wireApi<S extends TaskStore, C extends Clock>(
  { store, webhooks, clock }: { readonly store: S; readonly webhooks: WebhookStore; readonly clock: C },
  more: Partial<ApiDeps> = {},
): ApiWorld<S, C> {
  const engine = recordingEngine();
  const hosted = { issues: new Map<number, Issue>(), pulls: new Map<number, PullRequest>(), failing: new Set<string>() };
  const log: ApiWorld['log'] = [];
  const deps: ApiDeps = {
    store,
    webhooks,
    engine,
    agents: recordingAgents(),
    clock,
    label: 'AI',
    approvalTimeoutSeconds: 86_400,
    repoHost: aHost(hosted),
    log: (fields) => void log.push({ ...fields }),
    ...more,
  };
  const send: ApiWorld['send'] = async (path, by, sent = {}) => {
    const { statusCode: status, body } = await serveApi(toEvent(path, by, sent), deps);
    return { status, body: JSON.parse(body) };
  };
  return { clock, store, engine, deps, ...hosted, log, send };
}

/** The event that API Gateway makes of a request. */
export function toEvent(path: string, by: Person | undefined, { method, body, headers = {}, query }: Sent): ApiEvent {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return {
    httpMethod: method ?? (body === undefined ? 'GET' : 'POST'),
    path,
    headers,
    queryStringParameters: query ?? null,
    body: text ?? null,
    isBase64Encoded: false,
    requestContext: by ? { authorizer: { claims: toClaims(by) } } : {},
  };
}

function toClaims({ id, name, email }: Person): Readonly<Record<string, string>> {
  return { sub: id, token_use: 'id', name, ...(email ? { email, email_verified: 'true' } : {}) };
}

function aHost({ issues, pulls, failing }: Pick<ApiWorld, 'issues' | 'pulls' | 'failing'>): ApiDeps['repoHost'] {
  const found = <T>(call: string, value: T | undefined): T => {
    if (failing.has(call)) throw new UpstreamError('GitHub is down.', { code: 'GITHUB_UNREACHABLE' });
    if (value !== undefined) return value;
    throw new InputError('It is not there.', { code: 'REPO_NOT_FOUND_OR_NO_ACCESS' });
  };
  const shop = { name: REPO, description: '', defaultBranch: 'main', topics: [], cloneUrl: '' };
  return {
    readRepository: async (name) => found('readRepository', name.toLowerCase() === REPO ? shop : undefined),
    readIssue: async ({ number }) => found('readIssue', issues.get(number)),
    readPullRequest: async ({ number }) => found('readPullRequest', pulls.get(number)),
  };
}

export function anIssue(issue: Partial<Issue> = {}): Issue {
  const url = `https://git.example/${REPO}/issues/5`;
  return { url, title: 'Round up', body: 'To the gram.', labels: [], state: 'open', isPullRequest: false, ...issue };
}

export function aPull(pull: Partial<PullRequest> = {}): PullRequest {
  return {
    change: aChange(),
    title: 'Free shipping',
    body: 'Why',
    state: 'open',
    fromFork: false,
    draft: false,
    labels: [],
    ...pull,
  };
}

/** The code of an error answer. */
export function codeOf({ body }: Answered): unknown {
  const { error } = body;
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}
