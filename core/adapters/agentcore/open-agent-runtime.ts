import {
  type BedrockAgentCoreClient,
  InvokeAgentRuntimeCommand,
  StopRuntimeSessionCommand,
} from '@aws-sdk/client-bedrock-agentcore';
import { type AgentName, sessionIdOf } from '#domain/agent.ts';
import { InputError } from '#domain/errors.ts';
import { inquirySessionOf, toInquiryInvocation } from '#domain/inquiry.ts';
import type { AgentRuntime, AnswerRuntime } from '#ports/agent-runtime.ts';
import { toRuntimeError } from './runtime-error.ts';

export interface AgentRuntimeInput {
  readonly client: BedrockAgentCoreClient;
  /** The ARN of every deployed agent's runtime, or of one of its endpoints; without one it is the endpoint DEFAULT. */
  readonly arns: Readonly<Partial<Record<AgentName, string>>>;
}

/** Agents as Bedrock AgentCore runtimes; the session of a task and agent is always the same. */
export function openAgentRuntime({ client, arns }: AgentRuntimeInput): AgentRuntime & AnswerRuntime {
  const targetOf = (agent: AgentName): Target => {
    const arn = arns[agent];
    if (arn) return toTarget(arn);
    throw new InputError(`No runtime is configured for the ${agent} agent.`, {
      code: 'AGENT_NOT_DEPLOYED',
      remedy: 'Add it to STEPWRIGHT_AGENT_ARNS.',
    });
  };
  const send = async (agent: AgentName, runtimeSessionId: string, payload: object): Promise<void> => {
    const command = new InvokeAgentRuntimeCommand({
      ...targetOf(agent),
      runtimeSessionId,
      contentType: 'application/json',
      accept: 'application/json',
      payload: Buffer.from(JSON.stringify(payload)),
    });
    try {
      const { response } = await client.send(command);
      // Read to its end, or its connection is never used again.
      await response?.transformToByteArray();
    } catch (error) {
      throw toRuntimeError(error, `Invoking the ${agent} agent`);
    }
  };
  return {
    invoke: (invocation) => send(invocation.agent, sessionIdOf(invocation.taskId, invocation.agent), invocation),
    ask: (inquiry) => send('slack', inquirySessionOf(inquiry), toInquiryInvocation(inquiry)),
    stopSession: async (taskId, agent) => {
      const arn = arns[agent];
      // An agent that is not deployed has no session.
      if (arn === undefined) return;
      const command = new StopRuntimeSessionCommand({
        ...toTarget(arn),
        runtimeSessionId: sessionIdOf(taskId, agent),
      });
      await client.send(command).catch((error: unknown) => {
        // There is no such session, or it has ended by itself: just what was wanted.
        if (error instanceof Error && error.name === 'ResourceNotFoundException') return;
        throw toRuntimeError(error, `Stopping the ${agent} agent's session`);
      });
    },
  };
}

/** What AWS calls a runtime and one of its endpoints. */
interface Target {
  readonly agentRuntimeArn: string;
  readonly qualifier?: string;
}

/** `arn:…:runtime/ID/runtime-endpoint/NAME` → the runtime and its endpoint. */
function toTarget(arn: string): Target {
  const [agentRuntimeArn = '', qualifier] = arn.split('/runtime-endpoint/');
  return qualifier === undefined ? { agentRuntimeArn } : { agentRuntimeArn, qualifier };
}
