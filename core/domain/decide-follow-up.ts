import { type Check, isPassing } from './ci.ts';
import { nameOfPlace, placeOfChange } from './place.ts';
import type { PullRequest, Verdict } from './pull-request.ts';
import type { Task } from './task.ts';

/** How a pull request is merged when nobody has to; `off` leaves every merge to people. */
export const AUTO_MERGES = ['off', 'merge', 'squash', 'rebase'] as const;
export type AutoMerge = (typeof AUTO_MERGES)[number];
export type MergeMethod = Exclude<AutoMerge, 'off'>;

/** Who made a pull request's newest commit: a task of ours, whoever merged the base branch into it, or somebody else. */
export type HeadMaker = 'us' | 'merge' | 'others';

/** A pull request after its work was done, with the task that opened it and the newest that worked on it. */
export interface FollowUpFacts {
  readonly first: Task;
  readonly last: Task;
  readonly pull: PullRequest;
  readonly checks: { readonly concluded: boolean; readonly checks: readonly Check[] };
  readonly conflicting: boolean;
  readonly head: HeadMaker;
  readonly autoMerge: AutoMerge;
  readonly reviews: Standing;
}

/** How the reviews of those stand whom we may listen to; `held`: somebody approved, and that is not enough. */
export type Standing =
  | { readonly type: 'approved' }
  | { readonly type: 'held'; readonly why: string }
  | { readonly type: 'none' };

export type FollowUp =
  | { readonly type: 'iterate'; readonly cause: 'checks' | 'conflict'; readonly why: string }
  | { readonly type: 'merge'; readonly method: MergeMethod }
  /** It could be merged, and whoever approved has to be told why it is not. */
  | { readonly type: 'held'; readonly why: string }
  | { readonly type: 'nothing'; readonly reason: string };

/** True for the pull requests we look after: those that a task of ours opened, once the newest work on them was completed. */
export function isFollowed(first: Task | undefined, last: Task | undefined): boolean {
  return first?.kind === 'change' && last?.status === 'completed';
}

/** Decides what becomes of an open pull request of ours whose work was done, when something happened to it (product W6). */
export function decideFollowUp(facts: FollowUpFacts): FollowUp {
  const { first, last, pull, conflicting } = facts;
  const name = nameOfPlace(placeOfChange(pull.change));
  if (!isFollowed(first, last)) return nothing(`${last.id} on ${name} is ${last.status}`);
  if (pull.state !== 'open' || pull.draft || pull.fromFork) return nothing(`${name} is not open for review`);
  if (conflicting) {
    return { type: 'iterate', cause: 'conflict', why: `${name} conflicts with ${pull.change.baseBranch} since that moved on.` };
  }
  return followChecks(name, facts);
}

function followChecks(name: string, facts: FollowUpFacts): FollowUp {
  const { concluded, checks } = facts.checks;
  if (!concluded) return nothing(`CI of ${name} is not over`);
  const failed = checks.filter((check) => !isPassing(check)).map((check) => check.name);
  if (failed.length === 0) return followApproval(name, facts);
  if (facts.head === 'others') return nothing(`the commit that fails on ${name} is somebody else's`);
  const commit = facts.head === 'merge' ? 'the base branch was merged into it' : 'they had passed';
  return { type: 'iterate', cause: 'checks', why: `Checks of ${name} fail after ${commit}: ${failed.join(', ')}.` };
}

function followApproval(name: string, { autoMerge, reviews, first }: FollowUpFacts): FollowUp {
  if (autoMerge === 'off') return nothing(`${name} is green; people merge it`);
  if (reviews.type === 'none') return nothing(`${name} is green and not approved`);
  if (first.changes.length > 1)
    return { type: 'held', why: 'it is one of several, which people merge in the order of the plan.' };
  return reviews.type === 'held' ? reviews : { type: 'merge', method: autoMerge };
}

function nothing(reason: string): FollowUp {
  return { type: 'nothing', reason };
}

/**
 * Decides how the reviews stand: approved when somebody whom we may listen to approved this very commit, and nobody of them
 * asks for changes. Of each person the last approval or request for changes counts; a mere comment takes nothing back.
 */
export function decideStanding(verdicts: readonly Verdict[], headSha: string, mayWrite: (login: string) => boolean): Standing {
  const last = new Map<string, Verdict>();
  for (const verdict of verdicts) if (!verdict.byBot && mayWrite(verdict.login)) last.set(verdict.login, verdict);
  const all = [...last.values()];
  const approvals = all.filter(({ says }) => says === 'approved');
  if (approvals.length === 0) return { type: 'none' };
  const against = all.filter(({ says }) => says === 'changes-requested').map(({ login }) => login);
  if (against.length > 0) return { type: 'held', why: `${against.join(', ')} asked for changes and has not approved since.` };
  if (approvals.some((approval) => approval.headSha === headSha)) return { type: 'approved' };
  return { type: 'held', why: 'what was approved is an earlier commit. Please look at what changed since, and approve again.' };
}
