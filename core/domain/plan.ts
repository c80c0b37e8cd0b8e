import { z } from 'zod';

const planTaskSchema = z.object({
  /** Unique within the plan, for example `T1`. */
  id: z.string().min(1),
  repo: z.string(),
  title: z.string(),
  detail: z.string(),
  kind: z.enum(['test', 'code', 'config', 'docs']),
  files: z.array(z.string()),
  dependsOn: z.array(z.string()),
  estimateHours: z.number().min(0.25).max(4),
});
export type PlanTask = z.infer<typeof planTaskSchema>;

/** The planning agent's plan (product A2). */
export const planSchema = z.object({
  title: z.string(),
  summary: z.string(),
  scope: z.object({ in: z.array(z.string()), out: z.array(z.string()) }),
  architecture: z.object({
    components: z.array(z.object({ path: z.string(), responsibility: z.string() })),
    dataFlow: z.string(),
    errorHandling: z.string(),
    security: z.string(),
  }),
  tests: z.array(
    z.object({
      level: z.enum(['unit', 'integration', 'e2e']),
      name: z.string(),
      file: z.string(),
      assertions: z.array(z.string()),
    }),
  ),
  /** In the order in which they are done: every dependency comes first, tests before code. */
  tasks: z.array(planTaskSchema).min(1),
  crossRepoSteps: z.array(z.string()),
  estimateHours: z.number().positive(),
  risk: z.object({ level: z.enum(['low', 'medium', 'high']), reason: z.string() }),
  rollback: z.string(),
  /** 0–1: how sure the planner is that the plan solves the ticket. */
  confidence: z.number().min(0).max(1),
});
export type Plan = z.infer<typeof planSchema>;

/** What is wrong with the order or references of a plan's tasks; empty when nothing is. */
export function planProblems(plan: Plan): string[] {
  const problems: string[] = [];
  const seen = new Set<string>();
  const all = new Set(plan.tasks.map((task) => task.id));
  for (const task of plan.tasks) {
    if (seen.has(task.id)) problems.push(`task ${task.id} is listed twice`);
    for (const dependency of task.dependsOn) {
      if (!all.has(dependency)) problems.push(`task ${task.id} depends on ${dependency}, which is not in the plan`);
      else if (!seen.has(dependency)) problems.push(`task ${task.id} comes before ${dependency}, on which it depends`);
    }
    seen.add(task.id);
  }
  const circle = tasksInCircles(plan);
  if (circle.length > 1) problems.push(`these tasks wait for each other in a circle: ${circle.join(', ')}`);
  for (const repo of new Set(plan.tasks.map((task) => task.repo))) {
    const kinds = plan.tasks.filter((task) => task.repo === repo).map(({ kind }) => kind);
    const firstCode = kinds.indexOf('code');
    if (firstCode >= 0 && !kinds.slice(0, firstCode).includes('test')) {
      problems.push(`no test task comes before the first code task in ${repo}`);
    }
  }
  return problems;
}

/** Ids of tasks that can never begin, because each waits for another one of them. */
function tasksInCircles({ tasks }: Plan): string[] {
  let left = tasks;
  for (;;) {
    const waiting = new Set(left.map(({ id }) => id));
    const blocked = left.filter(({ dependsOn }) => dependsOn.some((id) => waiting.has(id)));
    if (blocked.length === left.length) return [...waiting];
    left = blocked;
  }
}
