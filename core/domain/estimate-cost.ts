import type { Plan } from './plan.ts';
import type { Usage } from './usage.ts';

/** Turns that execution took in our own runs: reading and handing in per task, work per hour of estimate, one review. */
const TURNS = { perTask: 5, perHour: 4, review: 5 } as const;

/** What doing a plan will cost in US dollars, by what the turns of this task's own model have cost so far; undefined before the first. */
export function estimateCost({ tasks }: Pick<Plan, 'tasks'>, { turns, costUsd }: Usage): number | undefined {
  if (turns === 0) return undefined;
  const expected = tasks.reduce<number>((sum, task) => sum + TURNS.perTask + TURNS.perHour * task.estimateHours, TURNS.review);
  return (costUsd / turns) * expected;
}
