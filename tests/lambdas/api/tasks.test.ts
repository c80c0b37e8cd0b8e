import { describe, expect, test } from 'vitest';
import { aChange, ANN, anExecution, aTask, TASK_ID } from '#tests/fakes/samples.ts';
import { openPlan } from '../webhooks/world.ts';
import { ANN_HERE, anApiWorld, type ApiWorld, CARL_HERE, codeOf, REPO } from './api-world.ts';

const at = (path: string) => `/v1/tasks/${TASK_ID}${path}`;

/** Ann's task at this status; her plan waits for approval when it says so. */
async function worldWith(task: Parameters<typeof aTask>[0] = {}): Promise<ApiWorld> {
  const waits = task.status === 'awaiting_approval';
  const world = anApiWorld([aTask({ requester: ANN_HERE, ...task, ...(waits ? { status: 'planning' } : {}) })]);
  if (waits) await openPlan(world, 1);
  return world;
}

async function worldWithQuestion(): Promise<ApiWorld> {
  const world = await worldWith({ status: 'planning' });
  const question = { taskId: TASK_ID, runId: `${TASK_ID}-run-1`, n: 1, text: 'Net or gross?' };
  const times = { askedAt: world.clock.now().toISOString(), expiresAt: '2026-11-03T09:00:00.000Z' };
  await world.store.openQuestion({ ...question, ...times }, 'question-token');
  return world;
}

describe('a task', () => {
  test('shows where it is, what it cost, whom it waits for, and how it ended', async () => {
    const failure = { name: 'LimitError', code: 'BUDGET_LIMIT', kind: 'agent', message: 'Spent.', remedy: 'Raise it.' } as const;
    const world = await worldWith({
      status: 'failed',
      step: 'execute',
      changes: [aChange()],
      promptVersion: 'p3',
      outcome: 'The task has spent its money.',
      failure: { ...failure, retryable: false },
      endedAt: '2026-11-02T09:10:00.000Z',
    });
    const after = [{ name: 'build', command: 'make', passed: true } as const];
    world.store.putResult(
      { taskId: TASK_ID, runId: `${TASK_ID}-run-1`, step: 'execute' },
      { type: 'execution', execution: anExecution({ after }) },
    );
    const { status, body } = await world.send(at(''), ANN_HERE);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      task_id: TASK_ID,
      status: 'failed',
      branch: aChange().branch,
      pr_url: aChange().prUrl,
      session_id: `${TASK_ID}-execution-session`,
      cost_usd: 0,
      max_budget_usd: 10,
      duration_seconds: 600,
      prompt_version: 'p3',
      build: { passed: true, commands: after },
      error: { code: 'BUDGET_LIMIT', title: 'The agent needs help', remedy: 'Raise it.', retryable: false },
      log_url: null,
      created_at: '2026-11-02T09:00:00.000Z',
      ended_at: '2026-11-02T09:10:00.000Z',
    });
  });

  test('says where its transcripts are, where they are kept', async () => {
    const world = anApiWorld([aTask({ requester: ANN_HERE })], { tracesUrl: 'https://traces.example/' });
    expect((await world.send(at(''), ANN_HERE)).body['log_url']).toBe(`https://traces.example/${TASK_ID}/`);
  });

  test('is shown to who asked for it in another channel, known by the e-mail address', async () => {
    const world = await worldWith({ requester: ANN });
    expect((await world.send(at(''), ANN_HERE)).status).toBe(200);
  });

  test('that is another’s, is not there, or can be none, are answered alike, whatever is asked of them', async () => {
    const world = await worldWith();
    const unknown = TASK_ID.replace(/.$/, 'Z');
    const asked = ['', '/events', '/approve', '/reject', '/request-changes', '/answer', '/nudge', '/retry'];
    const answers = asked.flatMap((path) =>
      [TASK_ID, unknown, '..', 'task_'].flatMap((id) => {
        const methods = path === '' ? ['GET', 'DELETE'] : path === '/events' ? ['GET'] : ['POST'];
        return methods.map((method) =>
          world.send(`/v1/tasks/${id}${path}`, CARL_HERE, { method, body: { text: 'x', feedback: 'x' } }),
        );
      }),
    );
    const seen = new Set((await Promise.all(answers)).map((answer) => JSON.stringify(answer)));
    expect([...seen]).toEqual([
      JSON.stringify({
        status: 404,
        body: { error: { code: 'TASK_NOT_FOUND', message: 'There is no such task. Check its id.' } },
      }),
    ]);
    expect((await world.store.readTask(TASK_ID))?.status).toBe('submitted');
  });

  test('waits for an approval that whoever may give it sees', async () => {
    const world = await worldWith({ status: 'awaiting_approval' });
    const { status, body } = await world.send(at(''), CARL_HERE);
    expect([status, body['approval']]).toMatchObject([200, { plan: 1, plan_url: 'https://git.example/plan/1', decision: null }]);
  });

  test('tells its events in their order, page by page', async () => {
    const world = await worldWith();
    const facts = ['a', 'b', 'c'].map(
      (message) => ({ type: 'agent.progressed', step: 'plan-1', agent: 'planning', message }) as const,
    );
    await world.store.appendEvents(TASK_ID, facts);
    const first = await world.send(at('/events'), ANN_HERE, { query: { limit: '2' } });
    expect(first.body).toMatchObject({
      events: [{ type: 'agent.progressed', detail: { message: 'a' } }, { detail: { message: 'b' } }],
    });
    const second = await world.send(at('/events'), ANN_HERE, { query: { next_token: String(first.body['next_token']) } });
    expect(second.body).toMatchObject({ events: [{ detail: { message: 'c' } }], next_token: null });
  });
});

/** The id of the n-th task. */
const id = (n: number) => TASK_ID.replace(/.$/, `${n}`);

const ids = (n: readonly number[]) => ({ tasks: n.map((one) => ({ task_id: id(one) })) });

describe('a list', () => {
  const tasks = [1, 2, 3, 4].map((n) =>
    aTask({
      id: id(n),
      requester: n === 4 ? CARL_HERE : ANN_HERE,
      status: n === 2 ? 'failed' : 'executing',
      ticket: { ...aTask().ticket, repo: n === 3 ? REPO : 'acme/other' },
    }),
  );
  const list = async (query: Record<string, string>) => (await anApiWorld(tasks).send('/v1/tasks', ANN_HERE, { query })).body;

  test.each([
    ['the caller’s own alone, newest first', {}, [3, 2, 1]],
    ['those of some statuses', { status: 'failed, completed' }, [2]],
    ['those of a repository', { repo: 'Acme/Shop' }, [3]],
    ['those of both', { repo: 'acme/other', status: 'executing' }, [1]],
    ['none', { status: 'queued' }, []],
  ])('has %s', async (_, query, expected) => {
    expect(await list(query)).toMatchObject({ ...ids(expected), next_token: null });
  });

  test('goes on where its token says', async () => {
    const first = await list({ limit: '2' });
    expect(first).toMatchObject(ids([3, 2]));
    expect(await list({ next_token: String(first['next_token']) })).toMatchObject({ ...ids([1]), next_token: null });
  });

  test.each([
    { limit: '0' },
    { limit: '101' },
    { limit: 'x' },
    { status: 'done' },
    { status: '' },
    { repo: 'shop' },
    { sort: 'x' },
  ])('of %j is refused', async (query) => {
    const answer = await anApiWorld(tasks).send('/v1/tasks', ANN_HERE, { query });
    expect([answer.status, codeOf(answer)]).toEqual([400, 'VALIDATION_FAILED']);
  });

  test('with a token of no list is refused', async () => {
    const answer = await anApiWorld(tasks).send('/v1/tasks', ANN_HERE, { query: { next_token: 'x' } });
    expect([answer.status, codeOf(answer)]).toEqual([400, 'CURSOR_INVALID']);
  });
});

const tell = (world: ApiWorld, path: string, by = ANN_HERE, body: unknown = {}) =>
  world.send(at(path), by, { method: 'POST', body });

describe('a command', () => {
  test('approves a plan as somebody else than who asked', async () => {
    const world = await worldWith({ status: 'awaiting_approval' });
    const { status, body } = await tell(world, '/approve', CARL_HERE, { plan: 1 });
    expect([status, body]).toMatchObject([200, { message: expect.stringContaining('approved'), task: { task_id: TASK_ID } }]);
    expect(world.engine.completed).toEqual([{ token: 'approval-token-1', output: { verdict: 'approved' } }]);
  });

  test.each([
    ['its own requester approves', '/approve', ANN_HERE, {}, 403, 'NOT_ALLOWED'],
    ['the plan is another one by now', '/approve', CARL_HERE, { plan: 2 }, 409, 'PLAN_REVISED'],
    ['a change request has no text', '/request-changes', CARL_HERE, { feedback: ' ' }, 400, 'VALIDATION_FAILED'],
    ['nothing was asked', '/answer', ANN_HERE, { text: 'Yes' }, 409, 'NOTHING_TO_ANSWER'],
    ['it has not ended', '/retry', ANN_HERE, {}, 409, 'NOT_RETRYABLE'],
  ])('is refused when %s', async (_, path, by, body, status, code) => {
    const world = await worldWith({ status: 'awaiting_approval' });
    const answer = await tell(world, path, by, body);
    expect([answer.status, codeOf(answer)]).toEqual([status, code]);
    expect(world.engine.completed).toEqual([]);
  });

  test('decides once; who comes later is told whose decision it was', async () => {
    const world = await worldWith({ status: 'awaiting_approval' });
    expect((await tell(world, '/reject', CARL_HERE, { reason: 'Too risky' })).status).toBe(200);
    const late = await tell(world, '/approve', CARL_HERE);
    expect([late.status, codeOf(late)]).toEqual([409, 'ALREADY_DECIDED']);
    expect(JSON.stringify(late.body)).toContain('rejected by Carl in API');
  });

  test('sends a plan back', async () => {
    const world = await worldWith({ status: 'awaiting_approval' });
    await tell(world, '/request-changes', CARL_HERE, { feedback: 'Keep the endpoint' });
    expect(world.engine.completed).toMatchObject([{ output: { verdict: 'changes_requested' } }]);
  });

  test('answers the question that is open', async () => {
    const world = await worldWithQuestion();
    expect((await world.send(at(''), ANN_HERE)).body['question']).toMatchObject({ text: 'Net or gross?' });
    expect((await tell(world, '/answer', ANN_HERE, { text: 'Net' })).status).toBe(200);
    expect(await world.store.readQuestion(TASK_ID)).toMatchObject({ answer: { text: 'Net', by: ANN_HERE } });
  });

  test('instructs a running task, once for each key and text', async () => {
    const world = await worldWith({ status: 'executing' });
    const headers = { 'Idempotency-Key': 'k1' };
    for (const text of ['Use a map', 'Use a map', 'No, a set'])
      await world.send(at('/nudge'), ANN_HERE, { body: { text }, headers });
    const said = world.store.facts(TASK_ID).filter(({ type }) => type === 'instruction.given');
    expect(said).toMatchObject([{ text: 'Use a map', by: ANN_HERE }, { text: 'No, a set' }]);
  });

  test('cancels a task and stops its run', async () => {
    const world = await worldWith({ status: 'executing' });
    const { status, body } = await world.send(at(''), ANN_HERE, { method: 'DELETE' });
    expect([status, body]).toMatchObject([200, { task: { status: 'cancelled', outcome: 'Cancelled by Ann.' } }]);
    expect(world.engine.stopped).toEqual([`${TASK_ID}-run-1`]);
    const again = await world.send(at(''), ANN_HERE, { method: 'DELETE' });
    expect([again.status, codeOf(again)]).toEqual([409, 'TASK_ENDED']);
  });

  test('retries an ended task with other limits, as one new task for each key', async () => {
    const world = await worldWith({ status: 'failed', step: 'execute' });
    const retry = () =>
      world.send(at('/retry'), ANN_HERE, { body: { max_budget_usd: 20 }, headers: { 'Idempotency-Key': 'k2' } });
    const first = await retry();
    expect([first.status, first.body['task']]).toMatchObject([
      200,
      { retry_of: TASK_ID, max_budget_usd: 20, status: 'submitted' },
    ]);
    expect((await retry()).body['task']).toMatchObject({ task_id: Object(first.body['task']).task_id });
  });

  test('is not for those whom the installation does not let command', async () => {
    const world = await worldWith({ status: 'awaiting_approval' });
    const answer = await wireStrict(world).send(at(''), CARL_HERE, { method: 'DELETE' });
    expect([answer.status, codeOf(answer)]).toEqual([403, 'NOT_ALLOWED']);
  });
});

function wireStrict(world: ApiWorld): ApiWorld {
  return anApiWorld([], { ...world.deps, commandPolicy: { mode: 'involved', emails: [] } });
}
