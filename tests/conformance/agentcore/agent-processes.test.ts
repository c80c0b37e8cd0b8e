import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BedrockAgentCoreClient } from '@aws-sdk/client-bedrock-agentcore';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateStateMachineCommand, DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { ulid } from 'ulid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { openAgentRuntime } from '#adapters/agentcore/open-agent-runtime.ts';
import { openTaskStore } from '#adapters/dynamodb/open-task-store.ts';
import { systemClock } from '#adapters/system/clock.ts';
import { invocationSchema, STEP_AGENT_NAMES } from '#domain/agent.ts';
import { runIdOf } from '#domain/ids.ts';
import type { AgentRuntime } from '#ports/agent-runtime.ts';
import type { TaskStore } from '#ports/task-store.ts';
import { type AgentCore, openAgentCore } from '#environments/local/agentcore/open-agent-core.ts';
import { type LocalDynamodb, startDynamodb } from '#environments/local/dynamodb/start-dynamodb.ts';
import { type HttpServer, serve } from '#environments/local/http/serve.ts';
import { silentLogger } from '#environments/local/logger.ts';
import { openStepFunctions, type StepFunctions } from '#environments/local/step-functions/open-step-functions.ts';
import { anInvocation } from '#tests/agents/harness/step-context.ts';
import { aTask } from '#tests/fakes/samples.ts';
import { agentEnv, isRunning, MACHINE_ARN, steeredAgents, untilEnded } from './local-agents.ts';

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
const region = 'us-east-1';

const directory = mkdtempSync(join(tmpdir(), 'stepwright-agents-'));
const workspaces = join(directory, 'workspaces');
let dynamodb: LocalDynamodb;
let engine: StepFunctions;
let workflow: HttpServer;
let core: AgentCore;
let plane: HttpServer;
let store: TaskStore;
let agents: AgentRuntime;
let sfn: SFNClient;

beforeAll(async () => {
  process.env['STEPWRIGHT_TEST_SECRET'] = 'not for agents';
  dynamodb = await startDynamodb({ dataDir: join(directory, 'dynamodb') });
  engine = await openStepFunctions({
    file: ':memory:',
    invokeLambda: async (_arn, payload) => agents.invoke(invocationSchema.parse(payload)),
  });
  workflow = await serve(engine.app);
  core = await openAgentCore({
    entryOf: steeredAgents(),
    env: agentEnv(dynamodb.url, workflow.url, workspaces),
    dataDir: directory,
    logger: silentLogger,
  });
  plane = await serve(core.app);
  const client = new DynamoDBClient({ endpoint: dynamodb.url, region, credentials });
  store = openTaskStore({ client, table: 'stepwright', clock: systemClock });
  agents = openAgentRuntime({
    client: new BedrockAgentCoreClient({ endpoint: plane.url, region, credentials }),
    arns: core.arns,
  });
  sfn = new SFNClient({ endpoint: workflow.url, region, credentials });
  await sfn.send(
    new CreateStateMachineCommand({ name: 'steered', roleArn: 'arn:aws:iam::000000000000:role/x', definition: definition() }),
  );
});
afterAll(async () => {
  await core.stop();
  await Promise.all([plane.close(), workflow.close()]);
  await engine.close();
  await dynamodb.close();
  rmSync(directory, { recursive: true, force: true });
});

/** One agent step as the task's workflow has it, with a short heartbeat. */
function definition(): string {
  const step = {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    Arguments: {
      FunctionName: 'arn:aws:lambda:us-east-1:000000000000:function:dispatch',
      Payload:
        '{% $merge([$states.input, {"taskToken": $states.context.Task.Token, "heartbeatSeconds": 4, "timeoutSeconds": 60}]) %}',
    },
    HeartbeatSeconds: 4,
    TimeoutSeconds: 60,
    Retry: [{ ErrorEquals: ['States.HeartbeatTimeout'], IntervalSeconds: 1, MaxAttempts: 2 }],
    End: true,
  };
  return JSON.stringify({ QueryLanguage: 'JSONata', StartAt: 'Step', States: { Step: step } });
}

async function createTask(): Promise<string> {
  const id = `task_${ulid()}`;
  const task = aTask({ id, status: 'discovering', runId: runIdOf(id, 1), subject: { channel: 'jira', key: id } });
  await store.createTask({ task, delivery: { channel: 'jira', id }, facts: [] });
  return id;
}

/** The agent's own words, once there are this many. */
async function progress(taskId: string, count: number): Promise<string[]> {
  let said: string[] = [];
  await expect
    .poll(
      async () => {
        const { items } = await store.listEvents(taskId, { limit: 100 });
        said = items.flatMap(({ fact }) => (fact.type === 'agent.progressed' ? [fact.message] : []));
        return said.length;
      },
      { timeout: 20_000, interval: 20 },
    )
    .toBe(count);
  return said;
}

const pidsOf = (begun: string | undefined) => z.tuple([z.number(), z.number()]).parse(begun?.split(' ').slice(1).map(Number));
const invocationOf = (taskId: string, taskToken: string) =>
  anInvocation({ taskId, runId: runIdOf(taskId, 1), taskToken, heartbeatSeconds: 60 });

test('an agent killed in the middle of a step is started again on an empty disk, and the step is resumed and done once', async () => {
  const taskId = await createTask();
  const input = { taskId, runId: runIdOf(taskId, 1), step: 'discover', agent: 'discovery', round: 1 };
  const started = await sfn.send(
    new StartExecutionCommand({ stateMachineArn: MACHINE_ARN, name: input.runId, input: JSON.stringify(input) }),
  );
  const [agent, child] = pidsOf((await progress(taskId, 1))[0]);
  const others = Object.entries(core.pids()).filter(([name]) => name !== 'discovery');
  expect(agent).toBe(core.pids().discovery);
  mkdirSync(join(workspaces, 'discovery', taskId), { recursive: true });
  process.kill(agent, 'SIGKILL');
  await untilEnded([agent, child]);
  const describeRun = async () => sfn.send(new DescribeExecutionCommand({ executionArn: started.executionArn }));
  await expect.poll(async () => (await describeRun()).status, { timeout: 30_000 }).toBe('SUCCEEDED');
  expect(JSON.parse((await describeRun()).output ?? '')).toEqual({ step: 'discover', type: 'question' });
  expect(await progress(taskId, 2)).toEqual([`begun ${agent} ${child}`, 'resumed']);
  expect(core.pids().discovery).not.toBe(agent);
  expect(existsSync(join(workspaces, 'discovery', taskId))).toBe(false);
  expect(Object.entries(core.pids()).filter(([name]) => name !== 'discovery')).toEqual(others);
});

test('a step dispatched many times at once runs once', async () => {
  const taskId = await createTask();
  await Promise.all(Array.from({ length: 20 }, () => agents.invoke(invocationOf(taskId, 'one-token'))));
  expect(await progress(taskId, 1)).toHaveLength(1);
  await agents.stopSession(taskId, 'discovery');
});

test('a stopped session lets go of its work and its children, and its process goes on', async () => {
  const taskId = await createTask();
  await agents.invoke(invocationOf(taskId, 'token'));
  const [agent, child] = pidsOf((await progress(taskId, 1))[0]);
  await agents.stopSession(taskId, 'discovery');
  await untilEnded([child]);
  expect(isRunning(agent)).toBe(true);
  expect(await store.claimStep({ taskId, runId: runIdOf(taskId, 1), step: 'discover' }, 'token-2')).toEqual({ type: 'resumed' });
});

test('an agent has nothing of our environment but what it needs', () => {
  const environ = readFileSync(`/proc/${core.pids().planning}/environ`, 'utf8');
  expect(environ).toContain('STEPWRIGHT_TABLE=stepwright');
  expect(environ).not.toContain('STEPWRIGHT_TEST_SECRET');
});

test('every agent answers at its own address, those that start with the first who asks too', async () => {
  expect(core.pids()).toMatchObject({ sentry: 0, review: 0 });
  const answers = await Promise.all(
    STEP_AGENT_NAMES.map((agent) => core.agentUrls[agent]).map(async (url) => (await fetch(`${url}/ping`)).json()),
  );
  expect(answers).toMatchObject(STEP_AGENT_NAMES.map(() => ({ status: 'Healthy' })));
});

describe('no process is left behind', () => {
  test('when an agent cannot start: the log that says why is named', async () => {
    const env = agentEnv('http://127.0.0.1:9', 'http://127.0.0.1:9');
    await expect(
      openAgentCore({ entryOf: steeredAgents('planning'), env, dataDir: directory, logger: silentLogger }),
    ).rejects.toThrow('logs/planning.log');
    expect(readFileSync(join(directory, 'logs', 'planning.log'), 'utf8')).toContain('this agent cannot start');
  });

  test('when the environment is killed', async () => {
    const parent = fork(new URL('./parent.ts', import.meta.url).pathname, [directory], { stdio: 'ignore' });
    const [told] = await once(parent, 'message');
    const pids = Object.values(z.record(z.string(), z.number()).parse(told)).filter((pid) => pid > 0);
    expect(pids.every(isRunning)).toBe(true);
    parent.kill('SIGKILL');
    await untilEnded(pids);
  });
});
