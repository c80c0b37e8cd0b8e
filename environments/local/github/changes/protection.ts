import { roleOf } from '../people.ts';
import type { Protection } from '../state/branches.ts';
import type { PullRecord, ReviewRecord } from '../state/pulls.ts';
import { keyIn } from '../state/store.ts';
import type { Twin } from '../twin.ts';
import { listCheckRuns, listLatestStatuses } from './read-checks.ts';

export function protectionOf(twin: Twin, repo: string, branch: string): Protection | undefined {
  return twin.store.protections.get(keyIn(repo, branch));
}

/** In GitHub's words, why the rules of its base branch do not let a pull request in; undefined when they do. */
export function whyBlocked(twin: Twin, pull: PullRecord): string | undefined {
  const rules = protectionOf(twin, pull.repo, pull.base.ref);
  if (rules === undefined) return undefined;
  return whyChecks(twin, pull, rules) ?? whyReviews(twin, pull, rules);
}

function whyChecks(twin: Twin, { repo, head }: PullRecord, { contexts }: Protection): string | undefined {
  const runs = listCheckRuns(twin, repo, head.sha).map(({ name, conclusion }) => ({ name, state: conclusion ?? 'pending' }));
  const statuses = listLatestStatuses(twin, repo, head.sha).map(({ context: name, state }) => ({ name, state }));
  for (const required of contexts) {
    const state = [...runs, ...statuses].find(({ name }) => name === required)?.state ?? 'pending';
    if (state === 'pending') return `Required status check "${required}" is expected.`;
    if (!PASSING.has(state)) return `Required status check "${required}" is failing.`;
  }
  return undefined;
}

const PASSING = new Set(['success', 'neutral', 'skipped']);

function whyReviews(twin: Twin, pull: PullRecord, { approvals }: Protection): string | undefined {
  if (approvals === 0) return undefined;
  const last = new Map<string, ReviewRecord['state']>();
  for (const { user, state } of twin.store.reviews.listOf(pull.repo, pull.number)) {
    if (roleOf(user) !== 'read' && state !== 'COMMENTED' && state !== 'PENDING') last.set(user, state);
  }
  const states = [...last.values()];
  if (states.includes('CHANGES_REQUESTED')) return 'Changes were requested by a reviewer with write access.';
  if (states.filter((state) => state === 'APPROVED').length >= approvals) return undefined;
  const needed = approvals === 1 ? 'approving review is' : 'approving reviews are';
  return `At least ${approvals} ${needed} required by reviewers with write access.`;
}
