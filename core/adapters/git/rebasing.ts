import { ConflictError } from '#domain/errors.ts';
import type { Rebase, Workspace } from '#ports/workspace.ts';
import type { Git, GitOptions } from './git.ts';
import type { Hub } from './hub.ts';

export interface RebasingInput {
  readonly git: Git;
  readonly hub: Hub;
  readonly here: GitOptions;
  readonly branch: string;
}

/** GitHub itself commits what is written through its API, such as the plan. */
const HOST_COMMITTER = 'noreply@github.com';

/** Rewriting a branch: with a detached head until it is published, so that a killed session leaves the branch as it was. */
export function rebasing({ git, hub, here, branch }: RebasingInput): Pick<Workspace, 'rebase' | 'replace'> {
  const run = (...args: string[]): Promise<string> => git(args, here);
  const published = `refs/remotes/origin/${branch}`;
  return {
    rebase: async (base) => {
      const onto = `refs/remotes/origin/${base}`;
      if (Number(await run('rev-list', '--count', `HEAD..${published}`)) > 0) throw moved(branch);
      const commits = await listForeign(run, `${onto}..HEAD`);
      if (commits.length > 0) return { type: 'foreign', commits };
      await run('checkout', '--quiet', '--detach');
      try {
        await run('rebase', '--quiet', onto);
        return { type: 'rebased' };
      } catch (error) {
        return takeBack(run, branch, error);
      }
    },
    replace: async () => {
      const expected = (await run('rev-parse', published)).trim();
      await hub.replace(here.gitDir, branch, expected);
      await run('checkout', '--quiet', '-B', branch);
      await run('update-ref', published, 'HEAD');
      return (await run('rev-parse', 'HEAD')).trim();
    },
  };
}

type Run = (...args: string[]) => Promise<string>;

/** Ours is what we or the host for us committed, in the name of a task: whoever amends a commit of ours commits it anew. */
async function listForeign(run: Run, range: string): Promise<string[]> {
  const us = /<(.*)>/.exec(await run('var', 'GIT_COMMITTER_IDENT'))?.[1];
  const format = '--format=%ce%x00%(trailers:key=Task-Id,valueonly,separator=%x20)%x00%h %s';
  const lines = (await run('log', '--no-color', format, range)).split('\n').filter(Boolean);
  return lines.flatMap((line) => {
    const [committer, task, commit = ''] = line.split('\0');
    const isOurs = (committer === us || committer === HOST_COMMITTER) && task !== '';
    return isOurs ? [] : [commit];
  });
}

/** Ends a rebase that stopped; without a file in conflict, it stopped for a reason of its own. */
async function takeBack(run: Run, branch: string, error: unknown): Promise<Rebase> {
  const files = (await run('diff', '--name-only', '--diff-filter=U', '-z')).split('\0').filter(Boolean);
  await run('rebase', '--abort').catch(() => undefined);
  await run('checkout', '--quiet', branch);
  if (files.length === 0) throw error;
  return { type: 'conflict', files };
}

function moved(branch: string): ConflictError {
  return new ConflictError(`${branch} has commits that this checkout does not have.`, {
    code: 'BRANCH_MOVED',
    remedy: 'Retry the task: it goes on from what is on the branch now.',
  });
}
