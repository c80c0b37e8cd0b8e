import type { Task } from './task.ts';
import type { Usage } from './usage.ts';

/** What a task had used when it last made progress, or when its present step began. */
export type Mark = NonNullable<Task['mark']>;

export interface LimitFacts {
  readonly used: Usage;
  readonly limits: Task['limits'];
  readonly mark: Mark;
  /** Working time of all agents of the task together. */
  readonly maxWorkSeconds: number;
}

export type LimitDecision = { readonly type: 'go' } | { readonly type: 'stop'; readonly code: string; readonly reason: string };

/** The longest working time of all agents of a task together: what AgentCore lets one session live. */
export const MAX_WORK_SECONDS = 8 * 3_600;

/** Without progress an agent may use this share of the task's limits, or these amounts when they are more. */
const WITHOUT_PROGRESS = { share: 0.4, turns: 30, usd: 2 } as const;

/** Decides whether a task may go on, from what it has used over all its steps, agents and repetitions. */
export function decideLimit({ used, limits, mark, maxWorkSeconds }: LimitFacts): LimitDecision {
  const { maxTurns, maxBudgetUsd } = limits;
  if (used.turns >= maxTurns) return stop('TURN_LIMIT', `The task has used its ${maxTurns} model turns.`);
  if (used.costUsd >= maxBudgetUsd) {
    return stop('BUDGET_LIMIT', `The task has spent ${usd(used.costUsd)} of its ${usd(maxBudgetUsd)}.`);
  }
  if (used.workSeconds >= maxWorkSeconds) {
    return stop('TIME_LIMIT', `The task’s agents have worked for their ${Math.round(maxWorkSeconds / 60)} minutes.`);
  }
  const turns = used.turns - mark.turns;
  const spent = used.costUsd - mark.costUsd;
  const mayTurns = Math.max(WITHOUT_PROGRESS.turns, WITHOUT_PROGRESS.share * maxTurns);
  const maySpend = Math.max(WITHOUT_PROGRESS.usd, WITHOUT_PROGRESS.share * maxBudgetUsd);
  if (turns < mayTurns && spent < maySpend) return { type: 'go' };
  return stop(
    'NO_PROGRESS',
    `${turns} turns and ${usd(spent)} were spent since the last progress (work that was accepted, or a test run with a new result).`,
  );
}

function stop(code: string, reason: string): LimitDecision {
  return { type: 'stop', code, reason };
}

function usd(amount: number): string {
  return `$${amount.toFixed(2)}`;
}
