import { ERROR_TITLES } from '#domain/errors.ts';
import { plain } from '#domain/markdown.ts';
import type { Task } from '#domain/task.ts';
import type { TaskFact } from '#domain/task-event.ts';
import { type ClosedFact, wordClosedWhich } from './closed.ts';
import { nameOf, pullRequestLinks, wordCost, wordDuration, wordStatus } from './words.ts';

type Ended = Pick<Extract<TaskFact, { type: 'task.ended' }>, 'status' | 'outcome' | 'failure' | 'by'>;

interface After {
  /** How the task is retried in this channel. */
  readonly retry: string;
  /** What became of its pull requests since. */
  readonly closed?: readonly ClosedFact[];
}

/** How the task ended, what it cost, and what to do now or what was done since. */
export function wordEnd({ status, outcome, failure, by }: Ended, task: Task, { retry, closed = [] }: After): string {
  const links = pullRequestLinks(task);
  const took = task.endedAt === undefined ? '' : ` · took ${wordDuration(task.createdAt, task.endedAt)}`;
  const who = by ? ` by ${nameOf(by)}` : '';
  const title = failure ? ` · ${ERROR_TITLES[failure.kind]}` : '';
  return [
    `**${wordStatus(status)}${who}${title}**: ${wordWhy({ outcome, failure })}`,
    ...(links.length > 0 ? [`Pull request: ${links.join(', ')}`] : []),
    ...testLines(task),
    `Cost ${wordCost(task)} · ${task.usage.turns} turns${took}`,
    ...closed.map((fact) => wordClosedWhich(fact, task)),
    ...(closed.length > 0 && closed.length >= links.length ? [] : [wordNext(status, { links, retry })]),
  ].join('\n\n');
}

/** Why the task ended, with what helps against it, once. */
export function wordWhy({ outcome, failure }: Pick<Ended, 'outcome' | 'failure'>): string {
  const remedy = failure && !outcome.includes(failure.remedy) ? ` ${plain(failure.remedy)}` : '';
  return `${plain(outcome, 1_500)}${remedy}`;
}

function testLines({ tests }: Task): string[] {
  if (!tests) return [];
  const { before, after } = tests;
  return [
    `Tests: ${before.passed} passed and ${before.failed} failed before, ${after.passed} passed and ${after.failed} failed after.`,
  ];
}

/** What people do now; `retry` is how that is said in this channel. */
export function wordNext(status: Ended['status'], { links, retry }: { links: readonly string[]; retry: string }): string {
  switch (status) {
    case 'completed':
      return links.length > 0 ? 'Next: review and merge.' : 'Nothing is left to do.';
    case 'rejected':
      return `To have it planned anew: ${retry}.`;
    case 'failed':
      return `The work so far is kept. When the cause is removed: ${retry}.`;
    case 'cancelled':
    case 'timed_out':
      return `To go on where it stopped: ${retry}.`;
  }
}
