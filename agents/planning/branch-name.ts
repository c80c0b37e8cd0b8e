import type { Task } from '#domain/task.ts';

const MAX_SLUG = 40;

/** `stepwright/<task>/<slug>`: made from the ticket alone, so that every revision of the plan has the same branch. */
export function toBranchName(task: Pick<Task, 'id' | 'ticket'>): string {
  const slug = `${task.ticket.key} ${task.ticket.summary}`
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_SLUG)
    .replace(/^-+|-+$/g, '');
  return `stepwright/${task.id}/${slug || 'change'}`;
}
