import type { z } from 'zod';
import { decideApproval } from '#domain/decide-approval.ts';
import type { Task } from '#domain/task.ts';
import type { TaskFact } from '#domain/task-event.ts';
import type { InvokeLambda } from '#environments/local/step-functions/invoke.ts';
import { openStepFunctions, type StepFunctions } from '#environments/local/step-functions/open-step-functions.ts';
import { deliverCallback } from '#lambdas/intake/deliver-callback.ts';
import { parseEvent } from '#lambdas/intake/parse-event.ts';
import { askQuestion } from '#lambdas/steps/ask-question/ask-question.ts';
import { askQuestionEventSchema } from '#lambdas/steps/ask-question/schema.ts';
import { awaitCi } from '#lambdas/steps/await-ci/await-ci.ts';
import { awaitCiEventSchema } from '#lambdas/steps/await-ci/schema.ts';
import { applyNextStep } from '#lambdas/steps/decide-next-step/apply-next-step.ts';
import { decideNextStepEventSchema } from '#lambdas/steps/decide-next-step/schema.ts';
import { dispatchAgent } from '#lambdas/steps/dispatch-agent/dispatch-agent.ts';
import { dispatchEventSchema } from '#lambdas/steps/dispatch-agent/schema.ts';
import { finish } from '#lambdas/steps/finish/finish.ts';
import { finishEventSchema } from '#lambdas/steps/finish/schema.ts';
import { pollCi } from '#lambdas/steps/poll-ci/poll-ci.ts';
import { pollCiEventSchema } from '#lambdas/steps/poll-ci/schema.ts';
import { readPolicy } from '#lambdas/steps/request-approval/read-policy.ts';
import { requestApproval } from '#lambdas/steps/request-approval/request-approval.ts';
import { requestApprovalEventSchema } from '#lambdas/steps/request-approval/schema.ts';
import { endOrphan } from '#lambdas/sweeps/execution-ended/end-orphan.ts';
import { executionEndedEventSchema } from '#lambdas/sweeps/execution-ended/schema.ts';
import { aTask, BOB, RUN_ID, TASK_ID } from '#tests/fakes/samples.ts';
import { type MemoryTaskStore, memoryTaskStore } from '#tests/fakes/task-store.ts';
import { TASK_DEFINITION } from '#workflows/task/definition.ts';
import { STEP_FUNCTIONS, withFunctionArns } from '#workflows/task/functions.ts';
import { type EngineClient, engineClient } from './engine-client.ts';
import { type Scenario, scriptedAgents, scriptedChecks } from './scenario.ts';
import { type VirtualTime, virtualTime } from './virtual-time.ts';

export interface Outcome {
  /** The states that were entered, without those that only assign or choose. */
  readonly path: readonly string[];
  readonly task: Task;
  readonly facts: readonly TaskFact[];
  readonly execution: { readonly status: string; readonly error?: string | null | undefined };
  /** Dispatches and stops of agents, in order. */
  readonly calls: readonly string[];
}

const APPROVAL_TIMEOUT = 86_400;
const PLUMBING = new Set(['Start', 'Resume', 'PlanOutcome', 'Verdict', 'AfterCi', 'Ended']);

const ARN = 'arn:aws:lambda:us-east-1:000000000000:function:';

type Invoke = (event: unknown) => Promise<unknown>;

const OWNERLESS = { readFile: async () => undefined, listTeamMembers: async () => [] };

/** The requester's address is known from the ticket already. */
const NOBODY = { readPerson: (id: string) => Promise.reject(new Error(`${id} is looked up`)) };

function step<T>(schema: z.ZodType<T>, run: (event: T) => Promise<unknown>): Invoke {
  return async (event) => run(parseEvent(schema, event));
}

/** Runs one task to its end: the shipped definition and steps on the local engine, with scripted agents, people and CI. */
export async function runScenario(scenario: Scenario): Promise<Outcome> {
  const time = virtualTime();
  const store = memoryTaskStore(time.clock, [aTask(scenario.task)]);
  const running = new Set<Promise<unknown>>();
  const functions = new Map<string, Invoke>();
  const invoke: InvokeLambda = async (arn, event) => {
    const run = functions.get(arn.replace(ARN, ''));
    if (run) return run(event);
    throw new Error(`there is no function ${arn}`);
  };
  const stepFunctions = await openStepFunctions({
    file: ':memory:',
    now: () => time.clock.now(),
    timer: time.timer,
    random: () => 0.5,
    invokeLambda: (arn, event) => track(running, invoke(arn, event)),
    onExecutionEnded: async (event) => {
      await endOrphan(parseEvent(executionEndedEventSchema, event), { store, agents });
    },
  });
  const engine = engineClient(stepFunctions.app);
  const interrupt = async (what: string): Promise<void> => {
    if (what === 'the task is cancelled') await store.transition({ taskId: TASK_ID, on: 'task.cancelled', facts: [] });
    else await engine.stop(execution);
  };
  const agents = scriptedAgents(scenario, { store, engine, time, interrupt });
  const deps = { store, engine, agents, clock: time.clock, policy: readPolicy(scenario.policy) };
  const ci = { ...deps, repoHost: scriptedChecks(scenario, store, TASK_ID) };
  functions.set(
    'DispatchAgentFunctionArn',
    step(dispatchEventSchema, (event) => dispatchAgent(event, deps)),
  );
  functions.set(
    'RequestApprovalFunctionArn',
    step(requestApprovalEventSchema, (event) => requestApproval(event, { ...deps, people: NOBODY, repoHost: OWNERLESS })),
  );
  functions.set(
    'AskQuestionFunctionArn',
    step(askQuestionEventSchema, (event) => askQuestion(event, deps)),
  );
  functions.set(
    'AwaitCiFunctionArn',
    step(awaitCiEventSchema, (event) => awaitCi(event, ci)),
  );
  functions.set(
    'PollCiFunctionArn',
    step(pollCiEventSchema, (event) => pollCi(event, ci)),
  );
  functions.set(
    'DecideNextStepFunctionArn',
    step(decideNextStepEventSchema, (event) => applyNextStep(event, deps)),
  );
  functions.set(
    'FinishFunctionArn',
    step(finishEventSchema, (event) => finish(event, { ...deps, mayMerge: false })),
  );
  const arns = Object.fromEntries(Object.keys(STEP_FUNCTIONS).map((name) => [name, `${ARN}${name}`]));
  const execution = await engine.start(withFunctionArns(TASK_DEFINITION, arns), RUN_ID, {
    taskId: TASK_ID,
    runId: RUN_ID,
    kind: scenario.task?.kind ?? 'change',
    resumeFrom: scenario.task?.resumeFrom ?? 'Discover',
    approvalTimeoutSeconds: APPROVAL_TIMEOUT,
  });
  await driveToEnd({ scenario, store, engine, time, stepFunctions, running, execution });
  const task = await store.readTask(TASK_ID);
  const outcome = {
    path: (await engine.visited(execution)).filter((name) => !PLUMBING.has(name)),
    task: task ?? aTask(),
    facts: store.facts(TASK_ID),
    execution: await engine.describe(execution),
    calls: agents.calls,
  };
  await stepFunctions.close();
  return outcome;
}

function track<T>(running: Set<Promise<unknown>>, work: Promise<T>): Promise<T> {
  const settled = work.then(
    () => undefined,
    () => undefined,
  );
  running.add(settled);
  void settled.then(() => running.delete(settled));
  return work;
}

interface Drive {
  readonly scenario: Scenario;
  readonly store: MemoryTaskStore;
  readonly engine: EngineClient;
  readonly time: VirtualTime;
  readonly stepFunctions: StepFunctions;
  readonly running: Set<Promise<unknown>>;
  readonly execution: string;
}

/** Lets everything happen that needs no time, then lets people act, and only then lets time pass. */
async function driveToEnd(drive: Drive): Promise<void> {
  const { engine, execution, time } = drive;
  for (let turn = 0; turn < 5_000; turn += 1) {
    await settle(drive);
    if ((await engine.describe(execution)).status !== 'RUNNING') return;
    if (await peopleAct(drive)) continue;
    if (!time.next()) throw new Error('the run waits for something that never comes');
  }
  throw new Error('the run does not end');
}

async function settle({ stepFunctions, running }: Drive): Promise<void> {
  do {
    await Promise.all(running);
    await stepFunctions.idle();
    await new Promise((resolve) => setImmediate(resolve));
  } while (running.size > 0);
}

/** False when nobody has anything to do. */
async function peopleAct(drive: Drive): Promise<boolean> {
  const task = await drive.store.readTask(TASK_ID);
  if (task?.status === 'awaiting_answer') return answer(drive);
  return task?.status === 'awaiting_approval' && decide(drive);
}

async function answer({ scenario, store, engine, time }: Drive): Promise<boolean> {
  if (scenario.answer === undefined) return false;
  const said = { text: scenario.answer, by: BOB, at: time.clock.now().toISOString() };
  const result = await store.answerQuestion(TASK_ID, 1, said);
  if (result.type === 'answered') await deliverCallback(result.callback, { store, engine });
  return result.type === 'answered';
}

async function decide({ scenario, store, engine, time }: Drive): Promise<boolean> {
  const approval = await store.readApproval(TASK_ID);
  const verdict = scenario.decisions?.[store.facts(TASK_ID).filter(({ type }) => type === 'approval.decided').length];
  if (!approval || approval.decision || !verdict) return false;
  const result = decideApproval({ verdict, by: BOB, reason: 'because' }, approval, time.clock.now());
  if (result.type !== 'accepted') throw new Error(`the decision was ${result.type}`);
  const written = await store.decideApproval(TASK_ID, approval.n, result.decision);
  if (written.type === 'decided') await deliverCallback(written.callback, { store, engine });
  return true;
}
