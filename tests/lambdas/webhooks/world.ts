import { readFileSync } from 'node:fs';
import { adfToText } from '#adapters/jira/adf-to-text.ts';
import { markdownToMrkdwn } from '#adapters/slack/markdown-to-mrkdwn.ts';
import type { APIGatewayProxyResult } from 'aws-lambda';
import { DEFAULT_THRESHOLDS } from '#domain/decide-triage.ts';
import { InputError, UpstreamError } from '#domain/errors.ts';
import type { Task } from '#domain/task.ts';
import type { ProxyEvent } from '#lambdas/http/request.ts';
import { serveDeliveries } from '#lambdas/http/serve-deliveries.ts';
import type { IntakeDeps } from '#lambdas/intake/intake-deps.ts';
import { receiveGithub } from '#lambdas/webhooks/github/receive.ts';
import { receiveJira } from '#lambdas/webhooks/jira/receive.ts';
import { receiveSentry } from '#lambdas/webhooks/sentry/receive.ts';
import { receiveSlack } from '#lambdas/webhooks/slack/receive.ts';
import type { Chat, ChatForm } from '#ports/chat.ts';
import type { Clock } from '#ports/clock.ts';
import type { TaskStore } from '#ports/task-store.ts';
import type { Tracker } from '#ports/tracker.ts';
import { type TestClock, testClock } from '#tests/fakes/clock.ts';
import {
  checksHost,
  type HostedCheck,
  type RecordingAgents,
  type RecordingEngine,
  recordingAgents,
  recordingEngine,
} from '#tests/fakes/ports.ts';
import { type MemoryInquiryStore, memoryInquiryStore } from '#tests/fakes/inquiry-store.ts';
import { ANN, aTask, TASK_ID } from '#tests/fakes/samples.ts';
import { type MemoryTaskStore, memoryTaskStore } from '#tests/fakes/task-store.ts';
import { secrets } from './signed.ts';

const TRIAGE_RULES = { thresholds: DEFAULT_THRESHOLDS, projects: [] };

type Handler = (event: ProxyEvent) => Promise<APIGatewayProxyResult>;

/** Everything that comes in, wired to fakes that remember. */
export interface World<S extends TaskStore = MemoryTaskStore, C extends Clock = TestClock> {
  readonly clock: C;
  readonly store: S;
  readonly engine: RecordingEngine;
  readonly agents: RecordingAgents;
  readonly deps: IntakeDeps;
  readonly jira: Handler;
  readonly github: Handler;
  readonly slack: Handler;
  readonly sentry: Handler;
  /** Comments on tickets, by marker. */
  readonly comments: Map<string, string>;
  /** What was posted to response URLs. */
  readonly responses: { readonly url: string; readonly text: string }[];
  /** What only one person of a channel was shown. */
  readonly whispers: { readonly channel: string; readonly user: string; readonly text: string }[];
  readonly inquiries: MemoryInquiryStore;
  readonly forms: { readonly trigger: string; readonly form: ChatForm }[];
  readonly log: Record<string, unknown>[];
  /** Channels that cannot be reached. */
  readonly down: Set<'jira' | 'slack'>;
}

export interface WorldOptions {
  readonly start?: string;
  readonly repoHost?: IntakeDeps['repoHost'];
  /** Slack's, in place of the tests' own. */
  readonly secret?: string;
  /** Whether green and approved pull requests are merged. */
  readonly mayMerge?: boolean;
  readonly commandPolicy?: IntakeDeps['commandPolicy'];
}

export function aWorld(tasks: readonly Task[] = [], checks: Record<string, HostedCheck[]> = {}, more: WorldOptions = {}): World {
  const clock = testClock(more.start);
  return wireWorld(memoryTaskStore(clock, tasks), clock, checks, more);
}

/** The same on another store. */
export function wireWorld<S extends TaskStore, C extends Clock>(
  store: S,
  clock: C,
  checks: Record<string, HostedCheck[]> = {},
  { repoHost, secret, mayMerge = false, commandPolicy }: WorldOptions = {},
): World<S, C> {
  const engine = recordingEngine();
  const agents = recordingAgents();
  const comments = new Map<string, string>();
  const responses: World['responses'] = [];
  const forms: World['forms'] = [];
  const down: World['down'] = new Set();
  const log: World['log'] = [];
  const write = (fields: Readonly<Record<string, unknown>>): void => {
    log.push({ ...fields });
  };
  const deps: IntakeDeps = {
    store,
    engine,
    agents,
    clock,
    label: 'AI',
    approvalTimeoutSeconds: 86_400,
    ...(repoHost ? { repoHost } : {}),
    ...(commandPolicy ? { commandPolicy } : {}),
  };
  const tracker = aTracker(comments, down);
  const whispers: World['whispers'] = [];
  const inquiries = memoryInquiryStore();
  const chat = aChat({ forms, whispers }, down);
  const respond = async (url: string, text: string): Promise<void> => {
    if (url.includes('expired')) throw new InputError('Expired.', { code: 'RESPONSE_URL_EXPIRED' });
    responses.push({ url, text });
  };
  const settings = { label: 'AI', handle: '@agent', mayMerge, accountId: 'agent-account', email: 'agent@example.org', adfToText };
  return {
    clock,
    store,
    engine,
    agents,
    deps,
    comments,
    responses,
    whispers,
    inquiries,
    forms,
    log,
    down,
    jira: serveDeliveries('jira', receiveJira({ ...deps, secrets, settings, tracker: async () => tracker }), write),
    github: serveDeliveries('github', receiveGithub({ store, engine, repoHost: checksHost(checks), secrets, settings }), write),
    slack: serveDeliveries(
      'slack',
      receiveSlack({
        ...deps,
        secrets: secret ? { read: async () => secret } : secrets,
        chat,
        inquiries,
        respond,
        toMrkdwn: markdownToMrkdwn,
      }),
      write,
    ),
    sentry: serveDeliveries('sentry', receiveSentry({ ...deps, secrets, rules: TRIAGE_RULES }), write),
  };
}

function aTracker(comments: World['comments'], down: World['down']): Pick<Tracker, 'upsertComment' | 'readPerson'> {
  return {
    upsertComment: async (key, marker, text) => {
      if (down.has('jira')) throw new UpstreamError('Jira cannot be reached.', { code: 'TRACKER_UNAVAILABLE' });
      comments.set(`${key} ${marker}`, text);
    },
    readPerson: async (id) => ({ channel: 'jira', id, name: `Person ${id}`, email: `${id}@example.org` }),
  };
}

function aChat(
  { forms, whispers }: Pick<World, 'forms' | 'whispers'>,
  down: World['down'],
): Pick<Chat, 'readUser' | 'openForm' | 'whisper'> {
  return {
    whisper: async (channel, user, { text }) => {
      if (down.has('slack')) throw new UpstreamError('Slack cannot be reached.', { code: 'CHAT_UNAVAILABLE' });
      whispers.push({ channel, user, text });
    },
    readUser: async (id) => {
      if (down.has('slack')) throw new UpstreamError('Slack cannot be reached.', { code: 'CHAT_UNAVAILABLE' });
      return { name: `User ${id}`, email: `${id.toLowerCase()}@example.org` };
    },
    openForm: async (trigger, form) => {
      if (down.has('slack')) throw new UpstreamError('Slack cannot be reached.', { code: 'CHAT_UNAVAILABLE' });
      forms.push({ trigger, form });
    },
  };
}

/** A world whose task waits for the approval of this plan. */
export async function worldAwaitingApproval(n = 1, task: Partial<Task> = {}): Promise<World> {
  const world = aWorld([aTask({ status: 'planning', ...task })]);
  await openPlan(world, n);
  return world;
}

/** Publishes a plan for approval, under the token `approval-token-n`. */
export async function openPlan({ store, clock }: Pick<World, 'store' | 'clock'>, n: number): Promise<void> {
  const requestedAt = clock.now();
  const approval = {
    taskId: TASK_ID,
    runId: `${TASK_ID}-run-1`,
    n,
    requestedAt: requestedAt.toISOString(),
    expiresAt: new Date(requestedAt.getTime() + 86_400_000).toISOString(),
    requester: ANN,
    policy: { mode: 'not-requester' },
    shown: {
      title: 'Free shipping',
      summary: '',
      planUrl: `https://git.example/plan/${n}`,
      estimateHours: 2,
      risk: 'low',
      confidence: 0.8,
      costSoFarUsd: 0.1,
    },
  } as const;
  await store.openApproval(approval, `approval-token-${n}`);
}

/** The parsed body of an answer. */
export function bodyOf(result: APIGatewayProxyResult): unknown {
  return result.body === '' ? '' : JSON.parse(result.body);
}

/** A recorded delivery's body. */
export function recorded(name: string): Record<string, unknown> {
  const file = new URL(`../../fixtures/deliveries/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')).body;
}
