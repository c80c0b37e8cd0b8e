import { InputError, PolicyError, UpstreamError } from '#domain/errors.ts';

const DENIED = new Set(['AccessDeniedException', 'UnrecognizedClientException', 'ExpiredTokenException']);

/** Says what a failed call to Code Interpreter means to the agent that made it; whoever aborted it gets their own reason. */
export function toInterpreterError(error: unknown, doing: string): unknown {
  if (!(error instanceof Error) || error.name === 'AbortError' || error instanceof UpstreamError) return error;
  const said = `${doing} of the interpreter failed: ${error.name}: ${error.message}`;
  if (error.name === 'ResourceNotFoundException') {
    return new InputError(said, {
      code: 'INTERPRETER_MISSING',
      remedy: 'Deploy the agents, or correct STEPWRIGHT_CODE_INTERPRETER.',
      cause: error,
    });
  }
  if (error.name === 'ValidationException') {
    return new InputError(said, { code: 'INTERPRETER_REFUSED', remedy: 'Make the program or the files smaller.', cause: error });
  }
  if (DENIED.has(error.name)) {
    return new PolicyError(said, {
      code: 'INTERPRETER_ACCESS_DENIED',
      kind: 'auth',
      remedy: "Allow the agent's role to start, invoke and stop sessions of the interpreter.",
      cause: error,
    });
  }
  return new UpstreamError(said, { code: 'INTERPRETER_UNAVAILABLE', kind: 'compute', cause: error });
}
