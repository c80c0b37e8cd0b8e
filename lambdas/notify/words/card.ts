import type { Approval, Verdict } from '#domain/approval.ts';
import { approvalRefOf } from '#domain/ids.ts';
import { isTerminal } from '#domain/lifecycle.ts';
import { plain, quote } from '#domain/markdown.ts';
import type { Task } from '#domain/task.ts';
import type { ChatButton, ChatMessage } from '#ports/chat.ts';
import { wordWho } from './who.ts';
import { nameOf, nameWithChannel, ticketLink, usd, when } from './words.ts';

/** The card on which a plan is decided, and which shows the decision wherever it was made. */
export function wordCard(approval: Approval, task: Task): ChatMessage {
  const { shown, n, decision } = approval;
  const facts = [
    `**Estimate** ${shown.estimateHours} h`,
    `**Risk** ${plain(shown.risk)}`,
    `**Confidence** ${Math.round(shown.confidence * 100)} %`,
    `**Cost so far** ${usd(shown.costSoFarUsd)}`,
  ];
  const open: ChatButton = { action: 'open', label: 'Open plan', url: shown.planUrl };
  const closed = decision !== undefined || isTerminal(task.status);
  return {
    text: [
      `**Plan ${n}: ${plain(shown.title)}**`,
      plain(shown.summary, 1_500),
      facts.join(' · '),
      ...(closed ? closedLines(approval, task) : openLines(approval)),
    ].join('\n\n'),
    buttons: closed ? [open] : [...decisionButtons(approval), open],
  };
}

/** That a plan waits for a decision and time runs out, for people who have not seen its thread. */
export function wordEscalation(approval: Approval, task: Task): string {
  const { n, shown, expiresAt } = approval;
  return [
    `🚨 **Nobody has decided on plan ${n} of ${ticketLink(task)}: ${plain(shown.title)}**`,
    `The time to decide ends ${when(expiresAt)}. ${wordWho(approval)}.`,
    `[Open the plan](${shown.planUrl}) · \`/agent approve ${task.id}\``,
  ].join('\n');
}

function decisionButtons({ taskId, n }: Approval): ChatButton[] {
  const value = approvalRefOf(taskId, n);
  return [
    { action: 'approve', label: 'Approve', value },
    { action: 'request_changes', label: 'Request changes', value },
    { action: 'reject', label: 'Reject', value },
  ];
}

function openLines(approval: Approval): string[] {
  const { requester, policy, expiresAt } = approval;
  const hidden = policy.mode === 'not-requester' && !requester.automatic && !requester.email;
  const where = hidden
    ? [`Approve it in the ticket: elsewhere I cannot tell who is ${nameOf(requester)}, whose e-mail address is hidden.`]
    : [];
  return [`${wordWho(approval)} · until ${when(expiresAt)}`, ...where];
}

const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  approved: '✅ **Approved**',
  rejected: '🚫 **Rejected**',
  changes_requested: '✏️ **Changes requested**',
};

/** `✅ Approved by Robin (Slack), 2026-11-21 13:25 UTC`, or why there is nothing to decide any more. */
function closedLines({ decision }: Approval, task: Task): string[] {
  if (!decision) return [`⌛ Not decided: the task is ${task.status.replace('_', ' ')}.`];
  const line = `${VERDICT_WORDS[decision.verdict]} by ${nameWithChannel(decision.by)}, ${when(decision.at)}`;
  return decision.reason === '' ? [line] : [line, quote(decision.reason)];
}
