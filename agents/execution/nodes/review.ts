import type { FinishTool } from '#agents/harness/finish-tool.ts';
import { runModelLoop } from '#agents/harness/model-loop.ts';
import { LimitError, PolicyError } from '#domain/errors.ts';
import { toCommitMessage, toTrailers } from '../commit-message.ts';
import { type Done, type Reviewed, reviewedSchema } from '../contract.ts';
import { decideAcceptance } from '../decide-acceptance.ts';
import { enforceScope } from '../enforce-scope.ts';
import { hasPlan } from '../has-plan.ts';
import type { Job, RepoWork } from '../job.ts';
import { measure } from '../measure.ts';
import { reviewPrompt, systemPrompt } from '../prompts.ts';
import type { State, Update } from '../state.ts';
import { createTools } from '../tools/create-tools.ts';

/** The id of the review among the items that commits say are done. */
const REVIEW = 'review';

/**
 * Looks at the whole change once, as a reviewer would, before it is offered: the model mends what it finds and names files that
 * do not belong to the change, which are put back. What the review breaks is dropped, and its end by a limit ends nothing else.
 */
export function reviewNode(job: Job): (state: State) => Promise<Update> {
  return async (state) => {
    const repos: Record<string, RepoWork> = {};
    for (const work of Object.values(state.repos)) repos[work.change.repo] = await reviewRepo(job, work);
    return { repos };
  };
}

async function reviewRepo(job: Job, work: RepoWork): Promise<RepoWork> {
  const { workspace, change } = work;
  // An earlier run came further than this, or the work is a fix on top of what was reviewed.
  if (work.done.includes(REVIEW) || !(await hasPlan(work))) return work;
  const { drift } = await enforceScope(job, work, change.baseBranch);
  try {
    const diff = await workspace.diff(change.baseBranch);
    if (diff === '') return work;
    await job.context.progress(`Reviewing the change in ${change.repo}`);
    return await keep(job, work, await askForReview(job, work, { diff, drift }));
  } catch (error) {
    // The work itself was accepted, so it is offered, and people are told what it lacks.
    if (!(error instanceof LimitError || error instanceof PolicyError) || job.context.signal.aborted) throw error;
    await workspace.reset();
    return { ...work, remarks: [`The change was not reviewed before it was offered: ${error.message}`] };
  }
}

function askForReview(
  job: Job,
  { workspace, change, rules, commands }: RepoWork,
  found: { diff: string; drift: readonly string[] },
) {
  const { context, limits } = job;
  const finish: FinishTool<Reviewed> = {
    name: 'done',
    description: 'Says that the review is done and everything it found is mended.',
    schema: reviewedSchema,
    check: async ({ undo }) => {
      const changed = await workspace.changedFiles(change.baseBranch);
      return undo.filter((path) => !changed.includes(path)).map((path) => `${path} is not part of the change.`);
    },
  };
  return runModelLoop({
    context,
    system: systemPrompt(change.repo, rules, commands),
    user: reviewPrompt({ task: job.task, plan: job.plan, ...found }),
    tools: createTools(workspace, limits.commandSeconds, context),
    finish,
  });
}

async function keep(job: Job, work: RepoWork, reviewed: Reviewed): Promise<RepoWork> {
  const { workspace, change, commands, baseline, latest } = work;
  const { context, limits } = job;
  await workspace.undo(reviewed.undo, change.baseBranch);
  const { undone } = await enforceScope(job, work, change.baseBranch);
  if (!(await workspace.hasChanges())) return { ...work, remarks: reviewed.decisions };
  const after = await measure({ workspace, commands, seconds: limits.commandSeconds, signal: context.signal });
  const verdict = decideAcceptance({ kind: 'docs', baseline, before: latest, after, lastCode: true });
  if (verdict.type === 'refused') {
    await workspace.reset();
    const [why = ''] = verdict.failure.split('\n');
    return { ...work, remarks: [`What the review would have changed was dropped: ${why}`, ...reviewed.decisions] };
  }
  const done: Done = { ...reviewed, decisions: [...reviewed.decisions, ...reviewed.undo.map(toUndone), ...undone] };
  const item = { commitType: 'refactor', title: 'Mend what the review of the change found' };
  await workspace.commit(toCommitMessage(item, done), toTrailers(context.invocation.taskId, { id: REVIEW, attempts: 1 }));
  await workspace.save();
  await context.budget.noteProgress();
  return { ...work, latest: after, done: [...work.done, REVIEW] };
}

function toUndone(path: string): string {
  return `${path} was put back: it is not part of this change.`;
}
