import { z } from 'zod';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { adfToText } from '#adapters/jira/adf-to-text.ts';
import type { HttpServer } from '#environments/local/http/serve.ts';
import type { TaskStore } from '#ports/task-store.ts';
import { type Environment, removeDirectory, startEnvironment, temporaryDirectory } from './environment.ts';
import { answerAsSample, serveOpenAi } from './openai-server.ts';
import { fileTicket, jiraOf, storeOf, until, untilEnded, untilTask } from './people.ts';

const QUESTION = 'Does the coupon count before or after the threshold?';

const dataDir = temporaryDirectory();
let model: HttpServer;
let environment: Environment;
let store: TaskStore;

beforeAll(async () => {
  model = await serveOpenAi('acme/shipping', async (request) =>
    request.tools.includes('ask_question')
      ? { toolUses: [{ name: 'ask_question', input: { question: QUESTION } }] }
      : answerAsSample(request),
  );
  environment = await startEnvironment(dataDir, {
    STEPWRIGHT_MODEL: 'openai:my-model',
    STEPWRIGHT_MODEL_URL: `${model.url}/v1`,
    // The ticket's author decides, so that one account tells the whole story.
    STEPWRIGHT_APPROVAL_POLICY: 'anyone',
  });
  store = storeOf(environment.local);
});
afterAll(async () => {
  await environment?.stop();
  await model.close();
  removeDirectory(dataDir);
});

interface Shown {
  readonly id: string;
  readonly text: string;
}

async function commentsOn(key: string): Promise<readonly Shown[]> {
  const { comments = [] } = await jiraOf(environment.local).issueComments.getComments({ issueIdOrKey: key });
  return comments.map(({ id = '', body }) => ({ id, text: adfToText(body) }));
}

const untilComment = (key: string, pattern: RegExp): Promise<Shown> =>
  until(`a comment like ${pattern.source}`, async () => (await commentsOn(key)).find(({ text }) => pattern.test(text)));

async function say(issueIdOrKey: string, text: string): Promise<void> {
  const content = [{ type: 'paragraph' as const, content: [{ type: 'text' as const, text }] }];
  await jiraOf(environment.local).issueComments.addComment({ issueIdOrKey, body: { type: 'doc', version: 1, content } });
}

async function statusOf(issueIdOrKey: string): Promise<string> {
  const { fields } = await jiraOf(environment.local).issues.getIssue({ issueIdOrKey });
  return z.object({ status: z.object({ name: z.string() }) }).parse(fields).status.name;
}

const untilStatus = (key: string, wanted: string): Promise<true> =>
  until(`${key} to be ${wanted}`, async () => ((await statusOf(key)) === wanted ? true : undefined));

test('a ticket is worked on from its label to its outcome by comments alone, each edited in place', async () => {
  const key = await fileTicket(environment.local, 'Free shipping from 50 €');
  const taskId = await untilTask(store, key);
  await untilComment(key, /I am on it: task/);
  await untilStatus(key, 'In Progress');

  const question = await untilComment(key, /A question before I go on/);
  await say(key, '@agent After the coupon, please.');
  await until('the answer in the question’s comment', async () =>
    (await commentsOn(key)).find(({ id, text }) => id === question.id && text.includes('After the coupon, please.')),
  );

  const plan = await untilComment(key, /Plan 2: [\s\S]*@agent approve/);
  await say(key, '@agent changes: smaller steps, please');
  await untilComment(key, /Plan 3: [\s\S]*@agent approve/);
  await say(key, '@agent approve 2');
  await untilComment(key, /That was plan 2, which has been revised since/);
  await say(key, '@agent approve 3');

  const task = await untilEnded(store, taskId, 240);
  expect(task).toMatchObject({ status: 'completed' });
  const outcome = await untilComment(key, /Completed: /);
  expect(outcome.text).toMatch(/pull|Pull request/);
  await untilStatus(key, 'Done');
  const { changelog } = await jiraOf(environment.local).issues.getIssue({ issueIdOrKey: key, expand: 'changelog' });
  const statuses = (changelog?.histories ?? []).flatMap(({ items = [] }) =>
    items.filter(({ field }) => field === 'status').map((item) => Object.values(item)),
  );
  expect(JSON.stringify(statuses)).toContain('In Review');
  const plans = (await commentsOn(key)).filter(({ text }) => /^#+ Plan/.test(text));
  expect(plans).toEqual([{ id: plan.id, text: expect.stringMatching(/Plan 3: [\s\S]*Approved by/) }]);
}, 480_000);

test('a ticket whose task is cancelled goes back, and its draft pull requests are closed', async () => {
  const key = await fileTicket(environment.local, 'Free shipping from 60 €');
  const taskId = await untilTask(store, key);
  await untilComment(key, /A question before I go on/);
  await say(key, '@agent cancel');
  expect(await untilEnded(store, taskId)).toMatchObject({ status: 'cancelled' });
  await untilComment(key, /Cancelled/);
  await untilStatus(key, 'To Do');
}, 240_000);
