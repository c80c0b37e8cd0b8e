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
    `<details>\n<summary>The approved plan</summary>\n\n${toPlan(facts.planText)}\n\n</details>`,
    `Made by Stepwright for task \`${task.id}\`. A review that asks for changes is worked on here, on this branch.`,
  ].join('\n\n');
}

/** What a plan says cannot end the block that it is folded away in. */
function toPlan(text: string): string {
  const shown = text.length > MAX_PLAN ? `${text.slice(0, MAX_PLAN).toWellFormed()}\n\n… shortened` : text;
  return shown.replaceAll(/<(?=\/?\s*(?:details|summary)\b)/gi, '&lt;');
}

function toTable(before: readonly CommandRun[], after: readonly CommandRun[]): string {
  if (after.length === 0) return 'The repository has no build, test or lint command.';
  const rows = after.map((run) => {
    const earlier = before.find(({ name }) => name === run.name);
    return `| ${NAMES[run.name]} | ${toCode(run.command)} | ${describe(earlier)} | ${describe(run)} |`;
  });
  return ['| Check | Command | Before this change | After |', '|---|---|---|---|', ...rows].join('\n');
}

const NAMES: Readonly<Record<CommandRun['name'], string>> = { build: 'Build', test: 'Tests', lint: 'Lint' };

/** Code in a cell of a table, whatever is in the command. */
function toCode(command: string): string {
  const line = command.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ');
  return line.includes('`') ? `\`\` ${line} \`\`` : `\`${line}\``;
}

function describe(run: CommandRun | undefined): string {
  if (!run) return 'not run';
  const { passed, counts } = run;
  const sign = passed ? '✅' : '❌';
  if (!counts) return `${sign} ${passed ? 'passes' : 'fails'}`;
  return `${sign} ${counts.passed} passed${counts.failed > 0 ? `, ${counts.failed} failed` : ''}`;
}

function list(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}
