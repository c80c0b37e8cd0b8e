import { readRepoFacts } from '#agents/harness/workspace/read-repo-facts.ts';
import { detectCommands } from '#domain/repo-commands.ts';
import type { Change } from '#domain/task.ts';
import type { Workspace } from '#ports/workspace.ts';
import type { Job } from './job.ts';

/** The checkout of a change's branch as it is on the server, with its packages installed. */
export async function openCheckout({ context, deps, limits }: Job, change: Change): Promise<Workspace> {
  const { repo, branch, baseBranch } = change;
  await context.progress(`Opening ${repo}`);
  const { cloneUrl } = await deps.repos.readRepository(repo);
  const token = (): Promise<string> => deps.repos.gitToken(repo);
  // What execution saved and never published is not what CI ran on.
  const at = { taskId: context.invocation.taskId, repo, cloneUrl, branch, baseBranch, withSaved: false };
  const workspace = await deps.workspaces.open({ ...at, token });
  const { isolated, says } = await workspace.isolation();
  if (!isolated) await context.progress(says);
  // What an earlier run left here was never verified.
  await workspace.reset();
  const { install } = detectCommands(await readRepoFacts(workspace));
  if (install !== undefined) {
    const command = `test -d node_modules || ${install}`;
    await workspace.run(command, { timeoutSeconds: limits.commandSeconds, signal: context.signal, packages: true });
    await workspace.reset();
  }
  return workspace;
}
