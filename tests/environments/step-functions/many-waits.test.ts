import { expect, test } from 'vitest';
import type { Timer } from '#environments/local/step-functions/alarm.ts';
import { openStepFunctions } from '#environments/local/step-functions/open-step-functions.ts';
import { machineOf, ROLE } from '#tests/conformance/step-functions/engine-bench.ts';
import { virtualTime } from '#tests/conformance/step-functions/virtual-time.ts';

const WAITS = 300;

test('however many executions wait, one timer runs, and each ends in its time', async () => {
  const time = virtualTime();
  let timers = 0;
  const timer: Timer = (milliseconds, fire) => {
    timers += 1;
    const cancel = time.timer(milliseconds, () => {
      timers -= 1;
      fire();
    });
    return () => {
      timers -= 1;
      cancel();
    };
  };
  const ended: string[] = [];
  const engine = await openStepFunctions({
    file: ':memory:',
    now: time.now,
    timer,
    invokeLambda: async () => null,
    onExecutionEnded: (event) => void ended.push(`${event.detail.name} ${event.time}`),
  });
  const call = (operation: string, body: object): Promise<Response> =>
    Promise.resolve(
      engine.app.request('/', {
        method: 'POST',
        headers: { 'x-amz-target': `AWSStepFunctions.${operation}` },
        body: JSON.stringify(body),
      }),
    );
  const definition = JSON.stringify(machineOf({ A: { Type: 'Wait', Seconds: '{% $states.input %}', End: true } }));
  await call('CreateStateMachine', { name: 'm', definition, roleArn: ROLE });
  const stateMachineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:m';
  for (let n = 1; n <= WAITS; n += 1)
    await call('StartExecution', { stateMachineArn, name: `e${n}`, input: String(WAITS - n + 1) });
  await engine.idle();
  expect(timers).toBe(1);
  while (time.next()) await engine.idle();
  const first = time.now().getTime() - WAITS * 1_000;
  const expected = Array.from({ length: WAITS }, (_, n) => `e${WAITS - n} ${new Date(first + (n + 1) * 1_000).toISOString()}`);
  expect(ended).toEqual(expected);
  expect(timers).toBe(0);
  await engine.close();
});
