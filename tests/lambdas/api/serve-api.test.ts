import { describe, expect, test } from 'vitest';
import { findRoute } from '#lambdas/api/find-route.ts';
import { readCaller } from '#lambdas/api/read-caller.ts';
import { toFailure } from '#domain/failure.ts';
import { ANN_HERE, anApiWorld, codeOf } from './api-world.ts';

const CLAIMS = { sub: 'a1b2', token_use: 'id', email: 'ann@example.org', email_verified: 'true', name: 'Ann' };
const caller = (authorizer: unknown) => readCaller({ requestContext: { authorizer } });

describe('who calls', () => {
  test.each([
    ['their sub, name and verified e-mail address', CLAIMS, { id: 'a1b2', name: 'Ann', email: 'ann@example.org' }],
    [
      'their address, which is their name as well',
      { ...CLAIMS, name: undefined },
      { id: 'a1b2', name: 'ann@example.org', email: 'ann@example.org' },
    ],
    ['an address that nobody has verified is not theirs', { ...CLAIMS, email_verified: 'false' }, { id: 'a1b2', name: 'Ann' }],
    ['nor is one of which nobody says so', { ...CLAIMS, email_verified: undefined }, { id: 'a1b2', name: 'Ann' }],
    ['nothing but their sub', { sub: 'a1b2', token_use: 'id' }, { id: 'a1b2', name: 'a1b2' }],
  ])('is known by %s', (_, claims, person) => {
    expect(caller({ claims })).toEqual({ channel: 'api', ...person });
  });

  test.each([
    ['nobody', undefined],
    ['null', null],
    ['an authoriser without claims', { principalId: 'x' }],
    ['claims without a sub', { claims: { token_use: 'id' } }],
    ['an access token, which says nothing of the person', { claims: { ...CLAIMS, token_use: 'access' } }],
  ])('is nobody with %s', (_, authorizer) => {
    const failure = toFailure(catching(() => caller(authorizer)));
    expect(failure).toMatchObject({ name: 'InputError', code: 'UNAUTHORIZED' });
  });
});

function catching(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}

describe('a route', () => {
  const routes = [
    { method: 'GET', path: '/a' },
    { method: 'POST', path: '/a/:id/b' },
    { method: 'DELETE', path: '/a/:id/b' },
  ];

  test.each([
    ['GET', '/a', { type: 'found', params: {} }],
    ['POST', '/a/1/b', { type: 'found', params: { id: '1' } }],
    ['GET', '/a/1/b', { type: 'other-method', methods: ['POST', 'DELETE'] }],
    ['GET', '/a/', { type: 'none' }],
    ['POST', '/a//b', { type: 'none' }],
    ['POST', '/a/1/b/c', { type: 'none' }],
    ['GET', '/A', { type: 'none' }],
  ])('of %s %s is %j', (method, path, expected) => {
    expect(findRoute(routes, { method, path })).toMatchObject(expected);
  });
});

describe('every request is answered and logged', () => {
  test.each([
    ['GET', '/v1/nothing', 404, 'ROUTE_NOT_FOUND'],
    ['PATCH', '/v1/tasks', 405, 'METHOD_NOT_ALLOWED'],
    ['GET', '/v1/webhooks/tasks', 405, 'METHOD_NOT_ALLOWED'],
  ])('%s %s: %d %s', async (method, path, status, code) => {
    const world = anApiWorld();
    const answer = await world.send(path, ANN_HERE, { method });
    expect([answer.status, codeOf(answer)]).toEqual([status, code]);
    expect(world.log).toMatchObject([{ part: 'api', method, path, http: status, code }]);
  });

  test('without telling the log what was sent', async () => {
    const world = anApiWorld();
    await world.send('/v1/tasks', ANN_HERE, { body: { repo: 'acme/shop', task_description: 'the secret plan' } });
    expect(JSON.stringify(world.log)).not.toContain('secret plan');
  });

  test('what goes wrong on our side tells nothing of the inside', async () => {
    const world = anApiWorld();
    const broken = anApiWorld([], {
      ...world.deps,
      store: { ...world.store, listTasks: () => Promise.reject(new Error('at 10.0.0.1')) },
    });
    const answer = await broken.send('/v1/tasks', ANN_HERE);
    expect([answer.status, codeOf(answer)]).toEqual([500, 'INTERNAL']);
    expect(JSON.stringify(answer.body)).not.toContain('10.0.0.1');
  });
});
