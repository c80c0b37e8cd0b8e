import { LimitError } from '#domain/errors.ts';
import { type Price, priceOf, type TokenCounts } from '#domain/price.ts';
import type { Task } from '#domain/task.ts';
import type { Usage } from '#domain/usage.ts';
import type { TaskStore } from '#ports/task-store.ts';

/** What one step may still spend; the limits are those of the whole task, over all its steps, agents and repeated steps. */
export interface Budget {
  /** Adds what a model call took to the task, whether or not its answer was of any use. */
  charge(tokens: TokenCounts): Promise<void>;
  /** @throws LimitError `TURN_LIMIT`, `BUDGET_LIMIT` when the task has used what it may */
  check(): void;
}

export interface BudgetInput {
  readonly store: Pick<TaskStore, 'addUsage'>;
  /** As it is when the step begins. */
  readonly task: Pick<Task, 'id' | 'usage' | 'limits'>;
  readonly modelId: string;
  readonly price?: Price | undefined;
}

const GO_ON =
  'Retry the task: it goes on with the step that stopped and has its whole limit anew. If it stops there again, split the ticket.';

/** Opens the budget of a step. */
export function openBudget({ store, task, modelId, price }: BudgetInput): Budget {
  let used = task.usage;
  return {
    charge: async (tokens) => {
      used = await store.addUsage(task.id, {
        turns: 1,
        inputTokens: tokens.input + tokens.cacheRead + tokens.cacheWrite,
        outputTokens: tokens.output,
        costUsd: priceOf(modelId, tokens, price),
      });
    },
    check: () => checkLimits(used, task.limits),
  };
}

function checkLimits(used: Usage, limits: Task['limits']): void {
  if (used.turns >= limits.maxTurns) {
    throw new LimitError(`The task has used its ${limits.maxTurns} model turns.`, {
      code: 'TURN_LIMIT',
      remedy: GO_ON,
    });
  }
  if (used.costUsd >= limits.maxBudgetUsd) {
    throw new LimitError(`The task has spent $${used.costUsd.toFixed(2)} of its $${limits.maxBudgetUsd.toFixed(2)}.`, {
      code: 'BUDGET_LIMIT',
      remedy: GO_ON,
    });
  }
}
