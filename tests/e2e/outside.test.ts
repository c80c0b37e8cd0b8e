import { execFile } from 'node:child_process';
import { createHmac, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DescribeExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import { WebClient } from '@slack/web-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Task } from '#domain/task.ts';
import type { TaskStore } from '#ports/task-store.ts';
import { type Environment, removeDirectory, startEnvironment, temporaryDirectory } from './environment.ts';
import { deliverApproval, octokitOf, split } from './github.ts';
import { APPROVER, fileTicket, jiraOf, REQUESTER, slackCommand, storeOf, until, untilEnded, untilTask } from './people.ts';

const run = promisify(execFile);

describe('an environment, used from outside with the vendors’ own clients', () => {
  const dataDir = temporaryDirectory();
  let environment: Environment;
  let store: TaskStore;
  let ticketKey: string;
  let taskId: string;
  let task: Task;

  beforeAll(async () => {
    environment = await startEnvironment(dataDir);
    store = storeOf(environment.local);
    ticketKey = await fileTicket(environment.local, 'Free shipping from 50 €');
    taskId = await untilTask(store, ticketKey);
  });
  afterAll(async () => {
    await environment?.stop();
    removeDirectory(dataDir);
  });

  test('a label put again on a ticket whose task is live is answered with that task', async () => {
    const answer = await sendJira(labelAdded(ticketKey));
    expect(answer.status).toBe(200);
    expect(JSON.stringify(answer.body)).toContain(taskId);
  });

  test('the one who asked may not approve, and is told why; the first decision counts, and the second is told', async () => {
    await until('the approval', async () => ((await store.readApproval(taskId)) ? true : undefined));
    const own = await slackCommand(environment.local, `approve ${taskId}`, REQUESTER);
    expect(own.text).toMatch(/somebody else/);
    expect(await store.readApproval(taskId)).not.toHaveProperty('decision');
    expect((await slackCommand(environment.local, `approve ${taskId}`, APPROVER)).text).toMatch(/approved/);
    expect((await slackCommand(environment.local, `reject ${taskId} too late`, APPROVER)).text).toMatch(/already|was approved/i);
  });

  test('the task completes, and Step Functions says so too', async () => {
    task = await untilEnded(store, taskId);
    expect(task.failure).toBeUndefined();
    expect(task.status).toBe('completed');
    const { stepFunctions, stateMachineArn } = environment.local;
    const credentials = { accessKeyId: 'x', secretAccessKey: 'x' };
    const sfn = new SFNClient({ endpoint: stepFunctions, region: 'us-east-1', credentials });
    const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${task.runId}`;
    expect(
      await until('the execution to end', async () => {
        const { status } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
        return status === 'RUNNING' ? undefined : status;
      }),
    ).toBe('SUCCEEDED');
  });

  test('octokit sees a ready pull request with the plan, the test results and green checks', async () => {
    const [change] = task.changes;
    const octokit = octokitOf(environment.local);
    const { data: pull } = await octokit.rest.pulls.get({ ...split(change!.repo), pull_number: change!.prNumber });
    expect(pull.draft).toBe(false);
    expect(pull.mergeable).toBe(true);
    expect(pull.title).toMatch(/^(feat|fix|chore|docs)(\(.+\))?: /);
    expect(pull.body).toMatch(/18.*25|<details>/s);
    expect(pull.head.sha).toBe(change!.headSha);
    const { data: checks } = await octokit.rest.checks.listForRef({ ...split(change!.repo), ref: pull.head.sha });
    expect(checks.check_runs.map((check) => [check.name, check.conclusion])).toEqual(
      expect.arrayContaining([
        ['test', 'success'],
        ['lint', 'success'],
        ['format', 'success'],
      ]),
    );
    const { data: files } = await octokit.rest.pulls.listFiles({ ...split(change!.repo), pull_number: change!.prNumber });
    expect(files.map((file) => file.filename)).not.toContain('PLAN.md');
  });

  test('git clones with the token; the pushed work passes its own tests; a wrong token is refused', async () => {
    const [change] = task.changes;
    const { git, token } = environment.local.github;
    const at = (password: string): string => `${git.replace('://', `://x-access-token:${password}@`)}/${change!.repo}.git`;
    const checkout = join(dataDir, 'clone');
    await run('git', ['clone', '--quiet', '--branch', change!.branch, at(token), checkout]);
    const { stdout } = await run('npm', ['test', '--silent'], { cwd: checkout });
    expect(stdout).toMatch(/fail 0/);
    const { stdout: log } = await run('git', ['log', '--format=%B', 'origin/main..HEAD'], { cwd: checkout });
    for (const trailer of [`Task-Id: ${taskId}`, 'Plan-Task: T1', 'Prompt-Version: ']) expect(log).toContain(trailer);
    await expect(
      run('git', ['clone', '--quiet', at('wrong'), `${checkout}-2`], { env: { ...process.env, GIT_TERMINAL_PROMPT: '0' } }),
    ).rejects.toThrow(/Authentication failed|401|403/);
  });

  test('jira.js sees the ticket done, with the plan and the outcome as comments', async () => {
    const jira = jiraOf(environment.local);
    const ticket = await until('the ticket to be done', async () => {
      const issue = await jira.issues.getIssue({ issueIdOrKey: ticketKey });
      return issue.fields?.['status']?.name === 'Done' ? issue : undefined;
    });
    const { comments = [] } = await jira.issueComments.getComments({ issueIdOrKey: ticket.key ?? '' });
    const text = JSON.stringify(comments);
    expect(text).toContain('pull/');
    expect(text).toMatch(/completed|green/i);
  });

  test('an approval merges nothing unless that is wanted: what is left to do is told, and in its place that somebody did it', async () => {
    const [change] = task.changes;
    const reviewer = octokitOf(environment.local, 'reviewer');
    const pull = { ...split(change!.repo), pull_number: change!.prNumber };
    const outcome = (words: string) =>
      until(`${words} on the ticket`, async () => {
        const { comments = [] } = await jiraOf(environment.local).issueComments.getComments({ issueIdOrKey: ticketKey });
        return comments.map(({ body }) => JSON.stringify(body)).find((text) => text.includes(words));
      });
    await reviewer.rest.pulls.createReview({ ...pull, event: 'APPROVE' });
    expect(await deliverApproval(environment.local, change!, randomUUID())).toBe('ignored');
    expect((await reviewer.rest.pulls.get(pull)).data.state).toBe('open');
    await outcome('Next: review and merge.');
    await reviewer.rest.pulls.merge(pull);
    expect(await outcome('Merged by reviewer (GitHub)')).not.toContain('Next:');
  });

  test('@slack/web-api sees one thread with the plan, the decision and the end', async () => {
    const { api, botToken, channel } = environment.local.slack;
    const slack = new WebClient(botToken, { slackApiUrl: api });
    const said = await until('the last message', async () => {
      const history = await slack.conversations.history({ channel });
      const root = history.messages?.find((message) => JSON.stringify(message).includes(ticketKey));
      const thread = root?.ts ? await slack.conversations.replies({ channel, ts: root.ts }) : undefined;
      const text = JSON.stringify(thread?.messages ?? []);
      return /completed|green/i.test(text) ? text : undefined;
    });
    expect(said).toMatch(/Robin/);
  });

  test.each([
    ['a wrong signature', { signature: 'sha256=00' }, 401],
    ['no signature', { signature: undefined }, 401],
    ['malformed JSON', { body: '{"webhookEvent":' }, 400],
    ['a body over the limit', { body: JSON.stringify({ filler: 'x'.repeat(2 * 1024 * 1024) }) }, 413],
  ] as const)('%s is refused with its code and leaves nothing', async (_name, change, status) => {
    const answer = await sendJira(change);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ error: { code: expect.any(String), message: expect.any(String) } });
  });

  test('a stale Slack timestamp is refused', async () => {
    const body = new URLSearchParams({ command: '/agent', text: 'help', user_id: APPROVER, trigger_id: randomUUID() }).toString();
    const timestamp = String(Math.floor(Date.now() / 1_000) - 400);
    const digest = createHmac('sha256', environment.local.slack.signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
    const headers = { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': `v0=${digest}` };
    expect((await fetch(`${environment.local.ingress}/webhooks/slack`, { method: 'POST', headers, body })).status).toBe(401);
  });

  test('a ticket that is deleted takes its task with it, which the thread says', async () => {
    const { local } = environment;
    const key = await fileTicket(local, 'Not wanted after all');
    const id = await untilTask(store, key);
    await jiraOf(local).issues.deleteIssue({ issueIdOrKey: key });
    expect(await untilEnded(store, id)).toMatchObject({
      status: 'cancelled',
      outcome: expect.stringContaining(`deleted ${key}.`),
    });
    const slack = new WebClient(local.slack.botToken, { slackApiUrl: local.slack.api });
    await until('the thread to say so', async () => {
      const { messages = [] } = await slack.conversations.history({ channel: local.slack.channel });
      return messages.find(({ text = '' }) => text.includes(key) && text.includes('deleted'));
    });
  });

  test('an unknown route is 404', async () => {
    expect((await fetch(`${environment.local.ingress}/webhooks/nobody`, { method: 'POST' })).status).toBe(404);
  });

  test('a ticket without the label is ignored with the reason, and no task comes of it', async () => {
    const key = await fileTicket(environment.local, 'Not for the agent', ['AIRPORT']);
    const answer = await sendJira({ body: JSON.stringify({ ...ticketCreated(key), timestamp: Date.now() }) });
    expect(answer).toMatchObject({ status: 200, body: { status: 'ignored', reason: expect.any(String) } });
    expect(await store.findLiveTask({ channel: 'jira', key })).toBeUndefined();
  });

  async function sendJira(given: { body?: string; signature?: string | undefined }) {
    const body = given.body ?? JSON.stringify(ticketCreated('SHIP-999'));
    const digest = createHmac('sha256', environment.local.jira.webhookSecret).update(body).digest('hex');
    const signature = 'signature' in given ? given.signature : `sha256=${digest}`;
    const headers = { 'content-type': 'application/json', 'x-atlassian-webhook-identifier': randomUUID() };
    const response = await fetch(`${environment.local.ingress}/webhooks/jira`, {
      method: 'POST',
      headers: signature === undefined ? headers : { ...headers, 'x-hub-signature': signature },
      body,
    });
    return { status: response.status, body: z.unknown().parse(await response.json()) };
  }
});

const DANA = { accountId: 'dana', displayName: 'Dana', accountType: 'atlassian', emailAddress: 'dana@example.com' };

function ticketCreated(key: string) {
  const fields = { summary: 'A ticket', description: '', labels: ['AIRPORT'], priority: { name: 'Low' } };
  return { timestamp: Date.now(), webhookEvent: 'jira:issue_created', user: DANA, issue: { id: '1', key, fields } };
}

function labelAdded(key: string): { body: string } {
  const created = ticketCreated(key);
  const issue = { ...created.issue, fields: { ...created.issue.fields, labels: ['AI'] } };
  const changelog = { id: '1', items: [{ field: 'labels', fieldId: 'labels', fromString: '', toString: 'AI' }] };
  return { body: JSON.stringify({ ...created, webhookEvent: 'jira:issue_updated', issue, changelog }) };
}
