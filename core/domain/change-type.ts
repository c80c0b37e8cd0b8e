import type { Task } from './task.ts';

/** The conventional type of the whole change: a ticket that says it is about a bug is one. */
export function changeTypeOf({ ticket }: Pick<Task, 'ticket'>): 'fix' | 'feat' {
  return /\b(bug|fix|error|crash|regression)\b/i.test(`${ticket.labels.join(' ')} ${ticket.summary}`) ? 'fix' : 'feat';
}
