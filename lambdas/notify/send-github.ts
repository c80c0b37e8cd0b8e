import type { Notice, SourceNotice } from '#domain/decide-notices.ts';
import { placeOfChange, placeOfKey } from '#domain/place.ts';
import type { Task } from '#domain/task.ts';
import type { About, GithubTarget, NotifyDeps } from './notify-deps.ts';
import { readHistory } from './read-state.ts';
import { markerOf, renderSource } from './render-source.ts';
import { settle } from './settle.ts';
import { wordPullRequest, wordWithdrawal } from './words/pull-request.ts';

type GithubNotice = Extract<Notice, { channel: 'github' }>;

/** Comments on what the task came from, and keeps one comment on each pull request of the task up to date. */
export async function sendGithub(notice: GithubNotice, { task }: About, deps: NotifyDeps): Promise<void> {
  const { github } = deps;
  if (!github) return;
  if (notice.kind === 'status') return showStatus(task.id, github, deps);
  if (notice.kind === 'withdrawal') return withdraw(task, github);
  return tellSource(notice, task, { github, store: deps.store });
}

async function showStatus(taskId: string, { repoHost, handle }: GithubTarget, { store }: NotifyDeps): Promise<void> {
  const render = async () => {
    const task = await store.readTask(taskId);
    return task && { changes: task.changes, body: wordPullRequest(task, await readHistory(taskId, store), handle) };
  };
  await settle(render, async ({ changes, body }) => {
    for (const change of changes) await repoHost.upsertComment(placeOfChange(change), `stepwright:status:${taskId}`, body);
  });
}

/** Closes the drafts of a task that was rejected or cancelled, each with the reason; people's work on them stays. */
async function withdraw(task: Task, { repoHost, handle }: GithubTarget): Promise<void> {
  for (const change of task.changes) {
    if (!(await repoHost.closeDraft(change))) continue;
    await repoHost.upsertComment(placeOfChange(change), `stepwright:withdrawn:${task.id}`, wordWithdrawal(task, handle));
  }
}

async function tellSource(
  notice: SourceNotice,
  { id, subject }: Task,
  { github, store }: { github: GithubTarget; store: NotifyDeps['store'] },
): Promise<void> {
  const place = placeOfKey(subject.key);
  // An issue has no place in a workflow to be moved to.
  if (notice.kind === 'move' || place === undefined) return;
  await settle(
    () => renderSource(notice, id, { store, handle: github.handle }),
    (markdown) => github.repoHost.upsertComment(place, markerOf(notice, id), markdown),
  );
}
