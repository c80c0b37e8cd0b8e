import type { Execution } from '#domain/execution.ts';
import { plain } from '#domain/markdown.ts';
import type { Plan } from '#domain/plan.ts';
import type { Task } from '#domain/task.ts';
import type { TaskStore } from '#ports/task-store.ts';

type Reader = { readonly store: Pick<TaskStore, 'readLatestResult'> };

const MAX_LINE = 600;
const short = (text: string): string => plain(text, MAX_LINE);

/** What a task set out to do, what it did and why, from what its steps left on record. */
export async function tellExplanation(task: Task, { store }: Reader): Promise<string> {
  const planned = await store.readLatestResult(task.id, 'plan');
  const done = await store.readLatestResult(task.id, 'execution');
  const parts = [
    `**${plain(task.ticket.key)}** ${plain(task.ticket.summary)} (\`${task.id}\`, ${task.status})`,
    ...(planned ? explainPlan(planned.plan) : []),
    ...(done ? explainWork(done.execution) : []),
    ...(task.outcome ? [`**Outcome** ${plain(task.outcome, 1_500)}`] : []),
  ];
  if (!planned && !done) parts.push('Nothing has been planned or done yet; `status` tells where it is.');
  return parts.join('\n\n');
}

function explainPlan({ title, summary, scope, architecture, risk }: Plan): string[] {
  return [
    `**The plan** ${plain(title)}: ${plain(summary, 3_000)}`,
    ...listed('In scope', scope.in.map(short)),
    ...listed('Left out', scope.out.map(short)),
    ...listed(
      'Where',
      architecture.components.map(({ path, responsibility }) => `\`${path}\`: ${short(responsibility)}`),
    ),
    `**Risk** ${risk.level}: ${short(risk.reason)}`,
  ];
}

function explainWork({ summary, decisions, after }: Execution): string[] {
  const checks = after.map(({ name, passed }) => `${name} ${passed ? 'passes' : 'fails'}`);
  return [
    `**What was done** ${plain(summary, 3_000)}`,
    ...listed('Decided on the way', decisions.map(short)),
    ...listed('Checks at the end', checks),
  ];
}

function listed(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`**${title}**\n\n${lines.map((line) => `- ${line}`).join('\n')}`];
}
