import { AGENT_TIME_LIMIT_SECONDS, type StepAgentName } from '#domain/agent.ts';
import { expr } from '../asl/expression.ts';
import type { Assign, Catcher, TaskState, Template } from '../asl/types.ts';
import { CATCH_FAILURE } from './ending.ts';
import { arnPlaceholder, type FunctionArnName } from './functions.ts';
import { RETRY_LAMBDA_FAULTS, RETRY_LOST_SESSION, RETRY_PASSING_FAULTS } from './retries.ts';

/** An agent heartbeats three times within this; a session that stays silent for so long is lost. */
const HEARTBEAT_SECONDS = 30;

const IDS = { taskId: expr('$taskId'), runId: expr('$runId') };
const TASK_TOKEN = expr('$states.context.Task.Token');

interface Step {
  readonly comment: string;
  readonly next: string;
  readonly assign?: Assign;
}

/** A state in which an agent works: dispatched by Lambda, reported by task token. `step` and `round` are JSONata source. */
export function agentStep(input: Step & { agent: StepAgentName; step: string; round: string }): TaskState {
  const timeoutSeconds = AGENT_TIME_LIMIT_SECONDS[input.agent];
  return {
    Type: 'Task',
    Comment: input.comment,
    Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    Arguments: {
      FunctionName: arnPlaceholder('DispatchAgentFunctionArn'),
      Payload: {
        ...IDS,
        step: expr(input.step),
        agent: input.agent,
        round: expr(input.round),
        taskToken: TASK_TOKEN,
        heartbeatSeconds: HEARTBEAT_SECONDS,
        timeoutSeconds,
        retryCount: expr('$states.context.State.RetryCount'),
      },
    },
    HeartbeatSeconds: HEARTBEAT_SECONDS,
    TimeoutSeconds: timeoutSeconds,
    Retry: [RETRY_LOST_SESSION, RETRY_PASSING_FAULTS],
    Catch: [CATCH_FAILURE],
    ...(input.assign ? { Assign: input.assign } : {}),
    Next: input.next,
  };
}

/** A state that waits, with nothing running, until somebody answers its token or its time is over. */
export function tokenStep(
  input: Step & {
    function: FunctionArnName;
    payload: Readonly<Record<string, Template>>;
    timeoutSeconds: number | string;
    onTimeout: Catcher;
  },
): TaskState {
  return {
    Type: 'Task',
    Comment: input.comment,
    Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    Arguments: {
      FunctionName: arnPlaceholder(input.function),
      Payload: { ...IDS, ...input.payload, taskToken: TASK_TOKEN },
    },
    TimeoutSeconds: input.timeoutSeconds,
    Retry: [RETRY_PASSING_FAULTS],
    Catch: [input.onTimeout, CATCH_FAILURE],
    ...(input.assign ? { Assign: input.assign } : {}),
    Next: input.next,
  };
}

/** A state that is one call of a Lambda; its answer is the state's output. */
export function lambdaStep(
  input: Step & { function: FunctionArnName; payload: Readonly<Record<string, Template>> } & Partial<
      Pick<TaskState, 'Retry' | 'Catch'>
    >,
): TaskState {
  return {
    Type: 'Task',
    Comment: input.comment,
    Resource: 'arn:aws:states:::lambda:invoke',
    Arguments: { FunctionName: arnPlaceholder(input.function), Payload: { ...IDS, ...input.payload } },
    TimeoutSeconds: 60,
    Retry: input.Retry ?? [RETRY_LAMBDA_FAULTS],
    Catch: input.Catch ?? [CATCH_FAILURE],
    Output: expr('$states.result.Payload'),
    ...(input.assign ? { Assign: input.assign } : {}),
    Next: input.next,
  };
}
