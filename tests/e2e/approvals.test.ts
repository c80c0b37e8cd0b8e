import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { adfToText } from '#adapters/jira/adf-to-text.ts';
import type { Approval } from '#domain/approval.ts';
import type { Person } from '#domain/person.ts';
import { startDynamodb } from '#environments/local/dynamodb/start-dynamodb.ts';
import { type Environment, removeDirectory, startEnvironment, temporaryDirectory } from './environment.ts';
import { fileTicket, jiraOf, storeOf, until, untilEnded, untilTask } from './people.ts';

const ROBIN: Person = { channel: 'slack', id: 'U0ROBIN001', name: 'Robin', email: 'robin@example.com' };

let dataDir: string;
let environment: Environment;

beforeEach(() => {
  dataDir = temporaryDirectory();
});
afterEach(async () => {
  await environment.stop();
  removeDirectory(dataDir);
});

async function untilApproval(): Promise<{ key: string; approval: Approval }> {
  const store = storeOf(environment.local);
  const key = await fileTicket(environment.local, 'Free shipping from 50 €');
  const taskId = await untilTask(store, key);
  return { key, approval: await until('the approval', () => store.readApproval(taskId)) };
}

/** What a Lambda leaves behind that is killed between recording a decision and telling the workflow. */
async function decideUntold({ taskId, n }: Approval): Promise<void> {
  const { local } = environment;
  const dynamodb = await startDynamodb({ dataDir: join(dataDir, 'dynamodb'), table: local.table });
  const store = storeOf({ ...local, dynamodb: dynamodb.url });
  await store.decideApproval(taskId, n, { verdict: 'approved', by: ROBIN, at: new Date().toISOString(), reason: '' });
  await dynamodb.close();
}

test('a task that was decided on while the environment was down goes on when it is back', async () => {
  environment = await startEnvironment(dataDir);
  const { approval } = await untilApproval();
  await environment.stop();
  await decideUntold(approval);
  environment = await startEnvironment(dataDir);
  const task = await untilEnded(storeOf(environment.local), approval.taskId);
  expect(task).toMatchObject({ status: 'completed' });
}, 360_000);

test('an approval that expired meanwhile ends its task, which the ticket is told with what to do', async () => {
  const env = { STEPWRIGHT_APPROVAL_TIMEOUT_SECONDS: '15' };
  environment = await startEnvironment(dataDir, env);
  const { key, approval } = await untilApproval();
  await environment.stop();
  await sleep(Math.max(0, Date.parse(approval.expiresAt) - Date.now()) + 1_000);
  environment = await startEnvironment(dataDir, env);
  const task = await untilEnded(storeOf(environment.local), approval.taskId);
  expect(task).toMatchObject({ status: 'timed_out', outcome: 'Nobody decided on the plan in time.' });
  await until('the outcome on the ticket', async () => {
    const { comments = [] } = await jiraOf(environment.local).issueComments.getComments({ issueIdOrKey: key });
    return comments.map(({ body }) => adfToText(body)).find((text) => /Timed out[\s\S]*@agent retry/.test(text));
  });
}, 240_000);
