import { startRuns } from '../actions/start-runs.ts';
import { readWorkflows } from '../actions/workflows.ts';
import { readCommit, toUtc } from '../git/objects.ts';
import { countAheadBehind, readRef, updateRef } from '../git/refs.ts';
import { invalid } from '../http/errors.ts';
import type { PullRecord } from '../state/pulls.ts';
import { keyOf, type RepositoryRecord } from '../state/repositories.ts';
import { listPulls, savePull } from '../state/store.ts';
import type { Twin } from '../twin.ts';
import { emitPull } from './pulls.ts';
import { takeNumber } from './take-number.ts';

export interface OpenPullInput {
  readonly head: string;
  readonly base: string;
  readonly title: string;
  readonly body: string | null;
  readonly draft: boolean;
  readonly actor: string;
}

const RESOURCE = 'PullRequest';

/** Opens a pull request; call it within `serially`. @throws GithubError 422 with GitHub's reasons */
export async function openPull(twin: Twin, repository: RepositoryRecord, input: OpenPullInput): Promise<PullRecord> {
  const dir = twin.pathOf(repository);
  const repo = keyOf(repository);
  const head = await readBranch(dir, input.head, 'head');
  const base = await readBranch(dir, input.base, 'base');
  if (listPulls(twin.store, repo).some((pull) => isSame(pull, input))) {
    const message = `A pull request already exists for ${repository.owner}:${input.head}.`;
    throw invalid({ resource: RESOURCE, code: 'custom', message });
  }
  if ((await countAheadBehind(dir, base, head)).ahead === 0) {
    throw invalid({ resource: RESOURCE, code: 'custom', message: `No commits between ${input.base} and ${input.head}` });
  }
  const files = await readWorkflows(dir, head);
  const commit = await readCommit(dir, head);
  const number = takeNumber(twin, repo);
  await updateRef(dir, `refs/pull/${number}/head`, head);
  return twin.store.transaction(() => {
    const pull = toRecord(twin, repo, { input, number, head, base });
    savePull(twin.store, pull);
    emitPull(twin, repository, pull, { action: 'opened', actor: input.actor });
    startRuns(twin, {
      repository,
      event: { name: 'pull_request', branch: input.base, action: 'opened' },
      sha: head,
      headBranch: input.head,
      title: commit.message.split('\n')[0] ?? '',
      actor: input.actor,
      files,
    });
    return pull;
  });
}

async function readBranch(dir: string, branch: string, field: string): Promise<string> {
  const sha = await readRef(dir, `refs/heads/${branch}`);
  if (sha === undefined) throw invalid({ resource: RESOURCE, field, code: 'invalid' });
  return sha;
}

function isSame(pull: PullRecord, input: OpenPullInput): boolean {
  return pull.state === 'open' && pull.head.ref === input.head && pull.base.ref === input.base;
}

function toRecord(
  twin: Twin,
  repo: string,
  { input, number, head, base }: { input: OpenPullInput; number: number; head: string; base: string },
): PullRecord {
  const now = toUtc(twin.now());
  return {
    id: twin.store.pulls.next(),
    repo,
    number,
    title: input.title,
    body: input.body,
    state: 'open',
    draft: input.draft,
    head: { ref: input.head, sha: head },
    base: { ref: input.base, sha: base },
    user: input.actor,
    labels: [],
    createdAt: now,
    updatedAt: now,
    closedAt: null,
    mergedAt: null,
    mergedBy: null,
    mergeCommitSha: null,
  };
}
