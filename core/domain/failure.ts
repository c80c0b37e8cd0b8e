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

/** What went wrong and what to do, for people; what a vendor says often ends without a full stop. */
export function tellFailure({ message, remedy }: Pick<Failure, 'message' | 'remedy'>): string {
  const said = message.trimEnd();
  return `${said}${/[.!?…]$/.test(said) ? '' : '.'} ${remedy}`;
}

/** What Lambda tells of an error that its function threw. */
const lambdaErrorSchema = z.object({ errorType: z.string(), errorMessage: z.string() });

/**
 * A failure as Step Functions reports it: what an agent sent with its task token, what a Lambda threw, or what Step
 * Functions itself found, such as `States.HeartbeatTimeout`.
 */
export function toWorkflowFailure(errorName: string, cause: string): Failure {
  const json = parseJson(cause);
  const sent = failureSchema.safeParse(json);
  if (sent.success) return sent.data;
  const thrown = lambdaErrorSchema.safeParse(json);
  const known = Object.hasOwn(WORKFLOW_ERRORS, errorName) ? WORKFLOW_ERRORS[errorName] : undefined;
  const { kind, code, says, remedy } = known ?? STEP_FAILED;
  const message = (thrown.success ? thrown.data.errorMessage : cause) || says || errorName;
  return { name: errorName, code, kind, message: message.slice(0, MAX_MESSAGE), remedy, retryable: true };
}

interface WorkflowError {
  readonly kind: Failure['kind'];
  readonly code: string;
  /** The message when nothing else tells one. */
  readonly says: string;
  readonly remedy: string;
}

const WORKFLOW_ERRORS: Readonly<Record<string, WorkflowError>> = {
  'States.HeartbeatTimeout': {
    kind: 'timeout',
    code: 'STEP_TIMED_OUT',
    says: 'The agent stopped answering, also after it was started again.',
    remedy: 'Retry the task.',
  },
  'States.Timeout': {
    kind: 'timeout',
    code: 'STEP_TIMED_OUT',
    says: 'The step took longer than it may.',
    remedy: 'Retry the task, or make the ticket smaller.',
  },
};

const STEP_FAILED: WorkflowError = {
  kind: 'compute',
  code: 'STEP_FAILED',
  says: '',
  remedy: 'Look at the log of the failed step, then retry the task.',
};

/** True for the errors we raise on purpose: what went wrong is known, and people may be told. */
export function isOurs(error: unknown): error is InputError | UpstreamError | PolicyError | ConflictError | LimitError {
  return [InputError, UpstreamError, PolicyError, ConflictError, LimitError].some((ours) => error instanceof ours);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
