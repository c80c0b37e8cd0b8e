import { describe, expect, test } from 'vitest';
import { ANN_HERE, anApiWorld, anIssue, aPull, type ApiWorld, CARL_HERE, codeOf, REPO } from './api-world.ts';

const WANTED = { repo: REPO, task_description: 'Orders above 50 € ship for free' };

const create = (world: ApiWorld, body: unknown, headers: Record<string, string> = {}, by = ANN_HERE) =>
  world.send('/v1/tasks', by, { method: 'POST', body, headers });

describe('a new task', () => {
  test('is made of a description, is the caller’s, and is started', async () => {
    const world = anApiWorld();
    const { status, body } = await create(world, { ...WANTED, repo: 'Acme/Shop' });
    expect(status).toBe(201);
    expect(body).toMatchObject({ task_type: 'new_task', status: 'submitted', repo: REPO, title: WANTED.task_description });
    const task = await world.store.readTask(String(body['task_id']));
    expect(task).toMatchObject({ kind: 'change', requester: ANN_HERE, subject: { channel: 'api' }, ticket: { repo: REPO } });
    expect(world.engine.started).toMatchObject([{ taskId: task?.id, kind: 'change', resumeFrom: 'Discover' }]);
  });

  test('is made of an issue as people wrote it', async () => {
    const world = anApiWorld();
    world.issues.set(5, anIssue());
    const { status, body } = await create(world, { repo: REPO, issue_number: 5 });
    expect([status, body['issue_number'], body['title']]).toEqual([201, 5, 'Round up']);
    const task = await world.store.readTask(String(body['task_id']));
    expect(task).toMatchObject({ subject: { channel: 'github', key: 'acme/shop#5' }, ticket: { description: 'To the gram.' } });
  });

  test.each([
    ['pr_iteration', 'iterate', 'acme/shop#7', 'Execute'],
    ['pr_review', 'review', 'acme/shop#7:review', 'Review'],
  ])('of type %s is a task of kind %s on the pull request', async (task_type, kind, key, resumeFrom) => {
    const world = anApiWorld();
    world.pulls.set(7, aPull());
    const { status, body } = await create(world, { repo: REPO, pr_number: 7, task_type });
    expect([status, body['task_type'], body['pr_number']]).toEqual([201, task_type, 7]);
    expect(await world.store.readTask(String(body['task_id']))).toMatchObject({ kind, subject: { key }, requester: ANN_HERE });
    expect(world.engine.started).toMatchObject([{ kind, resumeFrom }]);
  });

  test('has the limits that it was given, and for the others those of the installation', async () => {
    const world = anApiWorld([], { limits: { maxTurns: 80, maxBudgetUsd: 4 } });
    const { body } = await create(world, { ...WANTED, max_turns: 500, max_budget_usd: 0.01 });
    expect(await world.store.readTask(String(body['task_id']))).toMatchObject({ limits: { maxTurns: 500, maxBudgetUsd: 0.01 } });
    const { body: other } = await create(world, WANTED);
    expect(other).toMatchObject({ max_turns: 80, max_budget_usd: 4 });
  });

  test('is on record though the workflow cannot be reached: a sweep starts it', async () => {
    const world = anApiWorld();
    world.engine.down = true;
    expect((await create(world, WANTED)).status).toBe(201);
  });
});

describe('what cannot be a task is refused', () => {
  test.each([
    ['without a repository', { task_description: 'x' }],
    ['with a repository that is none', { ...WANTED, repo: 'shop' }],
    ['with the address of a repository', { ...WANTED, repo: 'https://github.com/acme/shop' }],
    ['without anything to do', { repo: REPO }],
    ['with an empty description', { repo: REPO, task_description: ' \n' }],
    ['with two things to do', { ...WANTED, issue_number: 5 }],
    ['with a pull request and no type for it', { repo: REPO, pr_number: 7 }],
    ['with a type for pull requests and none', { ...WANTED, task_type: 'pr_review' }],
    ['of an unknown type', { ...WANTED, task_type: 'triage' }],
    ['with no turns', { ...WANTED, max_turns: 0 }],
    ['with too many turns', { ...WANTED, max_turns: 501 }],
    ['with half a turn', { ...WANTED, max_turns: 1.5 }],
    ['with too little money', { ...WANTED, max_budget_usd: 0.001 }],
    ['with too much money', { ...WANTED, max_budget_usd: 100.01 }],
    ['with a field that there is not', { ...WANTED, priority: 'high' }],
    ['as a list', [WANTED]],
  ])('%s', async (_, body) => {
    const world = anApiWorld();
    const answer = await create(world, body);
    expect([answer.status, codeOf(answer)]).toEqual([400, 'VALIDATION_FAILED']);
    expect(world.engine.started).toEqual([]);
  });

  test('as text that is no JSON', async () => {
    const answer = await create(anApiWorld(), '{');
    expect([answer.status, codeOf(answer)]).toEqual([400, 'BODY_MALFORMED']);
  });

  test.each([
    ['in a repository that the app does not see', { ...WANTED, repo: 'acme/secret' }, 'REPO_NOT_ONBOARDED'],
    ['about an issue that is not there', { repo: REPO, issue_number: 99 }, 'ISSUE_NOT_FOUND_OR_CLOSED'],
    ['about a closed issue', { repo: REPO, issue_number: 6 }, 'ISSUE_NOT_FOUND_OR_CLOSED'],
    ['about an issue that is a pull request', { repo: REPO, issue_number: 7 }, 'ISSUE_NOT_FOUND_OR_CLOSED'],
    ['on a pull request that is not there', { repo: REPO, pr_number: 99, task_type: 'pr_review' }, 'PR_NOT_FOUND_OR_CLOSED'],
    ['on a merged one', { repo: REPO, pr_number: 8, task_type: 'pr_iteration' }, 'PR_NOT_FOUND_OR_CLOSED'],
    ['on one of a fork', { repo: REPO, pr_number: 9, task_type: 'pr_iteration' }, 'PR_FROM_FORK'],
  ])('%s', async (_, body, code) => {
    const world = anApiWorld();
    world.issues.set(6, anIssue({ state: 'closed' })).set(7, anIssue({ isPullRequest: true }));
    world.pulls.set(8, aPull({ state: 'merged' })).set(9, aPull({ fromFork: true }));
    const answer = await create(world, body);
    expect([answer.status, codeOf(answer)]).toEqual([422, code]);
    expect(world.engine.started).toEqual([]);
  });

  test('for the moment, when GitHub does not answer', async () => {
    const world = anApiWorld();
    world.failing.add('readRepository');
    const answer = await create(world, WANTED);
    expect([answer.status, codeOf(answer)]).toEqual([503, 'GITHUB_UNREACHABLE']);
  });

  test('while another task is at work on the same, whose id is told to those alone who may know it', async () => {
    const world = anApiWorld();
    world.issues.set(5, anIssue());
    const first = await create(world, { repo: REPO, issue_number: 5 });
    const again = await create(world, { repo: REPO, issue_number: 5 });
    expect([again.status, codeOf(again)]).toEqual([409, 'TASK_LIVE']);
    expect(JSON.stringify(again.body)).toContain(String(first.body['task_id']));
    const other = await create(world, { repo: REPO, issue_number: 5 }, {}, CARL_HERE);
    expect(codeOf(other)).toBe('TASK_LIVE');
    expect(JSON.stringify(other.body)).not.toContain('task_');
  });
});

describe('an idempotency key', () => {
  const key = { 'Idempotency-Key': 'nightly_2026-11-02' };

  test('makes the same request the same task, without asking GitHub again', async () => {
    const world = anApiWorld();
    const first = await create(world, WANTED, key);
    world.failing.add('readRepository');
    const again = await create(world, WANTED, key);
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.body['task_id']).toBe(first.body['task_id']);
    expect(new Set(world.engine.started.map(({ runId }) => runId)).size).toBe(1);
  });

  test('starts a task now whose run was never started', async () => {
    const world = anApiWorld();
    world.engine.down = true;
    await create(world, WANTED, key);
    world.engine.down = false;
    await create(world, WANTED, key);
    expect(world.engine.started).toHaveLength(1);
  });

  test('is refused for another request', async () => {
    const world = anApiWorld();
    await create(world, WANTED, key);
    const other = await create(world, { ...WANTED, max_turns: 5 }, key);
    expect([other.status, codeOf(other)]).toEqual([409, 'IDEMPOTENCY_KEY_REUSED']);
    expect(world.engine.started).toHaveLength(1);
  });

  test('belongs to one person', async () => {
    const world = anApiWorld();
    const [ann, carl] = [await create(world, WANTED, key), await create(world, WANTED, key, CARL_HERE)];
    expect([ann.status, carl.status]).toEqual([201, 201]);
    expect(ann.body['task_id']).not.toBe(carl.body['task_id']);
  });

  test('is forgotten after 24 hours', async () => {
    const world = anApiWorld();
    await create(world, WANTED, key);
    world.clock.pass(86_399);
    expect((await create(world, WANTED, key)).status).toBe(200);
    world.clock.pass(1);
    expect((await create(world, WANTED, key)).status).toBe(201);
  });

  test('that was used for something that was refused is still free', async () => {
    const world = anApiWorld();
    expect((await create(world, { repo: REPO, issue_number: 5 }, key)).status).toBe(422);
    expect((await create(world, WANTED, key)).status).toBe(201);
  });

  test.each(['', 'a b', 'ü', 'x'.repeat(129), 'a#b'])('may not be %j', async (bad) => {
    const answer = await create(anApiWorld(), WANTED, { 'idempotency-key': bad });
    expect([answer.status, codeOf(answer)]).toEqual([400, 'IDEMPOTENCY_KEY_INVALID']);
  });

  test('is needed to make the same words one task', async () => {
    const world = anApiWorld();
    const [first, second] = [await create(world, WANTED), await create(world, WANTED)];
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(first.body['task_id']).not.toBe(second.body['task_id']);
  });
});
