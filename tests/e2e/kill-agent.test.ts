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

/** Each agent that is killed costs the task a heartbeat's 30 seconds. */
const LIMIT_SECONDS = 340;

describe('each agent of a task killed with SIGKILL in the middle of its step', () => {
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

  test(
    'each step is done again once, nothing twice, and the task completes',
    async () => {
      const taskId = await untilTask(store, await fileTicket(environment.local, 'Free shipping, while agents are killed'));
      const approval = approveWhenAsked(taskId);
      const agents = agentsOf('change');
      for (const agent of agents) {
        await until(`${agent} at work on ${taskId}`, () => isAtWork(agent, taskId), LIMIT_SECONDS);
        process.kill(pidOf(agent), 'SIGKILL');
      }
      const task = await untilEnded(store, taskId, LIMIT_SECONDS);
      await approval;
      expect(task.failure).toBeUndefined();
      expect(task.status).toBe('completed');
      const events = await eventsOf(store, taskId);
      const retried = events.flatMap(({ fact }) => (fact.type === 'step.retried' ? [fact.agent] : []));
      expect(retried.sort()).toEqual([...agents].sort());
      expect(await pullRequestsOf(environment.local, taskId)).toHaveLength(1);
      const commits = await commitsOf(environment.local, task);
      const planTasks = commits.flatMap((message) => /^Plan-Task: (\S+)$/m.exec(message)?.[1] ?? []);
      expect(planTasks).toEqual([...new Set(planTasks)]);
      expect(messagesOf(events, 'execution').filter((message) => message.startsWith('T1 accepted'))).toHaveLength(1);
      expect(await ciRunsOf(environment.local, task)).toEqual(['docs', 'chore', 'style']);
    },
    (LIMIT_SECONDS + 20) * 1_000,
  );

  async function approveWhenAsked(taskId: string): Promise<void> {
    await until(
      `${taskId} to ask for approval`,
      async () => ((await store.readApproval(taskId)) ? true : undefined),
      LIMIT_SECONDS,
    );
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
      .find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`agents/${agent}/server.`));
    if (found === undefined) throw new Error(`no process of ${agent}`);
    return found;
  }
});

function messagesOf(events: readonly TaskEvent[], agent: StepAgentName): string[] {
  return events.flatMap(({ fact }) => (fact.type === 'agent.progressed' && fact.agent === agent ? [fact.message] : []));
}
