import type { Execution } from '#domain/execution.ts';
import type { Plan } from '#domain/plan.ts';
import type { Task } from '#domain/task.ts';
import type { TaskStore } from '#ports/task-store.ts';

type Reader = { readonly store: Pick<TaskStore, 'readLatestResult'> };

/** What a task set out to do, what it did and why, from what its steps left on record. */
export async function tellExplanation(task: Task, { store }: Reader): Promise<string> {
  const planned = await store.readLatestResult(task.id, 'plan');
  const done = await store.readLatestResult(task.id, 'execution');
  const parts = [
    `**${task.ticket.key}** ${task.ticket.summary} (\`${task.id}\`, ${task.status})`,
    ...(planned ? explainPlan(planned.plan) : []),
    ...(done ? explainWork(done.execution) : []),
    ...(task.outcome ? [`**Outcome** ${task.outcome}`] : []),
  ];
  if (!planned && !done) parts.push('Nothing has been planned or done yet; `status` tells where it is.');
  return parts.join('\n\n');
}

function explainPlan({ title, summary, scope, architecture, risk }: Plan): string[] {
  return [
    `**The plan** ${title}: ${summary}`,
    ...listed('In scope', scope.in),
    ...listed('Left out', scope.out),
    ...listed(
      'Where',
      architecture.components.map(({ path, responsibility }) => `\`${path}\`: ${responsibility}`),
    ),
    `**Risk** ${risk.level}: ${risk.reason}`,
  ];
}

function explainWork({ summary, decisions, after }: Execution): string[] {
  const checks = after.map(({ name, passed }) => `${name} ${passed ? 'passes' : 'fails'}`);
  return [`**What was done** ${summary}`, ...listed('Decided on the way', decisions), ...listed('Checks at the end', checks)];
}

function listed(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`**${title}**\n${lines.map((line) => `- ${line}`).join('\n')}`];
}
