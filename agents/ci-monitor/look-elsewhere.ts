import { isPassing } from '#domain/ci.ts';
import { decideElsewhere, type Elsewhere, type Sighting } from './decide-elsewhere.ts';
import { extractFromStream } from './extract-failure.ts';
import type { Case, Job } from './job.ts';

/** So many commits of the base branch are looked at, each at the price of a few calls. */
const COMMITS = 6;
const MAX_LOG = 8_000;

/** Looks up how the check ended on the base branch, whoever runs it: what is told there needs nothing run here. */
export async function lookElsewhere(job: Job, one: Case): Promise<Elsewhere> {
  const sightings: Sighting[] = [];
  for (const sha of await one.workspace.recentCommits(one.change.baseBranch, COMMITS)) {
    job.context.signal.throwIfAborted();
    const seen = await look(job, one, sha);
    if (seen) sightings.push(seen);
    // Where the tip is red, the past tells nothing more.
    if (sightings[0]?.passed === false) break;
  }
  return decideElsewhere(one.log, sightings);
}

async function look({ deps }: Job, { check }: Case, sha: string): Promise<Sighting | undefined> {
  const { checks } = await deps.repos.readChecks(check.repo, sha);
  const same = checks.find(({ name }) => name === check.name);
  if (!same) return undefined;
  if (isPassing(same)) return { sha, passed: true, log: '' };
  const log = deps.repos.streamCheckLog(check.repo, sha, check.name);
  return { sha, passed: false, log: await extractFromStream(log, MAX_LOG) };
}
