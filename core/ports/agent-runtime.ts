import type { Invocation, StepAgentName } from '#domain/agent.ts';
import type { Inquiry } from '#domain/inquiry.ts';

/** The agents' runtimes (AgentCore), as seen by the dispatcher. */
export interface AgentRuntime {
  /** Hands the work to the agent, which answers at once and works on in the background. */
  invoke(invocation: Invocation): Promise<void>;
  /** Ends the agent's session for a task with everything it runs; harmless when there is none. */
  stopSession(taskId: string, agent: StepAgentName): Promise<void>;
}

/** The slack agent's runtime, which no step of a task uses. */
export interface AnswerRuntime {
  /** Has a question answered; resolves once the answer is in its thread. @throws UpstreamError, InputError, PolicyError */
  ask(inquiry: Pick<Inquiry, 'id' | 'channel' | 'thread'>): Promise<void>;
}
