import { asData, DATA_RULE } from '#agents/harness/as-data.ts';
import type { Diagnosis } from '#domain/ci.ts';
import type { Plan, PlanTask } from '#domain/plan.ts';
import type { RepoCommands } from '#domain/repo-commands.ts';
import type { Ticket } from '#domain/ticket.ts';

/** Grows whenever a prompt below changes; every commit carries it. */
export const PROMPT_VERSION = 'execution-1';

/** The system prompt for work in one repository. */
export function systemPrompt(repo: string, rules: string, commands: RepoCommands): string {
  const known = Object.entries(commands).map(([name, command]) => `- ${name}: ${command}`);
  return [
    "You are Stepwright's execution agent.",
    `You work as a careful software engineer in a checkout of ${repo}, on one task of an approved plan at a time.`,
    '',
    'How you work:',
    '- Read before you write: the files you change, their tests, and how similar things are done in this repository.',
    '- Do the present task and nothing else. Follow the rules and the style of the repository.',
    '- edit_file replaces text that occurs exactly once; give enough of the surrounding text, without line numbers.',
    '- A task of kind "test" ends with a test that fails because the behaviour is missing; do not write the behaviour yet.',
    '- A task of kind "code" ends with the tests passing. Never weaken, skip or delete a test to get there.',
    '- Run the tests before you say that you are done. Do not commit and do not push: that is done for you.',
    '- Do not put secrets into files, and do not use the network except for what the repository itself installs.',
    '- When the task is done, call done with a summary and the decisions that the plan had left open.',
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
  const tests = plan.tests.map(({ name, file, assertions }) => `- ${file}: ${name}: ${assertions.join('; ')}`);
  return [
    `Task ${task.id} of the plan, kind ${task.kind}: ${task.title}`,
    task.detail,
    task.files.length > 0 ? `Files: ${task.files.join(', ')}` : '',
    '',
    asData(
      'plan',
      [
        plan.title,
        plan.summary,
        `In scope: ${plan.scope.in.join('; ')}`,
        `Out of scope: ${plan.scope.out.join('; ')}`,
        'Tests:',
        ...tests,
      ].join('\n'),
    ),
    asData(`ticket ${ticket.key}`, `${ticket.summary}\n\n${ticket.description}`),
    ...retry(attempt, failure),
  ].join('\n');
}

/** What the model is asked to do about a failed CI check. */
export function fixPrompt(diagnosis: Diagnosis, attempt: number, failure: string): string {
  return [
    'CI failed on the pull request. Fix what is described here, with the smallest change that is right.',
    '',
    asData('brief of the CI monitor', diagnosis.brief || diagnosis.summary),
    asData('log of the failed check', diagnosis.evidence),
    ...retry(attempt, failure),
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
