import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { agentsOf, type StepAgentName } from '#domain/agent.ts';
import type { TaskEvent } from '#domain/task-event.ts';
import type { TaskStore } from '#ports/task-store.ts';
import { type Environment, processesOf, removeDirectory, startEnvironment, temporaryDirectory } from './environment.ts';
import { ciRunsOf, commitsOf, pullRequestsOf } from './github.ts';
import { APPROVER, eventsOf, fileTicket, slackCommand, storeOf, until, untilEnded, untilTask } from './people.ts';

/** What an agent says when it is in the middle of its work; execution has one plan task done then. */
const AT_WORK: Readonly<Partial<Record<StepAgentName, RegExp>>> = {
  discovery: /./,
  planning: /./,
  execution: /^T2 (?!accepted)/,
  'ci-monitor': /./,
};

/** Each agent that is killed costs every task a heartbeat's 30 seconds. */
const LIMIT_SECONDS = 340;

describe('an agent killed with SIGKILL in the middle of a step', () => {
  const dataDir = temporaryDirectory();
  let environment: Environment;
  let store: TaskStore;

  beforeAll(async () => {
    environment = await startEnvironment(dataDir, { STEPWRIGHT_SCRIPT_DELAY_MS: '700' });
    store = storeOf(environment.local);
  });
  afterAll(async () => {
    await environment?.stop();
    removeDirectory(dataDir);
  });

  test.concurrent.each(agentsOf('change'))(
    '%s: the step is done again once, nothing twice, and the task completes',
    async (agent) => {
      const ticket = await fileTicket(environment.local, `Free shipping, while ${agent} is killed`);
      const taskId = await untilTask(store, ticket);
      const approval = approveWhenAsked(taskId);
      await until(`${agent} at work on ${taskId}`, () => isAtWork(agent, taskId), 200);
      process.kill(pidOf(agent), 'SIGKILL');
      const task = await untilEnded(store, taskId, LIMIT_SECONDS);
      await approval;
      expect(task.failure).toBeUndefined();
      expect(task.status).toBe('completed');
      const events = await eventsOf(store, taskId);
      expect(events.map((event) => event.fact)).toContainEqual(expect.objectContaining({ type: 'step.retried', agent }));
      expect(await pullRequestsOf(environment.local, taskId)).toHaveLength(1);
      const commits = await commitsOf(environment.local, task);
      const planTasks = commits.flatMap((message) => /^Plan-Task: (\S+)$/m.exec(message)?.[1] ?? []);
      expect(planTasks).toEqual([...new Set(planTasks)]);
      if (agent !== 'execution') return;
      expect(messagesOf(events, agent).filter((message) => message.startsWith('T1 accepted'))).toHaveLength(1);
      expect(await ciRunsOf(environment.local, task)).toEqual(['docs', 'chore', 'style']);
    },
    (LIMIT_SECONDS + 20) * 1_000,
  );

  async function approveWhenAsked(taskId: string): Promise<void> {
    await until(`${taskId} to ask for approval`, async () => ((await store.readApproval(taskId)) ? true : undefined), 200);
    const answer = await slackCommand(environment.local, `approve ${taskId}`, APPROVER);
    expect(answer.status).toBe(200);
  }

  async function isAtWork(agent: StepAgentName, taskId: string): Promise<true | undefined> {
    const messages = messagesOf(await eventsOf(store, taskId), agent);
    return messages.some((message) => AT_WORK[agent]?.test(message)) ? true : undefined;
  }

  function pidOf(agent: StepAgentName): number {
    const found = processesOf(dataDir)
      .map((line) => Number(line.split(' ')[0]))
      .find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`agents/${agent}/server.ts`));
    if (found === undefined) throw new Error(`no process of ${agent}`);
    return found;
  }
});

function messagesOf(events: readonly TaskEvent[], agent: StepAgentName): string[] {
  return events.flatMap(({ fact }) => (fact.type === 'agent.progressed' && fact.agent === agent ? [fact.message] : []));
}
