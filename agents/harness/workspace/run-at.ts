import type { CommandResult, Workspace } from '#ports/workspace.ts';

export interface RunAtInput {
  readonly workspace: Workspace;
  /** A commit or a branch of the server (`origin/main`). */
  readonly commit: string;
  /** Run before the command; its output counts only when it fails. */
  readonly install?: string | undefined;
  readonly command: string;
  readonly timeoutSeconds: number;
  readonly signal: AbortSignal;
}

/** The exit code that says the checkout of the other commit could not be prepared. */
export const NOT_PREPARED = 125;

/** Runs a command of the repository as it was at another commit, in a checkout beside the present one that is removed again. */
export async function runAt(input: RunAtInput): Promise<CommandResult> {
  const { workspace, commit, install, command, timeoutSeconds, signal } = input;
  if (!/^[\w./^~-]+$/.test(commit)) throw new Error(`not a commit: ${commit}`);
  const prepare =
    install === undefined ? 'true' : `( ${install} ) > "$place.log" 2>&1 || { cat "$place.log"; exit ${NOT_PREPARED}; }`;
  const script = [
    'place=$(mktemp -d)/checkout',
    `git worktree add --quiet --detach "$place" '${commit}' || exit ${NOT_PREPARED}`,
    'trap \'cd /; git -C "$top" worktree remove --force "$place"\' EXIT',
    'top=$PWD; cd "$place"',
    prepare,
    `(\n${command}\n)`,
  ].join('\n');
  return workspace.run(script, { timeoutSeconds, signal });
}
