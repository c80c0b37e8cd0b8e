import type { ErrorLevel } from '#domain/error-group.ts';
import { linkTo, plain } from '#domain/markdown.ts';
import type { Task } from '#domain/task.ts';
import type { TaskFact } from '#domain/task-event.ts';
import { wordStatus } from './words.ts';

const MARKS: Readonly<Record<ErrorLevel, string>> = { fatal: '🚨', error: '🐞', warning: '⚠️', info: 'ℹ️', debug: 'ℹ️' };

/** What the channel for errors is told: the ticket of an error, or that its triage came to nothing. */
export function wordErrors(fact: TaskFact, task: Task): string {
  switch (fact.type) {
    case 'ticket.filed':
      return wordFiled(fact, task);
    case 'task.ended':
      return [
        `${wordStatus(fact.status)}: the triage of ${linkTo(task.ticket.summary, task.ticket.url)}. ${plain(fact.outcome, 1_000)}`,
        `No ticket was filed. While the error goes on, the hourly sweep tries it again; now: \`/agent retry ${task.id}\`.`,
      ].join('\n');
    default:
      return plain(fact.type);
  }
}

function wordFiled(fact: Extract<TaskFact, { type: 'ticket.filed' }>, task: Task): string {
  const { level, project, events, users, previous } = fact;
  const ticket = linkTo(fact.key, fact.url);
  const what = fact.isNew ? `**${ticket}: ${plain(fact.title)}**` : `**It is back: ${plain(fact.title)}**, noted on ${ticket}`;
  const before = fact.isNew && previous !== undefined ? [`It had the ticket ${plain(previous)} before.`] : [];
  const counts = `${level} · ${events} events in 24 hours · ${users} users · ${plain(project)}`;
  return [`${MARKS[level]} ${what}`, [counts, linkTo('Sentry', task.ticket.url)].join(' · '), ...before].join('\n');
}
