import type { About, NotifyDeps } from './notify-deps.ts';
import { readHistory } from './read-state.ts';
import { settle } from './settle.ts';
import { wordPullRequest } from './words/pull-request.ts';

/** Keeps one comment on each pull request of the task up to date. */
export async function sendGithub({ task: { id } }: About, { store, github }: NotifyDeps): Promise<void> {
  if (!github) return;
  const render = async () => {
    const task = await store.readTask(id);
    return task && { changes: task.changes, body: wordPullRequest(task, await readHistory(id, store)) };
  };
  await settle(render, async ({ changes, body }) => {
    for (const change of changes) await github.repoHost.upsertComment(change, `stepwright:status:${id}`, body);
  });
}
