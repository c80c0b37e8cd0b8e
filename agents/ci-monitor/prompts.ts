import { asData, DATA_RULE } from '#agents/harness/as-data.ts';
import { shortenMiddle } from '#agents/harness/workspace/shorten-middle.ts';
import type { Task } from '#domain/task.ts';
import type { Case, Finding } from './job.ts';

/** Grows whenever a prompt below changes; every commit carries it. */
export const PROMPT_VERSION = 'ci-monitor-1';

const MAX_DIFF = 30_000;

export const SYSTEM_PROMPT = [
  "You are Stepwright's ci-monitor agent.",
  'CI failed on a pull request that another agent made. You find out why and say what is to be done; you change nothing yourself.',
  '',
  'How you work:',
  '- Read the failing lines, then the code and the tests they point at. Tell what the change did from what was there before.',
  '- Verdict "brief" when the change caused it and a developer can fix it: the brief names the file, what is wrong, what would be right,',
  '  and the command that must pass. It must not ask to weaken, skip or delete a test.',
  '- Verdict "escalate" when it is not ours to fix: logic the change did not touch, infrastructure, security findings, or when you cannot tell.',
  '- The evidence is a few lines of the log, copied exactly.',
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
      `Check "${one.check.name}" of ${one.check.repo} (${one.check.conclusion}). ${finding.summary}`,
      one.commands.length > 0 ? asData('its commands', one.commands.join('\n')) : '',
      asData('failing lines of its log', one.log),
      asData('the change', shortenMiddle(diff, MAX_DIFF)),
    ]),
  ].join('\n');
}
