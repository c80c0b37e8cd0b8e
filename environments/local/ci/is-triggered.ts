import { matchesGlob } from 'node:path';
import type { Workflow } from './workflow.ts';

/** What happened in the repository; `branch` is the pushed branch or the pull request's base. */
export type CiEvent =
  | { readonly name: 'push'; readonly branch: string }
  | { readonly name: 'pull_request'; readonly branch: string; readonly action: string };

const DEFAULT_TYPES: readonly string[] = ['opened', 'synchronize', 'reopened'];

/** True when the workflow wants to run on this event (branch filters and activity types). */
export function isTriggered(workflow: Workflow, event: CiEvent): boolean {
  const filter = workflow.on[event.name];
  if (filter === undefined) return false;
  if (event.name === 'pull_request' && !(filter.types ?? DEFAULT_TYPES).includes(event.action)) return false;
  if (filter['branches-ignore'] !== undefined && matches(filter['branches-ignore'], event.branch)) return false;
  return filter.branches === undefined || matches(filter.branches, event.branch);
}

/** The last pattern that matches decides; `!` takes branches out again. */
function matches(patterns: readonly string[], branch: string): boolean {
  let included = false;
  for (const pattern of patterns) {
    const negative = pattern.startsWith('!');
    if (matchesGlob(branch, negative ? pattern.slice(1) : pattern)) included = !negative;
  }
  return included;
}
