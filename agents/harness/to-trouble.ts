import { ContextOverflowError } from '@langchain/core/errors';
import { z } from 'zod';
import type { Trouble } from './model-trouble.ts';

const text = z.string().optional().catch(undefined);
const headers = z.union([z.instanceof(Headers), z.record(z.string(), z.unknown())]).optional();

/** What the vendors' errors have in common: an HTTP status under one of three names, or a socket's error code. */
const vendorErrorSchema = z
  .object({
    name: text,
    message: text,
    code: text,
    status: z.number().optional().catch(undefined),
    headers: headers.catch(undefined),
    $metadata: z.object({ httpStatusCode: z.number().optional() }).optional().catch(undefined),
    $response: z.object({ headers }).optional().catch(undefined),
  })
  .catch({});
type VendorError = z.infer<typeof vendorErrorSchema>;

const TOO_LONG = /too long|context (length|window)|maximum context|too many (input )?tokens(?! per)|request_too_large/i;

/** Bedrock's daily quota, Anthropic's and OpenAI's prepaid credit: none of them passes while anybody waits. */
const SPENT = /tokens per day|quota ?exceeded|insufficient_quota|exceeded your current quota|credit balance|billing/i;

/** How Azure and OpenAI say that a prompt was blocked. */
const FILTERED = /content[_ ](filter|management policy)|content_policy_violation/i;

/** Where LangChain explains its own errors, which is no help to whoever asked for the task. */
const LANGCHAIN_HINT = /\s*Troubleshooting URL: \S+\s*$/;

/** A failed model call: what it was, in the provider's own words, and how long it asks to wait. */
export interface FailedCall {
  readonly trouble: Trouble;
  readonly said: string;
  readonly retryAfterMs?: number | undefined;
}

/** Classifies what a vendor's client threw. */
export function toTrouble(error: unknown): FailedCall {
  const vendor = vendorErrorSchema.parse(error);
  const said = (vendor.message ?? String(error)).replace(LANGCHAIN_HINT, '');
  const status = vendor.status ?? vendor.$metadata?.httpStatusCode ?? 0;
  // A status of success with an error is an answer that could not be read or did not come to its end.
  const trouble = ContextOverflowError.isInstance(error)
    ? 'overflow'
    : status >= 400
      ? ofStatus(status, `${vendor.name} ${vendor.code} ${said}`)
      : ofFault(vendor, said);
  return { trouble, said, retryAfterMs: toRetryAfter(vendor) };
}

function ofStatus(status: number, said: string): Trouble {
  if ([400, 402, 403, 429].includes(status) && SPENT.test(said)) return 'quota-spent';
  if (status === 413 || (status === 400 && TOO_LONG.test(said))) return 'overflow';
  if (status === 400 && FILTERED.test(said)) return 'refused';
  return BY_STATUS[status] ?? (status >= 500 ? 'unavailable' : 'request-refused');
}

/** 424 is Bedrock's model error, 409 is a compatible server that is loading its model. */
const BY_STATUS: Readonly<Record<number, Trouble>> = {
  401: 'denied',
  403: 'denied',
  408: 'timed-out',
  409: 'unavailable',
  424: 'unavailable',
  425: 'unavailable',
  429: 'throttled',
  504: 'timed-out',
};

function ofFault({ name = '', code = '' }: VendorError, said: string): Trouble {
  if (/credential|token(provider)?error/i.test(name)) return 'denied';
  if (name === 'TimeoutError' || code === 'ETIMEDOUT' || /timed out/i.test(said)) return 'timed-out';
  if (['SyntaxError', 'TypeError', 'ZodError'].includes(name) && !/fetch failed|terminated/.test(said)) return 'unreadable';
  return 'disconnected';
}

function toRetryAfter({ headers: given, $response }: VendorError): number | undefined {
  const all = given ?? $response?.headers;
  const value = all instanceof Headers ? all.get('retry-after') : all?.['retry-after'];
  const seconds = typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? Number(value) : undefined;
  return seconds === undefined ? undefined : seconds * 1_000;
}
