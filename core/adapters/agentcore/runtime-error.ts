import { InputError, PolicyError, UpstreamError } from '#domain/errors.ts';

const MISSING = new Set(['ResourceNotFoundException', 'ValidationException']);
const DENIED = new Set([
  'AccessDeniedException',
  'UnauthorizedException',
  'UnrecognizedClientException',
  'ExpiredTokenException',
]);

/** AgentCore reports whatever status the container answered as RuntimeClientError, with the status in the text. */
const REFUSED_BY_AGENT = /\(4\d\d\)/;

/** Says what a failed call to AgentCore means to the dispatcher. */
export function toRuntimeError(error: unknown, doing: string): Error {
  if (!(error instanceof Error)) return new UpstreamError(`${doing} failed: ${String(error)}`, { code: 'AGENT_UNAVAILABLE' });
  const said = `${doing} failed: ${error.name}: ${error.message}`;
  if (MISSING.has(error.name)) {
    return new InputError(said, {
      code: 'AGENT_NOT_DEPLOYED',
      remedy: 'Deploy the agents, or correct STEPWRIGHT_AGENT_ARNS, then retry the task.',
      cause: error,
    });
  }
  if (DENIED.has(error.name)) {
    return new PolicyError(said, {
      code: 'AGENT_ACCESS_DENIED',
      kind: 'auth',
      remedy: "Allow bedrock-agentcore:InvokeAgentRuntime and StopRuntimeSession on the agents' runtimes, then retry the task.",
      cause: error,
    });
  }
  if (error.name === 'RuntimeClientError' && REFUSED_BY_AGENT.test(error.message)) {
    return new InputError(said, {
      code: 'AGENT_REFUSED',
      kind: 'agent',
      remedy: "Look at the agent's log, then retry the task.",
      cause: error,
    });
  }
  return new UpstreamError(said, { code: 'AGENT_UNAVAILABLE', kind: 'compute', cause: error });
}
