import { z } from 'zod';
import { ConflictError, ERROR_KINDS, InputError, LimitError, PolicyError, UpstreamError } from './errors.ts';

/** A classified error as data: what a task shows and what a message to the requester is made from. */
export const failureSchema = z.object({
  /** The error's class name, on which Step Functions matches. */
  name: z.string(),
  code: z.string(),
  kind: z.enum(ERROR_KINDS),
  message: z.string(),
  remedy: z.string(),
  retryable: z.boolean(),
});
export type Failure = z.infer<typeof failureSchema>;

const MAX_MESSAGE = 2_000;

/** Classifies any thrown value; what we did not raise ourselves is `unknown` and not retryable. */
export function toFailure(error: unknown): Failure {
  if (isOurs(error)) {
    const { name, code, kind, remedy, retryable } = error;
    return { name, code, kind, remedy, retryable, message: error.message.slice(0, MAX_MESSAGE) };
  }
  const message = error instanceof Error ? error.message : String(error);
  return {
    name: 'UnknownError',
    code: 'UNEXPECTED',
    kind: 'unknown',
    message: message.slice(0, MAX_MESSAGE),
    remedy: 'Look at the log of the failed step, then retry the task.',
    retryable: false,
  };
}

/** A failure that Step Functions itself reports, such as `States.HeartbeatTimeout`. */
export function toWorkflowFailure(errorName: string, cause: string): Failure {
  const parsed = failureSchema.safeParse(parseJson(cause));
  if (parsed.success) return parsed.data;
  const timeout = errorName === 'States.Timeout' || errorName === 'States.HeartbeatTimeout';
  return {
    name: errorName,
    code: timeout ? 'STEP_TIMED_OUT' : 'STEP_FAILED',
    kind: timeout ? 'timeout' : 'compute',
    message: (cause || errorName).slice(0, MAX_MESSAGE),
    remedy: timeout ? 'The agent stopped answering. Retry the task.' : 'Look at the log of the failed step, then retry the task.',
    retryable: true,
  };
}

function isOurs(error: unknown): error is InputError | UpstreamError | PolicyError | ConflictError | LimitError {
  return [InputError, UpstreamError, PolicyError, ConflictError, LimitError].some((ours) => error instanceof ours);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
