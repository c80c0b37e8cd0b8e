import type { Approval, Question } from '#domain/approval.ts';
import { isTerminal } from '#domain/lifecycle.ts';
import { linkTo, plain, quote } from '#domain/markdown.ts';
import type { StepResult } from '#domain/step-result.ts';
import type { Task } from '#domain/task.ts';
import type { TaskEvent } from '#domain/task-event.ts';
import { listClosed } from './closed.ts';
import { wordEnd } from './end.ts';
import { wordWho } from './who.ts';
import { nameOf, nameWithChannel, usd, when } from './words.ts';

/** The comment by which the person who asked learns that the work began. */
export function wordAccepted(task: Task, handle: string): string {
  const again = task.retryOf === undefined ? '' : ` It goes on where \`${task.retryOf}\` stopped.`;
  return [
    `I am on it: task \`${task.id}\`, asked by ${nameOf(task.requester)}.${again}`,
    `I look for the repositories, write a plan and ask for approval before anything is changed. Talk to me here: \`${handle} status\`, \`${handle} cancel\`, or any instruction.`,
  ].join('\n\n');
}

interface PlanWords {
  readonly task: Task;
  readonly result: Extract<StepResult, { type: 'plan' }>;
  /** Of this or an earlier revision. */
  readonly approval: Approval | undefined;
  readonly handle: string;
}

/** The plan, its revision, and how it was or can be decided. */
export function wordPlan({ task, result: { plan, planUrl }, approval, handle }: PlanWords): string {
  const current = approval?.shown.planUrl === planUrl && approval.shown.title === plan.title ? approval : undefined;
  const tasks = plan.tasks.map(({ id, title, repo }) => `- **${plain(id)}** ${plain(title)} (${plain(repo)})`);
  return [
    `### Plan${current ? ` ${current.n}` : ''}: ${plain(plan.title)}`,
    plain(plan.summary, 3_000),
    `**Estimate** ${plan.estimateHours} h · **Risk** ${plan.risk.level}: ${plain(plan.risk.reason)} · **Confidence** ${Math.round(plan.confidence * 100)} % · **Cost so far** ${usd(current?.shown.costSoFarUsd ?? task.usage.costUsd)}`,
    tasks.join('\n'),
    `[Open the plan](${planUrl})`,
    ...(current ? decisionLines(current, task, handle) : []),
  ].join('\n\n');
}

function decisionLines({ decision, expiresAt }: Approval, task: Task, handle: string): string[] {
  if (decision) {
    const verdict = { approved: '✅ Approved', rejected: '🚫 Rejected', changes_requested: '✏️ Changes requested' }[
      decision.verdict
    ];
    const line = `**${verdict}** by ${nameWithChannel(decision.by)}, ${when(decision.at)}`;
    return decision.reason === '' ? [line] : [line, quote(decision.reason)];
  }
  if (isTerminal(task.status)) return [`⌛ Not decided: the task is ${task.status.replace('_', ' ')}.`];
  return [`To decide until ${when(expiresAt)}: ${howToDecide(handle)}`];
}

/** What to write to decide on a plan. */
export const howToDecide = (handle: string): string =>
  `\`${handle} approve\`, \`${handle} reject <why>\` or \`${handle} changes <what>\`.`;

/** That something still waits for a person, once, while there is time left. */
export function wordReminder(open: { approval: Approval } | { question: Question }, handle: string): string {
  if ('question' in open) {
    const { text, expiresAt } = open.question;
    return `⏰ **My question still waits for an answer**, until ${when(expiresAt)}:\n\n${quote(text)}\n\nAnswer here: \`${handle} <your answer>\`. Without one the task ends.`;
  }
  const { n, shown, expiresAt } = open.approval;
  return [
    `⏰ **Plan ${n} still waits for a decision**, until ${when(expiresAt)}: ${linkTo(shown.title, shown.planUrl)}`,
    `${wordWho(open.approval)}. To decide: ${howToDecide(handle)} Without a decision the task ends.`,
  ].join('\n\n');
}

export const wordAsked = (text: string): string => `❓ **A question before I go on:**\n\n${quote(text)}`;

/** A question, and the answer once it is there. */
export function wordQuestion({ text, answer, expiresAt }: Question, handle: string): string {
  const asked = wordAsked(text);
  if (!answer) return `${asked}\n\nAnswer here until ${when(expiresAt)}: \`${handle} <your answer>\`.`;
  return `${asked}\n\n💬 ${nameWithChannel(answer.by)} answered, ${when(answer.at)}:\n\n${quote(answer.text)}`;
}

/** How the task ended, and what became of its pull requests since. */
export function wordOutcome(task: Task, history: readonly TaskEvent[], handle: string): string | undefined {
  const { status, outcome = '', failure } = task;
  if (!isTerminal(status)) return undefined;
  return wordEnd({ status, outcome, failure }, task, { retry: `\`${handle} retry\``, closed: listClosed(history) });
}
