import type { WorkflowFile } from '../actions/workflows.ts';
import type { FileDiff } from '../git/diff.ts';
import type { Commit } from '../git/objects.ts';
import type { PullRecord } from '../state/pulls.ts';

/** A ref that differs from what was last acted upon, with all that the reaction needs to know. */
export interface RefChange {
  readonly ref: string;
  readonly before: string;
  readonly after: string;
  readonly forced: boolean;
  readonly commits: readonly { readonly commit: Commit; readonly files: readonly FileDiff[] }[];
  readonly workflows: readonly WorkflowFile[];
  /** Open pull requests whose head this push brought into their base. */
  readonly merged: readonly PullRecord[];
}
