import type { CommandRun } from '#domain/execution.ts';
import type { Plan } from '#domain/plan.ts';
import type { Task } from '#domain/task.ts';

export interface PullRequestFacts {
  readonly task: Pick<Task, 'id' | 'ticket'>;
  readonly plan: Plan;
  readonly planText: string;
  readonly summary: readonly string[];
  readonly decisions: readonly string[];
  readonly before: readonly CommandRun[];
  readonly after: readonly CommandRun[];
}

/** GitHub takes 65,536 characters; the plan is what can be shortened. */
const MAX_PLAN = 40_000;

/** The pull request's text, in Markdown. */
export function toPullRequestBody(facts: PullRequestFacts): string {
  const { task, plan, summary, decisions } = facts;
  const { key, url } = task.ticket;
  return [
    `Ticket: [${key}](${url})`,
    `## What changed\n\n${plan.summary}\n\n${list(summary)}`,
    `## Checks before and after\n\n${toTable(facts.before, facts.after)}`,
    ...(decisions.length > 0 ? [`## Decisions\n\n${list(decisions)}`] : []),
    `<details>\n<summary>The approved plan</summary>\n\n${facts.planText.slice(0, MAX_PLAN)}\n\n</details>`,
    `Made by Stepwright for task \`${task.id}\`.`,
  ].join('\n\n');
}

function toTable(before: readonly CommandRun[], after: readonly CommandRun[]): string {
  if (after.length === 0) return 'The repository has no build, test or lint command.';
  const rows = after.map((run) => {
    const earlier = before.find(({ name }) => name === run.name);
    return `| ${run.name} | \`${run.command.replaceAll('|', '\\|')}\` | ${describe(earlier)} | ${describe(run)} |`;
  });
  return ['| | Command | Before | After |', '|---|---|---|---|', ...rows].join('\n');
}

function describe(run: CommandRun | undefined): string {
  if (!run) return 'not run';
  const counts = run.counts ? `, ${run.counts.passed} passed, ${run.counts.failed} failed` : '';
  return `${run.passed ? 'ok' : 'fails'}${counts}`;
}

function list(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}
