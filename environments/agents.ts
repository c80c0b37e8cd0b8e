/** The agents whose programs are there, from the code itself, so that these are deployed and no others. */
export { AGENT_NAMES, type AgentName } from '#domain/agent.ts';
