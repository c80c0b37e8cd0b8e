import type { AgentName, Invocation } from '#domain/agent.ts';

/** The agents' runtimes (AgentCore), as seen by the dispatcher. */
export interface AgentRuntime {
  /** Hands the work to the agent, which answers at once and works on in the background. */
  invoke(invocation: Invocation): Promise<void>;
  /** Ends the agent's session for a task with everything it runs; harmless when there is none. */
  stopSession(taskId: string, agent: AgentName): Promise<void>;
}
