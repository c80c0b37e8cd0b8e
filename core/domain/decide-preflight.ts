import type { Task } from './task.ts';

/** What we may do with a repository, and how its pull request stands, as the host tells it. */
export interface Access {
  /** Granted permissions by GitHub's names, for example `contents: write`. */
  readonly permissions: Readonly<Record<string, string>>;
  /** Nobody can write to an archived repository. */
  readonly archived: boolean;
  /** Absent when none was asked about. */
  readonly pullRequest?: 'open' | 'closed' | 'merged' | 'missing' | undefined;
}

export type Preflight =
  | { readonly type: 'go' }
  | {
      readonly type: 'stop';
      readonly code: 'INSUFFICIENT_GITHUB_REPO_PERMISSIONS' | 'PR_NOT_FOUND_OR_CLOSED';
      readonly reason: string;
      readonly remedy: string;
    };

const WORK = { contents: 'write', pull_requests: 'write', checks: 'read' } as const;

/** What each kind of task needs of a repository. */
const NEEDS: Readonly<Record<Task['kind'], Readonly<Record<string, 'read' | 'write'>>>> = {
  change: WORK,
  iterate: WORK,
  review: { contents: 'read', pull_requests: 'write' },
  triage: {},
};

/** A draft of ours that was closed is opened again; what people closed is theirs. */
const GOOD_STATES: Readonly<Record<Task['kind'], readonly Access['pullRequest'][]>> = {
  change: [undefined, 'open', 'closed'],
  iterate: [undefined, 'open'],
  review: [undefined, 'open'],
  triage: [undefined, 'open', 'closed', 'merged', 'missing'],
};

/** Decides, before anything is spent, whether a task of this kind can be done in a repository at all. */
export function decidePreflight(kind: Task['kind'], repo: string, access: Access): Preflight {
  const missing = Object.entries(NEEDS[kind]).filter(([name, level]) => !allows(access.permissions[name], level));
  if (missing.length > 0) {
    return {
      type: 'stop',
      code: 'INSUFFICIENT_GITHUB_REPO_PERMISSIONS',
      reason: `The GitHub App may not do in ${repo} what this task needs: ${missing.map((need) => need.join(': ')).join(', ')}.`,
      remedy: 'Grant the GitHub App these permissions, accept them where it is installed, and retry the task.',
    };
  }
  if (access.archived && Object.values(NEEDS[kind]).includes('write')) {
    return {
      type: 'stop',
      code: 'INSUFFICIENT_GITHUB_REPO_PERMISSIONS',
      reason: `${repo} is archived, so nobody can write to it.`,
      remedy: 'Unarchive the repository, or choose another one, and retry the task.',
    };
  }
  if (GOOD_STATES[kind].includes(access.pullRequest)) return { type: 'go' };
  return {
    type: 'stop',
    code: 'PR_NOT_FOUND_OR_CLOSED',
    reason: `The pull request in ${repo} is ${access.pullRequest}.`,
    remedy: 'Open the pull request again, or start a new task.',
  };
}

function allows(granted: string | undefined, needed: 'read' | 'write'): boolean {
  return granted === 'write' || granted === 'admin' || granted === needed;
}
