import type { Execution } from '#domain/execution.ts';
import { placeOfChange } from '#domain/place.ts';
import { visibleText } from '#domain/visible-text.ts';
import { withoutSecrets } from '#domain/without-secrets.ts';
import { type DoneItem, readDoneItems } from '../commit-message.ts';
import type { Item, Job, RepoWork } from '../job.ts';
import { measure, toRuns } from '../measure.ts';
import { PROMPT_VERSION } from '../prompts.ts';
import type { State } from '../state.ts';

/** Publishes what was done about feedback, or about CI, on a pull request whose words are not ours to change; answers every thread. */
export function publishNode(job: Job, give: (execution: Execution) => void): (state: State) => Promise<Record<string, never>> {
  return async (state) => {
    const [work] = Object.values(state.repos);
    if (!work) throw new Error('no repository was opened');
    const { workspace, change, latest, commands } = work;
    const { signal } = job.context;
    const seconds = job.limits.commandSeconds;
    const after = latest.length > 0 ? latest : await measure({ workspace, commands, seconds, signal });
    signal.throwIfAborted();
    const headSha = await workspace.push();
    const done = readDoneItems(await workspace.log(change.baseBranch));
    for (const item of job.items) await answerThread(job, item, done);
    const execution = toExecution({ ...work, change: { ...change, headSha } }, job, done, toRuns(after));
    const { changes } = execution;
    await job.context.store.patchTask(job.context.invocation.taskId, { changes, promptVersion: PROMPT_VERSION }, []);
    give(execution);
    return {};
  };
}

/** An answer that is there already is not given again, so a run that was lost here may come back. */
async function answerThread(job: Job, item: Item, done: readonly DoneItem[]): Promise<void> {
  const [change] = job.changes;
  if (item.threadId === undefined || !change) return;
  const kept = done.find(({ id }) => id === item.id);
  const summary = kept?.summary ?? job.answers.get(item.id) ?? '';
  const text = withoutSecrets(visibleText(summary)).replaceAll('@', '@\u200b');
  const where = kept ? `In ${kept.commit}.` : 'Nothing was changed for this.';
  job.context.signal.throwIfAborted();
  const place = { ...placeOfChange(change), threadId: item.threadId };
  await job.deps.repos.replyToThread(place, `stepwright:answer:${item.id}`, `${text}\n\n${where}`);
}

function toExecution(work: RepoWork, job: Job, done: readonly DoneItem[], after: Execution['after']): Execution {
  const ours = done.filter(({ id }) => job.items.some((item) => item.id === id));
  const answers = job.items.map(({ id, title }) => {
    const summary = ours.find((one) => one.id === id)?.summary ?? job.answers.get(id) ?? '';
    return `${title}: ${summary}`;
  });
  return {
    changes: [work.change],
    summary: answers.length > 0 ? answers.join(' ') : 'There was nothing to do.',
    decisions: ours.flatMap(({ decisions }) => decisions),
    tasks: ours.map(({ id, attempts, commit }) => ({ id, attempts, commit })),
    before: toRuns(work.baseline),
    after,
  };
}
