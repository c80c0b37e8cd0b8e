import { ContextOverflowError } from '@langchain/core/errors';
import { z } from 'zod';
import { InputError, LimitError, PolicyError, UpstreamError } from '#domain/errors.ts';

/** What the vendors' errors have in common: an HTTP status under one of three names, or a socket's error code. */
const vendorErrorSchema = z
  .object({
    name: z.string().optional(),
    message: z.string().optional(),
    code: z.string().optional().catch(undefined),
    status: z.number().optional().catch(undefined),
    $metadata: z.object({ httpStatusCode: z.number().optional() }).optional().catch(undefined),
  })
  .catch({});

const TOO_LONG = /too long|context (length|window)|maximum context|too many (input )?tokens/i;

/** Where LangChain explains its own errors, which is no help to whoever asked for the task. */
const LANGCHAIN_HINT = /\s*Troubleshooting URL: \S+\s*$/;

/**
 * Says what a failed model call means for the step. The adapters have retried throttling, 5xx and timeouts already,
 * with back-off and jitter, so what arrives here has failed for good in this dispatch.
 */
export function toModelError(error: unknown, modelId: string): Error {
  const vendor = vendorErrorSchema.parse(error);
  const status = statusOf(vendor);
  const said = (vendor.message ?? String(error)).replace(LANGCHAIN_HINT, '');
  if (ContextOverflowError.isInstance(error) || (status === 400 && TOO_LONG.test(said))) {
    return new LimitError(`The conversation no longer fits into ${modelId}: ${said}`, {
      code: 'CONTEXT_LIMIT',
      remedy: 'Split the ticket into smaller ones, or choose a model with a larger context window.',
      cause: error,
    });
  }
  if (isTransient(status))
    return new UpstreamError(`${modelId} cannot be reached: ${said}`, { code: 'MODEL_UNAVAILABLE', cause: error });
  return status === 401 || status === 403 ? denied(modelId, said, error) : refused(modelId, said, error);
}

function statusOf(vendor: z.infer<typeof vendorErrorSchema>): number {
  return vendor.status ?? vendor.$metadata?.httpStatusCode ?? 0;
}

/** No status at all is a connection that failed or timed out. */
function isTransient(status: number): boolean {
  return status < 400 || status >= 500 || status === 408 || status === 429;
}

function denied(modelId: string, said: string, cause: unknown): PolicyError {
  return new PolicyError(`${modelId} refused the credentials: ${said}`, {
    code: 'MODEL_ACCESS_DENIED',
    kind: 'auth',
    remedy: `Give the agent's role (or key) access to ${modelId}, then retry the task.`,
    cause,
  });
}

function refused(modelId: string, said: string, cause: unknown): InputError {
  return new InputError(`${modelId} refused the request: ${said}`, {
    code: 'MODEL_REQUEST_REFUSED',
    remedy: 'Check that STEPWRIGHT_MODEL names a model that exists, supports tools and is enabled, then retry the task.',
    cause,
  });
}
