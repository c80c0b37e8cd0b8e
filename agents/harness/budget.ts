import { createHash } from 'node:crypto';
import type { ToolCall } from '@langchain/core/messages/tool';
import { afterProgress, decideBreaker, follow, NO_TRAIL } from '#domain/breaker.ts';
import { decideLimit, type Mark, MAX_WORK_SECONDS } from '#domain/decide-limit.ts';
import { LimitError } from '#domain/errors.ts';
import { DEAREST, listPriceOf, type Price, priceOf, type TokenCounts } from '#domain/price.ts';
import { isProgress, type Seen, see, type Standing } from '#domain/progress.ts';
import type { Task } from '#domain/task.ts';
import { NO_USAGE } from '#domain/usage.ts';
import type { TaskStore } from '#ports/task-store.ts';
import { summarise } from './summarise.ts';

/** What one step may still do; the limits are those of the whole task, over all its steps, agents and repeated steps. */
export interface Budget {
  /** Adds what a model call took to the task, whether or not its answer was of any use; answers what it cost, in US dollars. */
  charge(tokens: TokenCounts): Promise<number>;
  /** @throws LimitError `TURN_LIMIT`, `BUDGET_LIMIT`, `TIME_LIMIT`, `NO_PROGRESS` */
  check(): void;
  /**
   * Follows what the model does, call by call; answers advice when it begins to go round in circles.
   * @throws LimitError `CALL_RATE`, `REPEATED_CALL`, `REPEATED_FAILURE`, `FILE_CHURN`
   */
  follow(call: ToolCall, result: { readonly ok: boolean; readonly text: string }): string | undefined;
  /** Takes note of what a test command showed. */
  observe(standing: Standing): Promise<void>;
  /** Takes note of work that was accepted. */
  noteProgress(): Promise<void>;
  /** Adds the working time that no model call has added yet. */
  settle(): Promise<void>;
}

export interface BudgetInput {
  readonly store: Pick<TaskStore, 'addUsage' | 'patchTask'>;
  /** As it is when the step begins. */
  readonly task: Pick<Task, 'id' | 'usage' | 'limits' | 'mark'>;
  readonly step: string;
  readonly modelId: string;
  readonly maxWorkSeconds?: number | undefined;
  /** What the model costs, when the list of prices does not decide it. */
  readonly price?: Price | undefined;
  readonly tell: (message: string) => Promise<void>;
  /** Milliseconds of any clock that never goes back. */
  readonly now?: () => number;
}

const REMEDY =
  'Retry the task: it goes on with the step that stopped, with all work so far and its whole limit anew; ' +
  '`retry $20` or `retry 200 turns` gives it a larger one. If it stops there again, split the ticket.';

/** The tools that change a file, named by their argument `path`. */
const CHANGING: ReadonlySet<string> = new Set(['edit_file', 'write_file']);

/** Opens the budget of a step. */
export function openBudget(input: BudgetInput): Budget {
  const { store, task, step, maxWorkSeconds = MAX_WORK_SECONDS, now = () => performance.now() } = input;
  let used = task.usage;
  let mark: Mark = task.mark?.step === step ? task.mark : { step, turns: used.turns, costUsd: used.costUsd };
  let isMarked = mark === task.mark;
  let trail = NO_TRAIL;
  let seen: Seen | undefined;
  const takeTime = openStopwatch(now);
  const setMark = async (next: Mark): Promise<void> => {
    mark = next;
    isMarked = true;
    await store.patchTask(task.id, { mark }, []);
  };
  const noteProgress = async (): Promise<void> => {
    trail = afterProgress(trail);
    await setMark({ step, turns: used.turns, costUsd: used.costUsd });
  };
  const tellPrice = openPriceTeller(input);
  return {
    noteProgress,
    charge: async (tokens) => {
      await tellPrice();
      // Kept from the first call on, so that a repetition of this step counts from there too.
      if (!isMarked) await setMark(mark);
      const usage = toUsage(input, tokens);
      used = await store.addUsage(task.id, { ...usage, workSeconds: takeTime() });
      return usage.costUsd;
    },
    check: () => {
      const decision = decideLimit({ used, limits: task.limits, mark, maxWorkSeconds });
      if (decision.type === 'stop') throw limit(decision);
    },
    follow: (call, result) => {
      const observed = toObserved(call, result, now());
      trail = follow(trail, observed);
      const decision = decideBreaker(trail, observed);
      if (decision.type === 'stop') throw limit(decision);
      return decision.type === 'warn' ? decision.advice : undefined;
    },
    observe: async (standing) => {
      const isNew = isProgress(seen, standing);
      seen = see(seen, standing);
      if (isNew) await noteProgress();
    },
    settle: async () => {
      used = await store.addUsage(task.id, { ...NO_USAGE, workSeconds: takeTime() });
    },
  };
}

/** Seconds since it was asked last. */
function openStopwatch(now: () => number): () => number {
  let until = now();
  return () => {
    const since = until;
    until = now();
    return (until - since) / 1_000;
  };
}

function toUsage({ modelId, price }: BudgetInput, tokens: TokenCounts) {
  return {
    turns: 1,
    inputTokens: tokens.input + tokens.cacheRead + tokens.cacheWrite,
    outputTokens: tokens.output,
    costUsd: priceOf(modelId, tokens, price),
  };
}

function toObserved(call: ToolCall, { ok, text }: { ok: boolean; text: string }, at: number) {
  const { path } = call.args;
  // Times and ports in a result differ where nothing else does.
  const hash = createHash('sha256').update(JSON.stringify([call.name, call.args, text.replace(/\d+/g, '#')]));
  return {
    at,
    words: `${call.name} ${summarise(call.args)}`,
    identity: hash.digest('hex'),
    ...(ok ? {} : { failure: `${call.name} ${text}` }),
    ...(ok && CHANGING.has(call.name) && typeof path === 'string' ? { changed: path } : {}),
  };
}

/** Says once that the price is a guess, before anything is charged at it. */
function openPriceTeller({ modelId, price, tell }: BudgetInput): () => Promise<void> {
  let isKnown = price !== undefined || listPriceOf(modelId) !== undefined;
  return async () => {
    if (isKnown) return;
    isKnown = true;
    await tell(
      `No price is known for ${modelId}: it is charged as the dearest model we know ($${DEAREST.input} in, $${DEAREST.output} out ` +
        'per million tokens). STEPWRIGHT_MODEL_PRICE tells its price.',
    );
  };
}

function limit({ code, reason }: { code: string; reason: string }): LimitError {
  return new LimitError(reason, { code, remedy: REMEDY });
}
