import { expect, test } from 'vitest';
import { answerService } from '#agents/slack/answer-service.ts';

const post = async (app: ReturnType<typeof answerService>['app'], body: unknown): Promise<Response> =>
  app.request('/invocations', { method: 'POST', body: JSON.stringify(body) });

test('a question is answered by the contract, and pings tell that it is at work', async () => {
  const gate = Promise.withResolvers<string>();
  const { app } = answerService(
    () => gate.promise,
    () => undefined,
  );
  expect(await (await app.request('/ping')).json()).toMatchObject({ status: 'Healthy' });
  const answering = post(app, { agent: 'slack', inquiryId: 'C1-1' });
  await expect.poll(async () => (await app.request('/ping')).json()).toMatchObject({ status: 'HealthyBusy' });
  gate.resolve('answered');
  const response = await answering;
  expect([response.status, await response.json()]).toEqual([200, { status: 'answered' }]);
});

test('a question that is handed over again while it is worked on is worked on once', async () => {
  const gate = Promise.withResolvers<string>();
  let begun = 0;
  const { app } = answerService(
    () => {
      begun += 1;
      return gate.promise;
    },
    () => undefined,
  );
  const both = [1, 2].map(() => post(app, { agent: 'slack', inquiryId: 'C1-1' }));
  await expect.poll(() => begun).toBe(1);
  gate.resolve('answered');
  expect((await Promise.all(both)).map(({ status }) => status)).toEqual([200, 200]);
  expect(begun).toBe(1);
});

test('one that fails is an error, so that it is handed over again', async () => {
  const { app } = answerService(
    () => Promise.reject(new Error('Slack is away')),
    () => undefined,
  );
  expect((await post(app, { agent: 'slack', inquiryId: 'C1-1' })).status).toBe(500);
});

test.each([{ agent: 'planning', inquiryId: 'C1-1' }, { agent: 'slack' }, 'x'])('%j is refused', async (body) => {
  const { app } = answerService(
    () => Promise.resolve('answered'),
    () => undefined,
  );
  expect((await post(app, body)).status).toBe(400);
});

test('the end of the process aborts what is at work', async () => {
  const reasons: unknown[] = [];
  const service = answerService(
    (_id, stop) =>
      new Promise((_resolve, reject) => {
        stop.addEventListener('abort', () => {
          reasons.push(stop.reason);
          reject(new Error('stopped'));
        });
      }),
    () => undefined,
  );
  const answering = post(service.app, { agent: 'slack', inquiryId: 'C1-1' });
  await expect.poll(async () => (await service.app.request('/ping')).json()).toMatchObject({ status: 'HealthyBusy' });
  await service.stopAll('the agent is shutting down');
  expect((await answering).status).toBe(500);
  expect(reasons).toMatchObject([{ message: 'the agent is shutting down' }]);
});
