import type { CiResult, Diagnosis } from '#domain/ci.ts';
import { code, linkTo, plain, quote } from '#domain/markdown.ts';
import type { Task } from '#domain/task.ts';
import type { TaskFact } from '#domain/task-event.ts';
import { wordClosedWhich } from './closed.ts';
import { wordEnd } from './end.ts';
import { nameOf, when } from './words.ts';

/** What just happened, for the task's thread. */
export function wordMessage(fact: TaskFact, task: Task): string {
  switch (fact.type) {
    case 'step.retried':
      return `🔁 The ${fact.agent} agent starts \`${fact.step}\` again: ${plain(fact.reason)}`;
    case 'question.asked':
      return `❓ **A question before I go on:**\n${quote(fact.text)}\nAnswer with \`/agent answer ${task.id} <text>\` or in the ticket.`;
    case 'approval.reminded':
      return `⏰ Plan ${fact.n} still waits for a decision, until ${when(fact.expiresAt)}. ${plain(fact.who, 1_000)}. Without a decision the task ends.`;
    case 'question.reminded':
      return `⏰ My question still waits for an answer, until ${when(fact.expiresAt)}:\n${quote(fact.text)}`;
    case 'question.answered':
      return `💬 ${nameOf(fact.by)} answered:\n${quote(fact.text)}`;
    case 'pull-request.readied':
      return `🔀 The change is pushed and ready for review: ${linkTo(pullRequestName(fact.url, task), fact.url)}`;
    case 'pull-request.closed':
      return wordClosedWhich(fact, task);
    case 'task.woken':
      return `⏰ ${plain(fact.why, 600)} I am looking into it.`;
    case 'ci.concluded':
      return wordCi(fact.ci);
    case 'ci.diagnosed':
      return wordDiagnosis(fact.diagnosis);
    case 'task.ended':
      return wordEnd(fact, task, { retry: `\`/agent retry ${task.id}\`` });
    default:
      return plain(fact.type);
  }
}

function pullRequestName(url: string, { changes }: Task): string {
  const change = changes.find(({ prUrl }) => prUrl === url);
  return change ? `${change.repo}#${change.prNumber}` : 'pull request';
}

/** `lint`, or `lint, test in acme/shop` … by name with its link. */
export function wordChecks({ failed }: CiResult): string {
  return failed.map(({ name, url }) => linkTo(name, url, 60)).join(', ');
}

function wordCi(ci: CiResult): string {
  if (ci.conclusion === 'none') return '🟠 CI gave no result for the pushed commit in time.';
  if (ci.conclusion === 'conflict') return '🟠 The branch conflicts with its base branch. I am trying to rebase it.';
  return `🔴 CI failed: ${wordChecks(ci)}. I am reading the log.`;
}

const NEXT: Readonly<Record<Diagnosis['verdict'], string>> = {
  fixed: '🩹 **Fixed and pushed; CI runs again.**',
  brief: '🩹 **The change gets a fix.**',
  rerun: '🔁 **A flake; the failed checks run once more.**',
  escalate: '🙋 **This needs a person.**',
};

function wordDiagnosis({ verdict, summary, evidence }: Diagnosis): string {
  const shown = verdict === 'escalate' && evidence.trim() !== '' ? `\n${code(evidence)}` : '';
  return `${NEXT[verdict]} ${plain(summary, 800)}${shown}`;
}
