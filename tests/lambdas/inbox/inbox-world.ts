import { marshall } from '@aws-sdk/util-dynamodb';
import { toKeptDelivery } from '#adapters/dynamodb/kept-deliveries.ts';
import { UpstreamError } from '#domain/errors.ts';
import { nameOfPlace } from '#domain/place.ts';
import type { AutoMerge } from '#domain/decide-follow-up.ts';
import type { PullRequest, Verdict } from '#domain/pull-request.ts';
import type { Task } from '#domain/task.ts';
import { takeInbox } from '#lambdas/inbox/inbox.ts';
import type { InboxDeps } from '#lambdas/inbox/inbox-deps.ts';
import type { CheckState, Permission } from '#ports/repo-host.ts';
import { aChange, aTask } from '#tests/fakes/samples.ts';
import { githubDelivery } from '../webhooks/signed.ts';
import { aWorld, bodyOf, type World } from '../webhooks/world.ts';

export const REPO = 'acme/shop';
export const CHANGE = aChange({ repo: REPO, prNumber: 7 });

export interface InboxWorld extends World {
  /** Reactions as `content on id`, in their order. */
  readonly reactions: string[];
  /** Comments by `place marker`, replies in threads by `place/thread marker`. */
  readonly said: Map<string, string>;
  readonly permissions: Map<string, Permission>;
  readonly pulls: Map<number, PullRequest>;
  /** The pull request's checks, whether it conflicts, its reviews, and what came of merging it. */
  readonly at7: At7;
  /** Calls to GitHub that fail, by the method's name. */
  readonly failing: Set<string>;
  /** Delivers a webhook and answers what the handler said. */
  deliver(name: string, body: unknown, id?: string): Promise<Record<string, unknown>>;
  /** Hands all that is kept to the inbox, as the stream does; answers how many records have to come again. */
  work(): Promise<number>;
}

export function anInbox(tasks: readonly Task[] = [], autoMerge: AutoMerge = 'off'): InboxWorld {
  const world = aWorld(tasks, {}, { mayMerge: autoMerge !== 'off' });
  const fakes: Fakes = {
    reactions: [],
    said: new Map(),
    permissions: new Map([['wren', 'write']]),
    pulls: new Map([[7, aPull()]]),
    failing: new Set(),
    at7: { checks: GREEN_CHECKS, conflicting: false, verdicts: [], isMerge: false, merged: [] },
  };
  const deps: InboxDeps = {
    ...world.deps,
    repoHost: aHost(fakes),
    handle: '@agent',
    allowed: ['listed'],
    autoMerge,
    log: (line) => world.log.push({ ...line }),
    readKept: toKeptDelivery,
  };
  let deliveries = 0;
  return {
    ...world,
    ...fakes,
    deliver: async (name, body, id = `delivery-${(deliveries += 1)}`) => {
      const answer = await world.github(githubDelivery(name, body, id));
      return { http: answer.statusCode, ...Object(bodyOf(answer)) };
    },
    work: async () => {
      const Records = world.store.kept.map((kept, index) => ({
        eventName: 'INSERT',
        dynamodb: {
          SequenceNumber: String(index),
          NewImage: marshall({ pk: `INBOX#github#${kept.delivery.id}`, sk: 'EVENT#1', kept }, { removeUndefinedValues: true }),
        },
      }));
      return (await takeInbox({ Records }, deps)).batchItemFailures.length;
    },
  };
}

interface At7 {
  checks: CheckState;
  conflicting: boolean;
  verdicts: Verdict[];
  isMerge: boolean;
  /** Why GitHub does not let us merge. */
  refusal?: string;
  /** `sha by method` of what was merged. */
  readonly merged: string[];
}

const GREEN_CHECKS: CheckState = { concluded: true, checks: [{ name: 'test', conclusion: 'success', url: '' }] };

export function aPull(pull: Partial<PullRequest> = {}): PullRequest {
  return {
    change: CHANGE,
    title: 'Free shipping',
    body: 'Why',
    state: 'open',
    fromFork: false,
    labels: [],
    draft: false,
    ...pull,
  };
}

type Fakes = Pick<InboxWorld, 'reactions' | 'said' | 'permissions' | 'pulls' | 'failing' | 'at7'>;

function aHost({ reactions, said, permissions, pulls, failing, at7 }: Fakes): InboxDeps['repoHost'] {
  const assertUp = (call: string): void => {
    if (failing.has(call)) throw new UpstreamError('GitHub is down.', { code: 'GITHUB_UNREACHABLE' });
  };
  return {
    readPermission: async (_repo, login) => {
      assertUp('readPermission');
      return permissions.get(login) ?? 'none';
    },
    readRepository: async (name) => ({ name, description: '', defaultBranch: 'main', topics: [], cloneUrl: '' }),
    readUser: async (_repo, login) => ({ name: login, email: `${login}@example.org` }),
    readPullRequest: async ({ number }) => pulls.get(number) ?? aPull({ state: 'closed' }),
    readChecks: async () => at7.checks,
    readMergeability: async () => (at7.conflicting ? 'conflict' : 'clean'),
    listOpenPullRequests: async () => [7],
    listVerdicts: async () => at7.verdicts,
    isMerge: async () => at7.isMerge,
    mergePullRequest: async ({ headSha }, method) => {
      if (at7.refusal !== undefined) return { type: 'refused', reason: at7.refusal };
      at7.merged.push(`${headSha} by ${method}`);
      return { type: 'merged' };
    },
    upsertComment: async (place, marker, body) => {
      assertUp('upsertComment');
      said.set(`${nameOfPlace(place)} ${marker}`, body);
    },
    replyToThread: async (place, marker, body) => {
      said.set(`${nameOfPlace(place)}/${place.threadId} ${marker}`, body);
    },
    react: async (_repo, nodeId, reaction) => {
      reactions.push(`${reaction} on ${nodeId}`);
    },
  };
}

export const PULL: Task['subject'] = { channel: 'github', key: `${REPO}#7` };
export const ours = (task: Partial<Task> = {}) => aTask({ status: 'completed', changes: [CHANGE], ...task });

/** The task at work on this pull request or issue. */
export async function liveTask(world: InboxWorld, subject: { channel: string; key: string } = PULL): Promise<Task> {
  const task = await world.store.readTask((await world.store.findLiveTask(subject)) ?? '');
  if (!task) throw new Error('there is no live task');
  return task;
}

export const instructions = (world: InboxWorld, taskId: string) =>
  world.store.facts(taskId).flatMap((fact) => (fact.type === 'instruction.given' ? [fact.text] : []));

const repository = { full_name: REPO };
const user = (login: string) => ({ login, type: 'User' });

/** A comment in the conversation of pull request 7. */
export function comment(body: string, login = 'wren') {
  const issue = { number: 7, node_id: 'I_7', title: 'Free shipping', labels: [], pull_request: { url: '' } };
  return { action: 'created', issue, comment: { node_id: 'IC_1', body, user: user(login) }, repository };
}

/** A comment on a line of pull request 7. */
export function lineComment(body: string, login = 'wren') {
  const at = { path: 'src/rates.js', line: 12, diff_hunk: '@@ -1 +1 @@\n-a\n+b' };
  return {
    action: 'created',
    comment: { id: 31, node_id: 'PRRC_31', in_reply_to_id: 30, body, user: user(login), ...at },
    pull_request: { number: 7 },
    repository,
  };
}

export function review(state: string, body: string | null = null, login = 'wren') {
  const said = { node_id: 'PRR_1', body, user: user(login), state };
  return { action: 'submitted', review: said, pull_request: { number: 7 }, repository };
}

export function closed(merged: boolean) {
  const pull = { number: 7, html_url: CHANGE.prUrl, head: { sha: CHANGE.headSha }, merged };
  return { action: 'closed', pull_request: pull, repository, sender: user('wren') };
}

/** Issue 9 with this label put on it. */
export function labelled(label: string, login = 'wren') {
  const issue = {
    number: 9,
    node_id: 'I_9',
    title: 'Free shipping',
    body: 'Over 50.',
    user: user(login),
    labels: [{ name: label }],
  };
  return { action: 'labeled', issue, label: { name: label }, repository, sender: user(login) };
}

export function issueComment(body: string, login = 'wren') {
  const issue = { number: 9, node_id: 'I_9', title: 'Free shipping', body: 'Over 50.', labels: [] };
  return { action: 'created', issue, comment: { node_id: 'IC_2', body, user: user(login) }, repository };
}

/** The checks of one app ended on pull request 7's branch. */
export function suite(conclusion: string, branch = CHANGE.branch) {
  const check_suite = { head_sha: CHANGE.headSha, head_branch: branch, conclusion };
  return { action: 'completed', check_suite, repository: { ...repository, default_branch: 'main' } };
}

export function status(state: string) {
  return {
    state,
    sha: CHANGE.headSha,
    branches: [{ name: CHANGE.branch }],
    repository: { ...repository, default_branch: 'main' },
  };
}

export function push(branch: string) {
  return { ref: `refs/heads/${branch}`, deleted: false, repository: { ...repository, default_branch: 'main' } };
}
