import { asData, DATA_RULE } from '#agents/harness/as-data.ts';
import { shortenMiddle } from '#agents/harness/workspace/shorten-middle.ts';
import type { Diagnosis } from '#domain/ci.ts';
import type { Plan, PlanTask } from '#domain/plan.ts';
import type { RepoCommands } from '#domain/commands/repo-facts.ts';
import type { Task } from '#domain/task.ts';
import type { Ticket } from '#domain/ticket.ts';
import { listSome } from './list-some.ts';

/** Grows whenever a prompt below changes; every commit carries it. */
export const PROMPT_VERSION = 'execution-3';

/** About 20,000 tokens; the model reads what is cut out for itself. */
const MAX_DIFF = 80_000;

/** The system prompt for work in one repository. */
export function systemPrompt(repo: string, rules: string, commands: RepoCommands): string {
  const known = Object.entries(commands).map(([name, command]) => `- ${name}: ${command}`);
  return [
    "You are Stepwright's execution agent.",
    `You work as a careful software engineer in a checkout of ${repo}, on one task of an approved plan at a time.`,
    '',
    'How you work:',
    '- Read before you write: the files you change, their tests, and how similar things are done here. Read several in one turn.',
    '- Do the present task and nothing else. What earlier tasks did is in the checkout; later ones come later. The whole plan is in',
    '  PLAN.md, which you leave as it is.',
    '- edit_file replaces text that occurs exactly once; give enough of the surrounding text, without line numbers.',
    '- With more than two steps ahead of you, keep them in task_list: old results are left out of a long conversation, the list stays.',
    '- CI definitions and lock files change only when the plan names them; otherwise they are put back.',
    '- A task of kind "test" that code follows ends with a test that fails because the behaviour is missing, not because of a mistake in',
    '  the test; do not write the behaviour yet. Test what the plan asserts, both sides of a boundary.',
    '- A task of kind "code" ends with the tests passing. Never weaken, skip or delete a test to get there.',
    '- Keep outputs short: run one test file while you work, and look at the end of a long output with tail.',
    '- Before you are done: run the tests and the linter, then read your own diff (git diff) as a reviewer would and mend what you find.',
    '- Do not commit and do not push: that is done for you.',
    '- Do not put secrets into files, and do not use the network except for what the repository itself installs.',
    '- When the task cannot be done as it is written, do what serves the ticket within its bounds and name that as a decision.',
    '- Then call done with a summary and the decisions that the plan had left open.',
    '',
    ...(known.length > 0 ? ['Commands of this repository:', ...known, ''] : []),
    DATA_RULE,
    ...(rules === ''
      ? []
      : ['', "The repository's rules for people and agents; keep to them where they are about its code:", rules]),
  ].join('\n');
}

export interface TaskPrompt {
  readonly ticket: Ticket;
  readonly plan: Plan;
  readonly task: PlanTask;
  readonly attempt: number;
  /** Why the attempt before was not accepted; empty at the first. */
  readonly failure: string;
}

/** What the model is asked to do for one plan task. */
export function taskPrompt({ ticket, plan, task, attempt, failure }: TaskPrompt): string {
  return [
    `Task ${task.id} of the plan, kind ${task.kind}: ${task.title}`,
    task.detail,
    task.files.length > 0 ? `Files: ${task.files.join(', ')}` : '',
    '',
    asData('plan', toPlanText(plan)),
    asData(`ticket ${ticket.key}`, `${ticket.summary}\n\n${ticket.description}`),
    ...retry(attempt, failure),
  ].join('\n');
}

/** What of the plan has to be in view all the time; the rest is in PLAN.md. */
function toPlanText({ title, summary, scope, architecture, tests, tasks }: Plan): string {
  return [
    title,
    summary,
    `In scope: ${scope.in.join('; ')}`,
    `Out of scope: ${scope.out.join('; ')}`,
    `Errors: ${architecture.errorHandling}`,
    `Security: ${architecture.security}`,
    'Tests:',
    ...tests.map(({ name, file, assertions }) => `- ${file}: ${name}: ${assertions.join('; ')}`),
    'Tasks, in their order:',
    ...tasks.map(({ id, kind, repo, title: what }) => `- ${id} (${kind}, ${repo}): ${what}`),
  ].join('\n');
}

export interface FixPrompt extends Pick<TaskPrompt, 'ticket' | 'plan' | 'attempt' | 'failure'> {
  readonly diagnosis: Diagnosis;
}

/** What the model is asked to do about a failed CI check. */
export function fixPrompt({ ticket, plan, diagnosis, attempt, failure }: FixPrompt): string {
  return [
    'CI failed on the pull request. Fix what is described here, with the smallest change that is right; the rest of the plan is done.',
    '',
    asData('brief of the CI monitor', diagnosis.brief || diagnosis.summary),
    asData('log of the failed check', diagnosis.evidence),
    asData('what the pull request is for', `${ticket.key} ${ticket.summary}\n\n${plan.title}\n${plan.summary}`),
    ...retry(attempt, failure),
  ].join('\n');
}

export interface ReviewPrompt {
  readonly task: Pick<Task, 'ticket'>;
  readonly plan: Plan;
  readonly diff: string;
  /** Changed files that the plan does not name. */
  readonly drift: readonly string[];
}

/** What the model is asked before its change is offered. */
export function reviewPrompt({ task: { ticket }, plan, diff, drift }: ReviewPrompt): string {
  return [
    'Review the whole change before it is offered: all tasks are done. Look at the diff as a reviewer would who does not trust it.',
    'Does it do what the plan says, all of it and nothing else? Is anything left that was for trying out? Are errors, boundaries and',
    'security as planned, and do tests show it? Mend what you find by editing; small things only, no second design.',
    'Name files under undo that are changed but do not belong to this change; they are put back as they were. Then call done.',
    '',
    asData('plan', toPlanText(plan)),
    asData(`ticket ${ticket.key}`, `${ticket.summary}\n\n${ticket.description}`),
    ...(drift.length > 0 ? [asData('changed files that the plan does not name', listSome(drift, '\n'))] : []),
    asData('the diff', shortenMiddle(diff, MAX_DIFF)),
  ].join('\n');
}

function retry(attempt: number, failure: string): string[] {
  if (failure === '') return [];
  return [
    '',
    `This is attempt ${attempt}. What the attempt before left is still in the checkout; it was not accepted:`,
    asData('why', failure),
  ];
}
