import { linkTo } from '#domain/markdown.ts';
import type { Task } from '#domain/task.ts';
import type { TaskEvent, TaskFact } from '#domain/task-event.ts';
import { nameWithChannel } from './words.ts';

export type ClosedFact = Extract<TaskFact, { type: 'pull-request.closed' }>;

/** That a pull request is merged or closed, and by whom. */
export const wordClosed = ({ merged, by }: ClosedFact): string =>
  `${merged ? '🟣 Merged' : '⚪ Closed without merging'} by ${nameWithChannel(by)}`;

/** The same where it has to be said which one. */
export function wordClosedWhich(fact: ClosedFact, { changes }: Pick<Task, 'changes'>): string {
  const change = changes.find(({ prUrl }) => prUrl === fact.url);
  return `${wordClosed(fact)}: ${linkTo(change ? `${change.repo}#${change.prNumber}` : 'pull request', fact.url)}`;
}

/** How each of the task's pull requests was closed last. */
export function listClosed(history: readonly TaskEvent[]): readonly ClosedFact[] {
  const closed = history.flatMap(({ fact }) => (fact.type === 'pull-request.closed' ? [fact] : []));
  return [...new Map(closed.map((fact) => [fact.url, fact])).values()];
}
