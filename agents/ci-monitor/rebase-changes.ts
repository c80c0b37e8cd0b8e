import { atCommit } from '#agents/harness/workspace/at-commit.ts';
import { readRepoFacts } from '#agents/harness/workspace/read-repo-facts.ts';
import { detectCommands } from '#domain/repo-commands.ts';
import type { Change } from '#domain/task.ts';
import type { Workspace } from '#ports/workspace.ts';
import { extractFailure } from './extract-failure.ts';
import type { Job } from './job.ts';
import type { Concluded } from './nodes/conclude.ts';
import { openCheckout } from './open-checkout.ts';
import { wasBrokenBefore } from './was-broken-before.ts';

const MAX_EVIDENCE = 3_000;

/** What became of one branch: the commit that it is at now, or why it was left as it was. */
type Outcome =
  | { readonly headSha: string; readonly summary: string }
  | { readonly headSha?: undefined; readonly summary: string; readonly evidence: string };

/** Rebases the branches that conflict with their base where that is safe, and leaves the others to people. */
export async function rebaseChanges(job: Job): Promise<Concluded> {
  const { context, conflicts } = job;
  const outcomes = new Map<string, Outcome>();
  for (const change of job.changes.filter(({ repo }) => conflicts.includes(repo))) {
    context.signal.throwIfAborted();
    const outcome = await rebaseChange(job, change);
    await context.progress(outcome.summary);
    outcomes.set(change.repo, outcome);
  }
  const changes = job.changes.map((change) => ({ ...change, headSha: outcomes.get(change.repo)?.headSha ?? change.headSha }));
  await context.store.patchTask(context.invocation.taskId, { changes }, []);
  const left = [...outcomes.values()].flatMap((outcome) => (outcome.headSha === undefined ? [outcome] : []));
  const told = left.length > 0 ? left : [...outcomes.values()];
  const diagnosis = {
    verdict: left.length > 0 ? ('escalate' as const) : ('fixed' as const),
    cause: 'conflict' as const,
    summary: told.map(({ summary }) => summary).join(' '),
    brief: '',
    evidence: left.map(({ evidence }) => evidence).join('\n\n'),
  };
  return { diagnosis, changes, repo: undefined };
}

/** Safe is what has commits of ours alone, applies without a conflict, and passes the tests that passed before. */
async function rebaseChange(job: Job, change: Change): Promise<Outcome> {
  const { repo, branch, baseBranch } = change;
  const workspace = await openCheckout(job, change);
  const before = await workspace.head();
  const rebase = await workspace.rebase(baseBranch);
  const left = `${branch} of ${repo} conflicts with ${baseBranch}`;
  if (rebase.type === 'foreign') {
    const summary = `${left} and has commits of others, which are not ours to rewrite.`;
    return { summary, evidence: cut(`Commits of others:\n${rebase.commits.join('\n')}`) };
  }
  if (rebase.type === 'conflict') {
    return {
      summary: `${left}, and it takes a person to tell what is right.`,
      evidence: cut(`In conflict:\n${rebase.files.join('\n')}`),
    };
  }
  const failure = await findFailure(job, workspace, before);
  if (failure !== undefined) {
    return { summary: `${left}; rebased on it, its tests do not pass any more.`, evidence: cut(failure) };
  }
  job.context.signal.throwIfAborted();
  return {
    headSha: await workspace.replace(),
    summary: `${branch} of ${repo} conflicted with ${baseBranch} and is rebased on it.`,
  };
}

/** The failing lines of the repository's tests, unless they failed that way before; what has no tests is left to CI. */
async function findFailure({ context, limits }: Job, workspace: Workspace, before: string): Promise<string | undefined> {
  const { signal } = context;
  const timeoutSeconds = limits.commandSeconds;
  const { install, test } = detectCommands(await readRepoFacts(workspace));
  // The base branch may need other packages.
  if (install !== undefined) await workspace.run(install, { timeoutSeconds, signal, packages: true });
  await workspace.reset();
  if (test === undefined) return undefined;
  await context.progress(`Running \`${test}\` on the rebased branch`);
  const now = await workspace.run(test, { timeoutSeconds, signal });
  await workspace.reset();
  if (now.exitCode === 0) return undefined;
  const then = await atCommit({ workspace, commit: before, install, timeoutSeconds, signal }, (run) => run(test));
  return wasBrokenBefore(now, then) ? undefined : extractFailure(now.output, MAX_EVIDENCE);
}

function cut(evidence: string): string {
  return evidence.slice(0, MAX_EVIDENCE);
}
