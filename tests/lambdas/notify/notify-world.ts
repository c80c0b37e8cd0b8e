import { marshall } from '@aws-sdk/util-dynamodb';
import { toStreamedEvent } from '#adapters/dynamodb/event-item.ts';
import { openTracker } from '#adapters/jira/tracker.ts';
import { openChat } from '#adapters/slack/chat.ts';
import type { Approval } from '#domain/approval.ts';
import type { TaskPatch } from '#domain/task.ts';
import type { TaskEvent, TaskFact } from '#domain/task-event.ts';
import { notify } from '#lambdas/notify/notify.ts';
import { workOff } from '#lambdas/notify/work-off.ts';
import type { NotifyDeps } from '#lambdas/notify/notify-deps.ts';
import { clientOf, openTestSite, ticketFields } from '#tests/environments/jira/jira-site.ts';
import { openTestWorkspace } from '#tests/environments/slack/slack-workspace.ts';
import { testClock } from '#tests/fakes/clock.ts';
import { aPlan, ANN, aTask, BOB, RUN_ID, TASK_ID } from '#tests/fakes/samples.ts';
import { memoryTaskStore } from '#tests/fakes/task-store.ts';

/** A task about a real ticket of the Jira twin, its thread in the Slack twin, and pull request comments as they stand. */
export async function openWorld() {
  const site = await openTestSite();
  const workspace = await openTestWorkspace();
  const dana = clientOf(site.url, site.jira.human);
  const { key } = await dana.issues.createIssue(ticketFields({ labels: ['AI'] }));
  const clock = testClock();
  const store = memoryTaskStore(clock, [aTask({ subject: { channel: 'jira', key }, ticket: { ...aTask().ticket, key } })]);
  const pullRequests = new Map<string, string>();
  const closed: string[] = [];
  const log: Readonly<Record<string, unknown>>[] = [];
  const faults = { slack: 0, jira: 0 };
  const chat = openChat({ apiUrl: workspace.slack.apiUrl, token: async () => 'xoxb-test' });
  const tracker = openTracker({ host: site.url, email: 'agent@example.com', apiToken: async () => 'agent-token' });
  const deps: NotifyDeps = {
    store,
    slack: { channel: 'C0STEPWRIGHT', chat: failing(chat, () => faults.slack-- > 0) },
    jira: {
      tracker: failing(tracker, () => faults.jira-- > 0),
      handle: '@agent',
      statuses: { started: 'In Progress', review: 'In Review', done: 'Done', returned: 'To Do' },
    },
    github: {
      handle: '@agent',
      repoHost: {
        closeDraft: async ({ repo, prNumber }) => {
          closed.push(`${repo}#${prNumber}`);
          return true;
        },
        upsertComment: async ({ repo, number }, marker, body) => {
          pullRequests.set(`${repo}#${number} ${marker}`, body);
        },
      },
    },
    clock,
    log: (line) => log.push(line),
    readEvent: toStreamedEvent,
  };
  const world = {
    store,
    clock,
    deps,
    faults,
    log,
    key,
    slack: workspace.slack,
    pullRequests,
    closed,
    /** Records what happened and answers the events. */
    record: async (facts: readonly TaskFact[], set: TaskPatch = {}): Promise<readonly TaskEvent[]> => {
      const before = (await store.listEvents(TASK_ID, { limit: 100 })).items.length;
      if (Object.keys(set).length > 0) await store.patchTask(TASK_ID, set, facts);
      else await store.appendEvents(TASK_ID, facts);
      return (await store.listEvents(TASK_ID, { limit: 100 })).items.slice(before);
    },
    tell: async (...facts: TaskFact[]) => notify(toStream(await world.record(facts)), deps),
    /** The sweep, when the next try is due. */
    workOff: (others: Partial<NotifyDeps> = {}) => {
      clock.pass(1_801);
      return workOff({ ...deps, ...others });
    },
    comments: async () => {
      const { comments } = await tracker.readTicket(key);
      return comments.map(({ body }) => body);
    },
    status: async () => (await tracker.readTicket(key)).status,
    thread: () => workspace.slack.messages().map(({ text, blocks }) => ({ text, buttons: actionsOf(blocks) })),
    close: async () => {
      await site.close();
      await workspace.close();
    },
  };
  return world;
}

/** What the stream of the table hands over. */
export function toStream(events: readonly TaskEvent[]) {
  return {
    Records: events.map((event) => ({
      eventID: event.id,
      eventName: 'INSERT' as const,
      dynamodb: {
        SequenceNumber: event.id,
        NewImage: marshall({ pk: `TASK#${event.taskId}`, sk: `EVENT#${event.id}`, ...event }, { removeUndefinedValues: true }),
      },
    })),
  };
}

/** Each call fails as an unreachable service does while the condition holds. */
function failing<T extends object>(port: T, down: () => boolean): T {
  return new Proxy(port, {
    get: (target, name, receiver) => {
      const method: unknown = Reflect.get(target, name, receiver);
      if (typeof method !== 'function') return method;
      return async (...input: unknown[]): Promise<unknown> => {
        if (down()) throw new Error('unreachable');
        return Reflect.apply(method, target, input);
      };
    },
  });
}

function actionsOf(blocks: readonly Readonly<Record<string, unknown>>[]): string[] {
  const elements = blocks.flatMap((block) => (Array.isArray(block['elements']) ? block['elements'] : []));
  return elements.map((element: { action_id?: string }) => element.action_id ?? '');
}

export function anApproval(approval: Partial<Approval> = {}): Approval {
  return {
    taskId: TASK_ID,
    runId: RUN_ID,
    n: 1,
    requestedAt: '2026-11-02T09:10:00.000Z',
    expiresAt: '2026-11-03T09:10:00.000Z',
    requester: ANN,
    policy: { mode: 'not-requester' },
    shown: {
      title: 'Free shipping over 50',
      summary: 'Adds a threshold.',
      planUrl: 'https://git.example/plan',
      estimateHours: 2,
      risk: 'low: one module',
      confidence: 0.8,
      costSoFarUsd: 0.42,
    },
    ...approval,
  };
}

/** Brings the task to where an approval can be asked for and opens it, as the step does. */
export async function openApproval(
  world: Awaited<ReturnType<typeof openWorld>>,
  approval = anApproval(),
): Promise<readonly TaskEvent[]> {
  const { store } = world;
  await store.transition({ taskId: TASK_ID, on: 'planning.started', facts: [] });
  const result = { type: 'plan', plan: aPlan(), planUrl: approval.shown.planUrl, changes: [] } as const;
  store.putResult({ taskId: TASK_ID, runId: RUN_ID, step: `plan-${approval.n}` }, { ...result, changes: [] });
  const before = (await store.listEvents(TASK_ID, { limit: 100 })).items.length;
  await store.openApproval(approval, 'token');
  return (await store.listEvents(TASK_ID, { limit: 100 })).items.slice(before);
}

export const approvedByBob = { verdict: 'approved', by: BOB, at: '2026-11-02T09:25:00.000Z', reason: '' } as const;
