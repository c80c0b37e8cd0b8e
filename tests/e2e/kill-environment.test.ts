import { afterAll, describe, expect, test } from 'vitest';
import type { Status } from '#domain/lifecycle.ts';
import { type Environment, processesOf, removeDirectory, startEnvironment, temporaryDirectory } from './environment.ts';
import { commitsOf, pullRequestsOf } from './github.ts';
import { APPROVER, fileTicket, slackCommand, storeOf, until, untilEnded, untilTask } from './people.ts';

const PAUSED = { STEPWRIGHT_SCRIPT_DELAY_MS: '400' };
/** Where the environment is killed, in the order in which a task gets there. */
const MOMENTS = ['planning', 'awaiting_approval', 'executing', 'awaiting_ci'] as const satisfies readonly Status[];

describe('the environment killed with SIGKILL and started again', () => {
  const dataDir = temporaryDirectory();
  let environment: Environment | undefined;

  afterAll(async () => {
    await environment?.stop();
    removeDirectory(dataDir);
  });

  test('a task goes on from wherever it was, and completes with one pull request', async () => {
    let running = await startEnvironment(dataDir, PAUSED);
    environment = running;
    const taskId = await untilTask(storeOf(running.local), await fileTicket(running.local, 'Free shipping, with power cuts'));
    for (const moment of MOMENTS) {
      await untilStatus(running, taskId, moment);
      if (moment === 'executing') expect(await storeOf(running.local).readApproval(taskId)).toMatchObject({ decision: {} });
      await running.kill();
      await until('every process to end', async () => (processesOf(dataDir).length === 0 ? true : undefined), 20);
      running = await startEnvironment(dataDir, PAUSED);
      environment = running;
      if (moment === 'awaiting_approval') {
        expect((await slackCommand(running.local, `approve ${taskId}`, APPROVER)).status).toBe(200);
      }
    }
    const task = await untilEnded(storeOf(running.local), taskId);
    expect(task.failure).toBeUndefined();
    expect(task.status).toBe('completed');
    expect(await pullRequestsOf(running.local, taskId)).toHaveLength(1);
    const planTasks = (await commitsOf(running.local, task)).flatMap((message) => /^Plan-Task: (\S+)$/m.exec(message)?.[1] ?? []);
    expect(planTasks).toEqual([...new Set(planTasks)]);
  });
});

function untilStatus(running: Environment, taskId: string, status: Status): Promise<true> {
  const store = storeOf(running.local);
  return until(
    `${taskId} to be ${status}`,
    async () => ((await store.readTask(taskId))?.status === status ? true : undefined),
    120,
  );
}
