import {
  DescribeExecutionCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  type SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { isDeepStrictEqual } from 'node:util';
import { ConflictError } from '#domain/errors.ts';
import type { CallbackResult, RunInput, WorkflowEngine } from '#ports/workflow-engine.ts';
import { isNamed, toEngineError } from './to-engine-error.ts';

/** What AWS answers when nobody waits for a token any more. */
const GONE = ['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken'];
/** Longest error name and cause that Step Functions takes. */
const MAX_ERROR = 256;
const MAX_CAUSE = 32_768;

export interface WorkflowEngineDeps {
  readonly client: SFNClient;
  /** `arn:…:stateMachine:NAME`, or of one of its aliases, `…:NAME:ALIAS`; executions belong to the state machine itself. */
  readonly stateMachineArn: string;
}

/** The state machine on Step Functions. @throws UpstreamError when AWS does not do its part, InputError when it refuses what we sent */
export function openWorkflowEngine({ client, stateMachineArn }: WorkflowEngineDeps): WorkflowEngine {
  const executions = stateMachineArn.replace(/:stateMachine:([^:]+).*$/, ':execution:$1');
  const executionArnOf = (runId: string): string => `${executions}:${runId}`;

  return {
    startRun: async (input) => {
      const command = new StartExecutionCommand({ stateMachineArn, name: input.runId, input: JSON.stringify(input) });
      try {
        await client.send(command);
      } catch (error) {
        if (!isNamed(error, ['ExecutionAlreadyExists'])) throw toEngineError(error);
        await expectSameInput(client, executionArnOf(input.runId), input);
      }
    },
    stopRun: async (runId, error, cause) => {
      const said = { error: error.slice(0, MAX_ERROR), cause: cause.slice(0, MAX_CAUSE) };
      try {
        await client.send(new StopExecutionCommand({ executionArn: executionArnOf(runId), ...said }));
      } catch (failure) {
        if (!isNamed(failure, ['ExecutionDoesNotExist'])) throw toEngineError(failure);
      }
    },
    completeStep: (taskToken, output) =>
      callback(taskToken, () => client.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) }))),
    failStep: (taskToken, failure) => {
      const said = { error: failure.name.slice(0, MAX_ERROR), cause: JSON.stringify(failure).slice(0, MAX_CAUSE) };
      return callback(taskToken, () => client.send(new SendTaskFailureCommand({ taskToken, ...said })));
    },
    heartbeat: (taskToken) => callback(taskToken, () => client.send(new SendTaskHeartbeatCommand({ taskToken }))),
  };
}

/** A run that was started before, perhaps by a twin of this call, is fine; another run under its name is not. */
async function expectSameInput(client: SFNClient, executionArn: string, input: RunInput): Promise<void> {
  let known: string | undefined;
  try {
    known = (await client.send(new DescribeExecutionCommand({ executionArn }))).input;
  } catch (error) {
    throw toEngineError(error);
  }
  if (isDeepStrictEqual(JSON.parse(known ?? 'null'), JSON.parse(JSON.stringify(input)))) return;
  throw new ConflictError(`The run ${input.runId} was already started with another input.`, { code: 'RUN_ALREADY_STARTED' });
}

async function callback(token: string, send: () => Promise<unknown>): Promise<CallbackResult> {
  try {
    await send();
    return 'delivered';
  } catch (error) {
    if (isNamed(error, GONE)) return 'gone';
    throw toEngineError(error, token);
  }
}
