import { z } from 'zod';
import { type Plan, planProblems, planSchema } from '#domain/plan.ts';

/** At most this many repositories are changed by one plan (product A2). */
const MAX_REPOSITORIES = 3;

export const questionSchema = z.object({
  question: z.string().min(1).max(2_000).describe('One question that the people who wrote the ticket can answer'),
});

/** What the model hands in: the plan, or the one question it may ask instead. */
export type PlanningAnswer = Plan | z.infer<typeof questionSchema>;

/** A plan with text where text is needed; the domain's schema alone would take an empty one. */
export const planAnswerSchema = planSchema.extend({
  title: z.string().min(1).max(200),
  summary: z.string().min(1),
  rollback: z.string().min(1),
});

/** What is wrong with a plan that the repositories show; empty when nothing is. */
export function checkPlan(plan: Plan, visible: ReadonlySet<string>): string[] {
  const repositories = repositoriesOf(plan);
  const unknown = repositories.filter((name) => !visible.has(name));
  const problems = planProblems(plan);
  if (unknown.length > 0)
    problems.push(`these repositories do not exist: ${unknown.join(', ')}; write names as ${[...visible].join(', ')}`);
  if (repositories.length > MAX_REPOSITORIES) {
    problems.push(`the tasks change ${repositories.length} repositories, at most ${MAX_REPOSITORIES} are allowed`);
  }
  if (repositories.length > 1 && plan.crossRepoSteps.length === 0) {
    problems.push('the tasks change several repositories: say in crossRepoSteps in which order they are merged and released');
  }
  return problems;
}

/** The repositories in which the plan's tasks are, in the order of the tasks. */
export function repositoriesOf(plan: Plan): string[] {
  return [...new Set(plan.tasks.map(({ repo }) => repo))];
}
