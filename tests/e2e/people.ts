import { createHmac, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createCloudClient } from 'jira.js';
import { openTaskStore } from '#adapters/dynamodb/open-task-store.ts';
import { systemClock } from '#adapters/system/clock.ts';
import { isTerminal } from '#domain/lifecycle.ts';
import type { Task } from '#domain/task.ts';
import type { TaskEvent } from '#domain/task-event.ts';
import type { TaskStore } from '#ports/task-store.ts';
import type { Local } from './environment.ts';

/** Robin, who is not the one who files tickets. */
export const APPROVER = 'U0ROBIN001';
/** Dana, who files them. */
export const REQUESTER = 'U0DANA0001';

const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };

/** The store of a running environment, seen from outside. */
export function storeOf(local: Local): TaskStore {
  const client = new DynamoDBClient({ endpoint: local.dynamodb, region: 'us-east-1', credentials: CREDENTIALS });
  return openTaskStore({ client, table: local.table, clock: systemClock });
}

export function jiraOf(local: Local) {
  return createCloudClient({
    host: local.jira.url,
    auth: { type: 'basic', email: local.jira.email, apiToken: local.jira.token },
  });
}

/** Files a ticket as a person would; answers its key. */
export async function fileTicket(local: Local, summary: string, labels: string[] = ['AI']): Promise<string> {
  const created = await jiraOf(local).issues.createIssue({
    fields: { project: { key: local.jira.project }, issuetype: { name: 'Story' }, summary, labels },
  });
  return created.key;
}

/** Types `/agent <text>` in Slack as this user; answers the HTTP status and what was shown. */
export async function slackCommand(local: Local, text: string, userId: string): Promise<{ status: number; text: string }> {
  const body = new URLSearchParams({
    command: '/agent',
    text,
    user_id: userId,
    user_name: userId,
    team_id: 'T0LOCAL',
    channel_id: local.slack.channel,
    trigger_id: randomUUID(),
    response_url: `${local.slack.api}unused`,
  }).toString();
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const signature = createHmac('sha256', local.slack.signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
  const response = await fetch(`${local.ingress}/webhooks/slack`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${signature}`,
    },
    body,
  });
  return { status: response.status, text: await response.text() };
}

/** Waits until the condition holds. @throws when it does not within `seconds`. */
export async function until<T>(what: string, probe: () => Promise<T | undefined>, seconds = 120): Promise<T> {
  const deadline = Date.now() + seconds * 1_000;
  for (;;) {
    const found = await probe();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`waited ${seconds} s in vain: ${what}`);
    await sleep(100);
  }
}

export function untilTask(store: TaskStore, ticketKey: string): Promise<string> {
  return until(`a task for ${ticketKey}`, () => store.findLiveTask({ channel: 'jira', key: ticketKey }));
}

export function untilEnded(store: TaskStore, taskId: string, seconds = 180): Promise<Task> {
  return until(
    `${taskId} to end`,
    async () => {
      const task = await store.readTask(taskId);
      return task && isTerminal(task.status) ? task : undefined;
    },
    seconds,
  );
}

export async function eventsOf(store: TaskStore, taskId: string): Promise<readonly TaskEvent[]> {
  const events: TaskEvent[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.listEvents(taskId, { limit: 100, cursor });
    events.push(...page.items);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return events;
}
