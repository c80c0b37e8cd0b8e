import { code, linkTo, plain } from '#domain/markdown.ts';
import { isTerminal } from '#domain/lifecycle.ts';
import type { Task } from '#domain/task.ts';
import type { TaskEvent, TaskFact } from '#domain/task-event.ts';
import { wordClosed } from './closed.ts';
import { wordNext, wordWhy } from './end.ts';
import { wordChecks } from './message.ts';
import { nameWithChannel, ticketLink, when, wordCost, wordStatus } from './words.ts';
import { howToDecide, wordAsked } from './source.ts';

/** The comment on a pull request: the present state and how it came about. */
export function wordPullRequest(task: Task, history: readonly TaskEvent[], handle: string): string {
  const lines = history.flatMap(({ fact, at }) => {
    const line = wordFact(fact);
    return line === undefined ? [] : [`- ${line} _(${when(at)})_`];
  });
  return [
    `### ${ticketLink(task)}: ${plain(task.ticket.summary)}`,
    `**${wordStatus(task.status)}** · cost ${wordCost(task)} · asked by ${nameWithChannel(task.requester)} · \`${task.id}\``,
    ...(lines.length > 0 ? [lines.join('\n')] : []),
    ...toDo(task, history, handle),
    ...evidenceOf(history),
  ].join('\n\n');
}

/** What a person has to do, while there is something. */
function toDo({ status }: Task, history: readonly TaskEvent[], handle: string): string[] {
  const last = <T extends TaskFact['type']>(type: T) => history.map(({ fact }) => fact).findLast((fact) => isOf(type, fact));
  const asked = last('question.asked');
  const requested = last('approval.requested');
  if (status === 'awaiting_answer' && asked) return [wordAsked(asked.text), `Answer: \`${handle} <your answer>\`.`];
  if (status === 'awaiting_approval' && requested) {
    const { n, shown, expiresAt } = requested.approval;
    return [`${linkTo(`Plan ${n}: ${shown.title}`, shown.planUrl)}, to decide until ${when(expiresAt)}: ${howToDecide(handle)}`];
  }
  if (!isTerminal(status) || status === 'completed') return [];
  return [wordNext(status, { links: [], retry: `\`${handle} retry\`` })];
}

function isOf<T extends TaskFact['type']>(type: T, fact: TaskFact): fact is Extract<TaskFact, { type: T }> {
  return fact.type === type;
}

/** That a draft was closed, and how it comes back; the comment on its status says why the task ended. */
export function wordWithdrawal(task: Task, handle: string): string {
  return `The task is ${task.status}, so I closed this draft; its branch is kept. \`${handle} retry\` in ${ticketLink(task)} takes the work up again.`;
}

const VERDICTS = { approved: '✅ Plan', rejected: '🚫 Plan', changes_requested: '✏️ Plan' } as const;
const VERDICT_VERBS = { approved: 'approved', rejected: 'rejected', changes_requested: 'sent back for changes' } as const;

/** One line of the history, for what a reviewer wants to know. */
function wordFact(fact: TaskFact): string | undefined {
  switch (fact.type) {
    case 'approval.decided': {
      const { verdict, by, reason } = fact.decision;
      const why = reason === '' ? '' : `: ${plain(reason)}`;
      return `${VERDICTS[verdict]} ${fact.n} ${VERDICT_VERBS[verdict]} by ${nameWithChannel(by)}${why}`;
    }
    case 'approval.reminded':
      return `⏰ Plan ${fact.n} still waits for a decision, until ${when(fact.expiresAt)}. ${plain(fact.who, 1_000)}`;
    case 'question.answered':
      return `💬 ${nameWithChannel(fact.by)} answered: ${plain(fact.text)}`;
    case 'pull-request.readied':
      return '🔀 Ready for review';
    case 'pull-request.closed':
      return wordClosed(fact);
    case 'task.woken':
      return `⏰ ${plain(fact.why, 600)}`;
    case 'ci.concluded':
      if (fact.ci.conclusion === 'success') return '🟢 All checks are green';
      if (fact.ci.conclusion === 'conflict') return '🟠 The branch conflicts with its base branch';
      return fact.ci.conclusion === 'none' ? '🟠 CI gave no result in time' : `🔴 CI failed: ${wordChecks(fact.ci)}`;
    case 'ci.diagnosed':
      return `🩹 Round ${fact.round}: ${plain(fact.diagnosis.summary)}`;
    case 'task.ended':
      return `${wordStatus(fact.status)}: ${wordWhy(fact)}`;
    default:
      return undefined;
  }
}

/** The log lines by which the last diagnosis handed the task to a person. */
function evidenceOf(history: readonly TaskEvent[]): string[] {
  const last = history.flatMap(({ fact }) => (fact.type === 'ci.diagnosed' ? [fact.diagnosis] : [])).at(-1);
  return last?.verdict === 'escalate' && last.evidence.trim() !== '' ? [code(last.evidence, 3_000)] : [];
}
