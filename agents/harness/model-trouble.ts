import { InputError, LimitError, PolicyError, UpstreamError } from '#domain/errors.ts';

type Raised = typeof InputError | typeof LimitError | typeof PolicyError | typeof UpstreamError;

/** What is done about one kind of trouble, and how the step ends when that did not help. */
interface Rule {
  /**
   * `retry`: ask the same again after a pause. `compact`: ask again with less of the conversation. `tell`: say to the model
   * what was wrong and go on. `end`: nothing helps.
   */
  readonly answer: 'retry' | 'compact' | 'tell' | 'end';
  /** How often in a row before the step ends. */
  readonly times: number;
  readonly error: Raised;
  readonly code: string;
  readonly kind?: 'auth' | 'agent' | 'timeout' | 'config';
  /** What people are told happened, after the model's name. */
  readonly says: string;
  readonly remedy: string;
}

const LATER = 'Retry the task in a few minutes; it goes on with the step that stopped.';
const OTHER_MODEL = 'Make the ticket more precise, or choose a stronger model, and retry the task.';
const FAULT = { answer: 'retry', error: UpstreamError, remedy: LATER } as const;
const MISTAKE = {
  answer: 'tell',
  times: 6,
  error: PolicyError,
  code: 'MODEL_CONFUSED',
  kind: 'agent',
  remedy: OTHER_MODEL,
} as const;

/** Everything that can go wrong with a model, and the rule for it: the one place that decides. */
export const MODEL_TROUBLE = {
  throttled: { ...FAULT, times: 9, code: 'MODEL_THROTTLED', says: 'answers too many requests' },
  unavailable: { ...FAULT, times: 7, code: 'MODEL_UNAVAILABLE', says: 'is not available' },
  disconnected: { ...FAULT, times: 7, code: 'MODEL_UNAVAILABLE', says: 'cannot be reached, or its answer broke off' },
  'timed-out': { ...FAULT, times: 2, code: 'MODEL_TIMED_OUT', kind: 'timeout', says: 'did not answer in time' },
  unreadable: { ...FAULT, times: 3, code: 'MODEL_UNREADABLE', says: 'sent an answer that cannot be read' },
  overflow: {
    answer: 'compact',
    times: 8,
    error: LimitError,
    code: 'CONTEXT_LIMIT',
    says: 'cannot take in the conversation, even with old results left out',
    remedy: 'Split the ticket into smaller ones, or choose a model with a larger context window.',
  },
  'no-call': {
    answer: 'tell',
    times: 3,
    error: PolicyError,
    code: 'MODEL_STOPPED',
    kind: 'agent',
    says: 'stopped working without handing in its work',
    remedy: OTHER_MODEL,
  },
  'malformed-call': { ...MISTAKE, says: 'keeps sending tool calls that cannot be read' },
  'cut-off': { ...MISTAKE, says: 'keeps sending answers that are cut off because they are too long' },
  'unknown-tool': { ...MISTAKE, says: 'keeps calling tools that do not exist' },
  'wrong-arguments': { ...MISTAKE, says: 'keeps calling tools with arguments of the wrong form' },
  'wrong-answer': { ...MISTAKE, times: 10, says: 'keeps handing in work that does not pass its checks' },
  refused: {
    answer: 'end',
    times: 0,
    error: PolicyError,
    code: 'MODEL_REFUSED',
    says: 'refused to answer',
    remedy: 'Read the ticket for text that a content filter may object to, change it, and retry the task.',
  },
  'quota-spent': {
    answer: 'end',
    times: 0,
    error: PolicyError,
    code: 'MODEL_QUOTA_SPENT',
    kind: 'config',
    says: 'is refused because the account’s quota or credit is used up',
    remedy: 'Raise the quota or add credit with the model’s provider, then retry the task.',
  },
  denied: {
    answer: 'end',
    times: 0,
    error: PolicyError,
    code: 'MODEL_ACCESS_DENIED',
    kind: 'auth',
    says: 'refused the credentials',
    remedy: 'Give the agent’s role (or key) access to the model, then retry the task.',
  },
  'request-refused': {
    answer: 'end',
    times: 0,
    error: InputError,
    code: 'MODEL_REQUEST_REFUSED',
    says: 'refused the request',
    remedy: 'Check that STEPWRIGHT_MODEL names a model that exists, supports tools and is enabled, then retry the task.',
  },
} as const satisfies Readonly<Record<string, Rule>>;
export type Trouble = keyof typeof MODEL_TROUBLE;

/** The first pause; it doubles with every try, up to the longest. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

/**
 * How long to wait before the n-th try again (from 1): what the server asks for when that is bearable, else exponential with
 * jitter of half the time; `random` is between 0 and 1.
 */
export function pauseBefore(n: number, random: number, askedMs?: number): number {
  if (askedMs !== undefined && askedMs <= 2 * LONGEST_PAUSE_MS) return askedMs;
  const most = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (n - 1));
  return Math.round(most / 2 + (most / 2) * random);
}

/** The classified error with which the step ends; `said` are the provider's or the model's own words. */
export function toTroubleError(trouble: Trouble, modelId: string, said: string, cause?: unknown): Error {
  const rule: Rule = MODEL_TROUBLE[trouble];
  const { code, remedy, kind, says } = rule;
  const message = [`${modelId} ${says}`, ...(said === '' ? [] : [said])].join(': ');
  return new rule.error(message, { code, remedy, ...(kind ? { kind } : {}), cause });
}
