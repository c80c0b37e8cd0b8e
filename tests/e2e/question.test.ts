import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ScriptRequest } from '#environments/local/bedrock/script.ts';
import type { HttpServer } from '#environments/local/http/serve.ts';
import type { TaskStore } from '#ports/task-store.ts';
import { type Environment, removeDirectory, startEnvironment, temporaryDirectory } from './environment.ts';
import { answerAsSample, serveOpenAi } from './openai-server.ts';
import { APPROVER, eventsOf, fileTicket, jiraOf, REQUESTER, slackCommand, storeOf, until, untilTask } from './people.ts';

const QUESTION = 'Does the coupon count before or after the threshold?';
const ANSWER = 'After the coupon, please.';
const NUDGE = 'Name the constant FREE_FROM_CENTS.';

describe('people and a model that works talk to each other', () => {
  const dataDir = temporaryDirectory();
  const planned: ScriptRequest[] = [];
  /** What execution's model was sent, call by call. */
  const executed: ScriptRequest[] = [];
  const nudged = Promise.withResolvers<undefined>();
  let model: HttpServer;
  let environment: Environment;
  let store: TaskStore;
  let ticketKey: string;
  let taskId: string;

  beforeAll(async () => {
    model = await serveOpenAi('acme/shipping', async (request) => {
      if (request.agent === 'planning') planned.push(request);
      if (request.tools.includes('ask_question')) {
        return { toolUses: [{ name: 'ask_question', input: { question: QUESTION } }] };
      }
      if (request.agent === 'execution') {
        executed.push(request);
        await nudged.promise;
      }
      return answerAsSample(request);
    });
    const env = { STEPWRIGHT_MODEL: 'openai:my-model', STEPWRIGHT_MODEL_URL: `${model.url}/v1` };
    environment = await startEnvironment(dataDir, env);
    store = storeOf(environment.local);
    ticketKey = await fileTicket(environment.local, 'Free shipping from 50 €');
    taskId = await untilTask(store, ticketKey);
  });
  afterAll(async () => {
    nudged.resolve(undefined);
    await environment?.stop();
    await model.close();
    removeDirectory(dataDir);
  });

  test('the model’s question is put to the people on the ticket, and the task waits', async () => {
    await until('the question', () => store.readQuestion(taskId));
    expect(await store.readTask(taskId)).toMatchObject({ status: 'awaiting_answer', step: 'ask-1' });
    await until('the comment', async () => {
      const { comments } = await jiraOf(environment.local).issueComments.getComments({ issueIdOrKey: ticketKey });
      return JSON.stringify(comments).includes(QUESTION) ? true : undefined;
    });
  });

  test('a comment on the ticket answers it: planning goes on as plan-2 with the answer, and cannot ask again', async () => {
    const body = { type: 'doc' as const, version: 1, content: [paragraph(`@agent ${ANSWER}`)] };
    await jiraOf(environment.local).issueComments.addComment({ issueIdOrKey: ticketKey, body });
    await until('the approval', () => store.readApproval(taskId));
    expect(await store.readQuestion(taskId)).toMatchObject({ text: QUESTION, answer: { text: ANSWER } });
    const prompt = planned.at(-1)?.messages[0]?.text;
    expect(prompt).toContain(QUESTION);
    expect(prompt).toContain(`<request label="answer">\n${ANSWER}\n</request>`);
    expect(planned.at(-1)?.tools).not.toContain('ask_question');
    const events = await eventsOf(store, taskId);
    expect(events.flatMap(({ fact }) => (fact.type === 'step.started' ? [fact.step] : []))).toEqual([
      'discover',
      'plan-1',
      'plan-2',
    ]);
  });

  test('an instruction given while a model call is under way reaches the model at its next turn', async () => {
    await slackCommand(environment.local, `approve ${taskId}`, APPROVER);
    await until('the first call of execution', async () => executed[0]);
    expect((await slackCommand(environment.local, `answer ${taskId} ${NUDGE}`, REQUESTER)).text).toContain('Noted');
    nudged.resolve(undefined);
    await until('the second call of execution', async () => executed[1]);
    expect(JSON.stringify(executed[0]?.messages)).not.toContain(NUDGE);
    expect(executed[1]?.messages.at(-1)?.text).toContain(NUDGE);
  });
});

function paragraph(text: string) {
  return { type: 'paragraph' as const, content: [{ type: 'text' as const, text }] };
}
