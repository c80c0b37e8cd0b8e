import type { Notice } from '#domain/decide-notices.ts';
import type { About, NotifyDeps } from './notify-deps.ts';
import { markerOf, renderSource } from './render-source.ts';
import { settle } from './settle.ts';

type JiraNotice = Extract<Notice, { channel: 'jira' }>;

/** Comments on the ticket, each comment edited in place, and moves it. */
export async function sendJira(notice: JiraNotice, { task }: About, { jira, store }: NotifyDeps): Promise<void> {
  if (!jira) return;
  const { key } = task.subject;
  // That the workflow of this project has no such status is no error.
  if (notice.kind === 'move') return void (await jira.tracker.moveTo(key, jira.statuses[notice.to]));
  await settle(
    () => renderSource(notice, task.id, { store, handle: jira.handle }),
    (markdown) => jira.tracker.upsertComment(key, markerOf(notice, task.id), markdown),
  );
}
