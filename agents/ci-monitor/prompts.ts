import { asData, DATA_RULE } from '#agents/harness/as-data.ts';
import { shortenMiddle } from '#agents/harness/workspace/shorten-middle.ts';
import type { Task } from '#domain/task.ts';
import type { Case, Finding } from './job.ts';

/** Grows whenever a prompt below changes; every commit carries it. */
export const PROMPT_VERSION = 'ci-monitor-2';

const MAX_DIFF = 30_000;

export const SYSTEM_PROMPT = [
  "You are Stepwright's ci-monitor agent.",
  'CI failed on a pull request that another agent made. You find out why and say what is to be done; you change nothing yourself.',
  '',
  'How you work:',
  '- Start from the first error of the log, not the last: what follows is often only its consequence. Then read the code and the tests',
  '  it points at. Tell what the change did from what was there before.',
  '- Verdict "brief" when the change caused it and a developer can fix it: the brief names the file, what is wrong, what would be right,',
  '  and the command that must pass. It must not ask to weaken, skip or delete a test. One brief covers all checks you are shown.',
  '- Verdict "escalate" when it is not ours to fix: logic the change did not touch, infrastructure, security findings, or when you cannot tell.',
  '- The cause is "ours" only when you can name the changed line that did it; "unknown" is an honest answer.',
  '- The evidence is a few lines of the log, copied exactly. The brief is empty unless the verdict is "brief".',
  '- Hand in your finding with submit_diagnosis.',
  '',
  DATA_RULE,
].join('\n');

/** What the model is asked about the checks that no rule explains. */
export function casePrompt(task: Task, cases: readonly { one: Case; finding: Finding; diff: string }[]): string {
  return [
    `Ticket ${task.ticket.key}: these checks failed in CI.`,
    asData('ticket', `${task.ticket.summary}\n\n${task.ticket.description}`),
    ...cases.flatMap(({ one, finding, diff }) => [
      `A check of ${one.check.repo} failed:`,
      asData('the check', `${one.check.name} (${one.check.conclusion}). ${finding.summary}`),
      one.commands.length > 0 ? asData('its commands', one.commands.join('\n')) : '',
      asData('failing lines of its log', one.log),
      asData('the change', shortenMiddle(diff, MAX_DIFF)),
    ]),
  ].join('\n');
}
