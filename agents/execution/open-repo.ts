import { asData } from '#agents/harness/as-data.ts';
import { readRules } from '#agents/harness/read-rules.ts';
import { readIfFile } from '#agents/harness/workspace/read-if-file.ts';
import { readRepoFacts } from '#agents/harness/workspace/read-repo-facts.ts';
import { UpstreamError } from '#domain/errors.ts';
import type { RepoCommands } from '#domain/commands/repo-facts.ts';
import { detectCommands } from '#domain/repo-commands.ts';
import { missingToolOf } from '#domain/missing-tool.ts';
import type { Change } from '#domain/task.ts';
import type { Workspace } from '#ports/workspace.ts';
import { isOurs, readDoneItems, toTrailers } from './commit-message.ts';
import type { Job, RepoWork } from './job.ts';
import { type MeasureInput, measure } from './measure.ts';
import { requireTools, toolMissing } from './require-tools.ts';

/** Opens a repository's checkout and finds out where the work stands: commands, rules, baseline, what is done. */
export async function openRepo(job: Job, change: Change): Promise<RepoWork> {
  const { context, deps } = job;
  const { cloneUrl } = await deps.repos.readRepository(change.repo);
  const workspace = await deps.workspaces.open({
    taskId: context.invocation.taskId,
    repo: change.repo,
    cloneUrl,
    branch: change.branch,
    baseBranch: change.baseBranch,
    withSaved: true,
    token: () => deps.repos.gitToken(change.repo),
  });
  job.opened.set(change.repo, workspace);
  const { isolated, says } = await workspace.isolation();
  if (!isolated) await context.progress(says);
  if (workspace.setAside !== undefined) {
    await context.progress(
      `Not all work fits onto what somebody pushed to ${change.branch}; it is kept at ${workspace.setAside}`,
    );
  }
  const untouched = await workspace.head();
  // An earlier run was lost here: what it left is kept apart from what was accepted.
  const dirty = await workspace.hasChanges();
  if (dirty) await workspace.commit('wip: work of a run that was lost', toTrailers(context.invocation.taskId));
  const commands = detectCommands(await readRepoFacts(workspace));
  await install(job, workspace, commands);
  const input = { workspace, commands, seconds: job.limits.commandSeconds, signal: context.signal };
  const standing = await measureStanding(input, {
    taskId: context.invocation.taskId,
    change,
    beforeKnown: job.beforeKnown,
    ...(dirty ? { untouched } : {}),
  });
  await requireTools(standing.baseline, context.progress);
  const rules = await readRules({ files: () => workspace.listFiles(), read: (path) => readIfFile(workspace, path) });
  return { change, workspace, rules: rules.map(({ path, text }) => asData(path, text)).join('\n'), commands, ...standing };
}

async function install({ context, limits }: Job, workspace: Workspace, { install }: RepoCommands): Promise<void> {
  if (install === undefined) return;
  const command = `test -d node_modules || ${install}`;
  const result = await workspace.run(command, { timeoutSeconds: limits.commandSeconds, signal: context.signal, packages: true });
  if (result.exitCode === 0) return;
  const missing = missingToolOf(result);
  if (missing !== undefined) throw toolMissing(install, missing);
  throw new UpstreamError(`\`${install}\` failed: ${result.output.slice(-1_000)}`, {
    code: 'INSTALL_FAILED',
    kind: 'compute',
    remedy: 'Make sure that the repository installs from a fresh clone, then retry the task.',
  });
}

interface Standing {
  readonly taskId: string;
  readonly change: Change;
  readonly beforeKnown: boolean;
  /** The commit before work that was found uncommitted. */
  readonly untouched?: string;
}

async function measureStanding(
  input: MeasureInput,
  { taskId, change, beforeKnown, untouched }: Standing,
): Promise<Pick<RepoWork, 'baseline' | 'latest' | 'done'>> {
  const log = await input.workspace.log(change.baseBranch);
  const items = readDoneItems(log);
  // A task that retries this one goes on with its plan, but has fix rounds of its own.
  const done = items.filter((item) => !item.id.startsWith('fix-') || item.taskId === taskId).map(({ id }) => id);
  const first = log.find(({ message }) => isOurs(message));
  const start = first === undefined ? untouched : `${first.sha}^`;
  const last = items.at(-1)?.commit;
  const here = last === (await input.workspace.head());
  const latest = last === undefined ? undefined : await measure(here ? input : { ...input, at: last });
  // Where nothing fails there is nothing that may go on failing, so the state before tells nothing more.
  if (latest && beforeKnown && latest.every(({ passed }) => passed)) return { baseline: latest, latest, done };
  const baseline = await measure(start === undefined ? input : { ...input, at: start });
  return { baseline, latest: latest ?? baseline, done };
}
