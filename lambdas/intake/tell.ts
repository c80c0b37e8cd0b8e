import { ERROR_TITLES } from '#domain/errors.ts';
import type { Failure } from '#domain/failure.ts';
import { isTerminal, STATUSES, type Status } from '#domain/lifecycle.ts';
import { code, linkTo, plain } from '#domain/markdown.ts';
import type { Task } from '#domain/task.ts';
import type { TaskEvent } from '#domain/task-event.ts';
import type { TaskStore } from '#ports/task-store.ts';

type Reader<K extends keyof TaskStore> = { readonly store: Pick<TaskStore, K> };

const LISTED = 10;
const LINE = 200;

/** Why putting the label on again starts nothing; `handle` is how the agent is addressed there. */
export function tellAtWork(taskId: string, handle: string): string {
  return `Task \`${taskId}\` is at work on this already, so the label starts no second one. \`${handle} status\` tells where it is, \`${handle} cancel\` stops it.`;
}

/** What can be said to the agent. */
export function tellHelp(): string {
  return [
    'What I understand here, after my name:\n',
    '- `approve`, `reject <why>` or `changes <what to change>`: decide on the plan',
    '- `status`: where the task is; `explain`: what it did and why',
    '- `cancel`: stop it for good',
    '- `retry`: go on where it stopped; `retry $20` or `retry 200 turns` with other limits',
    '- on a pull request also `review`, and `fix ci`',
    '- anything else answers my question, or is an instruction',
  ].join('\n');
}

/** Where a task is, what it cost and whom it waits for. */
export async function tellStatus(task: Task, { store }: Reader<'readApproval' | 'readQuestion'>): Promise<string> {
  const lines = [
    `**${plain(task.ticket.key)}** ${plain(task.ticket.summary)} (\`${task.id}\`)`,
    `${task.status}${task.step && !isTerminal(task.status) ? `, at step ${task.step}` : ''} · $${task.usage.costUsd.toFixed(2)} of $${task.limits.maxBudgetUsd} · since ${task.createdAt}`,
    ...task.changes.map(({ repo, prNumber, prUrl }) => `pull request: ${linkTo(`${repo}#${prNumber}`, prUrl)}`),
    ...(await waitingFor(task, store)),
  ];
  if (task.outcome) lines.push(plain(task.outcome, 1_500));
  if (task.failure) lines.push(tellFailure(task.failure, task.outcome));
  return lines.join('\n');
}

/** An outcome that was worded from the failure says most of it. */
function tellFailure({ kind, code, message, remedy }: Failure, outcome = ''): string {
  const more = [message, remedy].filter((part) => !outcome.includes(part));
  return [`${ERROR_TITLES[kind]} (\`${code}\`).`, ...more.map((part) => plain(part, 1_500))].join(' ');
}

async function waitingFor(task: Task, store: Pick<TaskStore, 'readApproval' | 'readQuestion'>): Promise<string[]> {
  if (task.status === 'awaiting_approval') {
    const approval = await store.readApproval(task.id);
    return approval
      ? [
          `waits for a decision on plan ${approval.n} until ${approval.expiresAt}: ${linkTo(approval.shown.title, approval.shown.planUrl)}`,
        ]
      : [];
  }
  if (task.status !== 'awaiting_answer') return [];
  const question = await store.readQuestion(task.id);
  return question ? [`waits for an answer until ${question.expiresAt}: ${plain(question.text, 1_500)}`] : [];
}

/** The newest tasks of a status; without one, the live tasks. */
export async function tellList(status: Status | undefined, { store }: Reader<'listTasks'>): Promise<string> {
  const wanted = status ? [status] : STATUSES.filter((candidate) => !isTerminal(candidate));
  const { items: tasks } = await store.listTasks({ status: wanted, limit: LISTED });
  if (tasks.length === 0) return status ? `No task is ${status}.` : 'No task is live.';
  return tasks
    .map(({ id, status: is, ticket }) => `- \`${id}\` ${is} · ${linkTo(ticket.key, ticket.url)} ${plain(ticket.summary, LINE)}`)
    .join('\n');
}

type LogsReader = Reader<'listEvents'> & { readonly tracesUrl?: string | undefined };

/** The last events of a task, oldest first, and where the transcripts of its agents are. */
export async function tellLogs(task: Task, limit: number, { store, tracesUrl }: LogsReader): Promise<string> {
  let last: TaskEvent[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.listEvents(task.id, { limit: 100, cursor });
    last = [...last, ...page.items].slice(-limit);
    cursor = page.cursor;
  } while (cursor !== undefined);
  if (last.length === 0) return `Nothing has happened to \`${task.id}\` yet.`;
  const lines = code(last.map(toLine).join('\n'), limit * (LINE + 1));
  return tracesUrl === undefined ? lines : `${lines}\n\nAll that its agents said and did: ${tracesUrl}${task.id}/`;
}

const TOLD = ['step', 'agent', 'tool', 'status', 'message', 'summary', 'text', 'title', 'reason', 'outcome'];

function toLine({ at, fact }: TaskEvent): string {
  const told = Object.entries(fact).flatMap(([key, value]) => (TOLD.includes(key) && typeof value === 'string' ? [value] : []));
  return `${at.slice(11, 19)} ${fact.type} ${told.join(' · ').replaceAll('\n', ' ')}`.slice(0, LINE);
}
