import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WebClient } from '@slack/web-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TaskStore } from '#ports/task-store.ts';
import { anEvent, sendEnvelope } from '#tests/conformance/sentry/sentry-site.ts';
import { type Environment, removeDirectory, startEnvironment, temporaryDirectory } from './environment.ts';
import { APPROVER, jiraOf, slackCommand, storeOf, until, untilEnded, untilTask } from './people.ts';

/** How often the sweep has looked, by the Lambdas' log. */
function sweepsOf(dataDir: string): number {
  return readFileSync(join(dataDir, 'logs', 'lambdas.log'), 'utf8').split('"sweep":"sentry-issues"').length - 1;
}

describe('an error that keeps coming back', () => {
  const dataDir = temporaryDirectory();
  let environment: Environment;
  let store: TaskStore;
  let issueId: string;
  let ticketKey: string;

  beforeAll(async () => {
    environment = await startEnvironment(dataDir);
    store = storeOf(environment.local);
  });
  afterAll(async () => {
    await environment?.stop();
    removeDirectory(dataDir);
  });

  const report = async (times: number): Promise<void> => {
    const { dsns, project } = environment.local.sentry;
    for (let n = 0; n < times; n += 1) await sendEnvelope(dsns[project] ?? '', { ...anEvent(), event_id: randomUUID() });
  };
  const sentry = async (path: string, init: RequestInit = {}): Promise<unknown> => {
    const { url, organization, token } = environment.local.sentry;
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    return (await fetch(`${url}/api/0/organizations/${organization}/issues/${path}`, { ...init, headers })).json();
  };
  const ticketOf = (not = ''): Promise<string> =>
    until('the ticket', async () => {
      const key = (await store.readGroup(issueId))?.ticketKey;
      return key === not ? undefined : key;
    });
  const filed = async (): Promise<readonly string[]> => {
    const found = await jiraOf(environment.local).issueSearch.searchAndReconsileIssuesUsingJqlPost({
      jql: `project = ${environment.local.jira.project} AND labels = sentry-auto ORDER BY created ASC`,
      fields: ['key'],
    });
    return (found.issues ?? []).map(({ key = '' }) => key);
  };
  const errorsNotes = async (): Promise<readonly string[]> => {
    const { api, botToken, channel } = environment.local.slack;
    const { messages = [] } = await new WebClient(botToken, { slackApiUrl: api }).conversations.history({ channel });
    return messages.map(({ text = '' }) => text);
  };

  test('over its threshold becomes a ticket with Sentry’s facts and nothing personal, and the ticket a task', async () => {
    await report(12);
    issueId = await until('the issue', async () => {
      const [issue] = Object(await sentry('?query=is:unresolved'));
      return issue?.id;
    });
    ticketKey = await ticketOf();
    const { fields } = await jiraOf(environment.local).issues.getIssue({ issueIdOrKey: ticketKey });
    expect(fields).toMatchObject({
      labels: ['AI', 'sentry-auto', 'error'],
      priority: { name: 'High' },
      issuetype: { name: 'Bug' },
      summary: expect.stringContaining('TypeError'),
    });
    const text = JSON.stringify(fields?.['description']);
    expect(text).toMatch(/src\/checkout\.js:12.*-- libraries --/s);
    expect(text).toContain(`${environment.local.sentry.url}/issues/${issueId}`);
    expect(text).not.toMatch(/ada@example|203\.0\.113|sid=|Bearer/);
    const taskId = await untilTask(store, ticketKey);
    expect(await store.readTask(taskId)).toMatchObject({ kind: 'change', requester: { automatic: true } });
    await slackCommand(environment.local, `cancel ${taskId}`, APPROVER);
    await untilEnded(store, taskId);
  });

  test('the channel for errors is told of it once', async () => {
    const notes = await until('the note', async () => {
      const found = (await errorsNotes()).filter((text) => text.includes(ticketKey) && text.includes('events in 24 hours'));
      return found.length > 0 ? found : undefined;
    });
    expect(notes).toHaveLength(1);
  });

  test('more of it, the metric alert that this sets off, and the sweep make no second ticket', async () => {
    await report(20);
    const alerted = await until('a triage of the alert', async () => store.findEndedTask({ channel: 'sentry', key: 'alert-1' }));
    expect(await store.readTask(alerted)).toMatchObject({ status: 'completed', outcome: expect.stringMatching(/^No ticket/) });
    const swept = sweepsOf(dataDir);
    await until('a sweep after it', async () => (sweepsOf(dataDir) > swept ? true : undefined));
    expect(await filed()).toEqual([ticketKey]);
  });

  test('resolved and seen again while its ticket is done, it gets a new ticket that is linked to the old one', async () => {
    const jira = jiraOf(environment.local);
    const { transitions = [] } = await jira.issues.getTransitions({ issueIdOrKey: ticketKey });
    const done = transitions.find(({ to }) => to?.name === 'Done');
    await jira.issues.doTransition({ issueIdOrKey: ticketKey, transition: { id: done?.id ?? '' } });
    await sentry(`${issueId}/`, { method: 'PUT', body: JSON.stringify({ status: 'resolved' }) });
    await report(1);
    const second = await ticketOf(ticketKey);
    expect(await filed()).toEqual([ticketKey, second]);
    const { fields } = await jira.issues.getIssue({ issueIdOrKey: second });
    expect(JSON.stringify(fields?.['description'])).toContain(`A regression of ${ticketKey}`);
    expect(JSON.stringify(fields?.['issuelinks'])).toContain(ticketKey);
    const taskId = await untilTask(store, second);
    await slackCommand(environment.local, `cancel ${taskId}`, APPROVER);
    await report(2);
    expect(await filed()).toEqual([ticketKey, second]);
  });
});
