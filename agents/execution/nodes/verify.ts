import { ConflictError, PolicyError } from '#domain/errors.ts';
import { toCommitMessage, toTrailers } from '../commit-message.ts';
import { current, nextPosition } from '../current.ts';
import { type Acceptance, decideAcceptance } from '../decide-acceptance.ts';
import { enforceScope } from '../enforce-scope.ts';
import type { Item, Job, RepoWork } from '../job.ts';
import { type Measurement, measure } from '../measure.ts';
import type { State, Update } from '../state.ts';

/** Runs the repository's commands; accepted work is committed and saved, other work goes back with what failed. */
export function verifyNode(job: Job): (state: State) => Promise<Update> {
  return async (state) => {
    job.context.signal.throwIfAborted();
    const { item, work } = current(job, state);
    const { undone } = await enforceScope(job, work);
    const input = { workspace: work.workspace, commands: work.commands };
    const after = await measure({ ...input, seconds: job.limits.commandSeconds, signal: job.context.signal });
    await observe(job, after);
    const acceptance = await accept(job, state, after);
    if (acceptance.type === 'refused') return refuse(job, state, acceptance.failure);
    await job.context.progress(`${item.id} accepted: ${acceptance.because}`);
    await keep(job, { ...state, done: { ...state.done, decisions: [...state.done.decisions, ...undone] } }, item, work);
    await job.context.budget.noteProgress();
    const repos = { ...state.repos, [item.repo]: { ...work, latest: after, done: [...work.done, item.id] } };
    return { repos, position: nextPosition(job, repos, state.position + 1), attempt: 1, failure: '' };
  };
}

/** What the tests show counts as progress or as none, whether or not the work is accepted. */
async function observe({ context }: Job, measurement: Measurement): Promise<void> {
  for (const { counts, failing } of measurement) {
    if (counts && failing) await context.budget.observe({ passed: counts.passed, failing });
  }
}

async function accept(job: Job, state: State, after: Measurement): Promise<Acceptance> {
  const { item, work } = current(job, state);
  if (item.mustChange && !(await work.workspace.hasChanges())) {
    return { type: 'refused', failure: 'No file was changed, so CI would fail again.' };
  }
  const later = job.items.slice(state.position + 1);
  const lastCode = !later.some(({ repo, kind }) => repo === item.repo && kind === 'code');
  return decideAcceptance({ kind: item.kind, baseline: work.baseline, before: work.latest, after, lastCode });
}

/** The branch is pushed when all is done: CI need not run on tests whose code is still to come. */
async function keep(job: Job, state: State, item: Item, { workspace, change }: RepoWork): Promise<void> {
  if (job.task.kind === 'iterate' && !item.mustChange && !(await workspace.hasChanges())) {
    job.answers.set(item.id, state.done.summary);
    return;
  }
  const trailers = toTrailers(job.context.invocation.taskId, { id: item.id, attempts: state.attempt });
  await workspace.commit(toCommitMessage(item, state.done), trailers);
  const { branchMoved } = await workspace.save();
  if (!branchMoved) return;
  throw new ConflictError(`Somebody else pushed to ${change.branch}.`, {
    code: 'BRANCH_MOVED',
    remedy: 'Retry the task: it goes on from what is on the branch now.',
  });
}

async function refuse(job: Job, state: State, failure: string): Promise<Update> {
  const { item, work } = current(job, state);
  const [why = ''] = failure.split('\n');
  await job.context.progress(`${item.id} attempt ${state.attempt} not accepted: ${why}`);
  if (state.attempt < job.limits.attempts) return { attempt: state.attempt + 1, failure };
  throw new PolicyError(`${item.id} "${item.title}" was not done in ${state.attempt} attempts. ${failure}`, {
    code: 'ATTEMPTS_EXHAUSTED',
    kind: 'agent',
    remedy: `Look at the work in progress (git fetch origin ${work.workspace.savedRef}), make the ticket more precise, and retry the task.`,
  });
}
