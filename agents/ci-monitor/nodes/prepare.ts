import { readRepoFacts } from '#agents/harness/workspace/read-repo-facts.ts';
import type { Workspace } from '#ports/workspace.ts';
import { checkCommands } from '../check-commands.ts';
import { extractFromStream } from '../extract-failure.ts';
import type { Case, Job } from '../job.ts';
import { openCheckout } from '../open-checkout.ts';
import type { Update } from '../state.ts';

const MAX_LOG = 8_000;

/** Opens the checkouts and reads the real log of every failed check. */
export function prepareNode(job: Job): () => Promise<Update> {
  return async () => {
    const cases: Case[] = [];
    const opened = new Map<string, Workspace>();
    for (const check of job.failed) {
      job.context.signal.throwIfAborted();
      const change = job.changes.find(({ repo }) => repo === check.repo);
      if (!change) continue;
      const workspace = opened.get(check.repo) ?? (await openCheckout(job, change));
      opened.set(check.repo, workspace);
      cases.push(await toCase(job, { check, change, workspace }));
    }
    return { cases };
  };
}

async function toCase(job: Job, { check, change, workspace }: Pick<Case, 'check' | 'change' | 'workspace'>): Promise<Case> {
  await job.context.progress(`Reading the log of ${check.name}`);
  const log = await extractFromStream(job.deps.repos.streamCheckLog(check.repo, check.headSha, check.name), MAX_LOG);
  const repo = await readRepoFacts(workspace);
  const paths = repo.files.filter((path) => /^\.github\/workflows\/[^/]+\.ya?ml$/.test(path));
  const workflows = await Promise.all(paths.map(async (path) => (await workspace.readFile(path)) ?? ''));
  return {
    check,
    change,
    workspace,
    repo,
    log,
    commands: checkCommands(check.name, workflows) ?? [],
  };
}
