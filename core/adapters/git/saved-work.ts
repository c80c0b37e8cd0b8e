import { ConflictError } from '#domain/errors.ts';
import type { Git } from './git.ts';

/** What saving needs of the hub: its own repository, and a git that may speak to the server. */
export interface SavedWorkInput {
  readonly git: Git;
  readonly gitDir: string;
  readonly cloneUrl: string;
  readonly online: (args: readonly string[]) => Promise<string>;
}

/** Work kept on the server under refs that are no branches, so that neither CI nor a pull request takes notice of it. */
export interface SavedWork {
  /** The saved commit as of the last fetch. */
  find(branch: string): Promise<string | undefined>;
  /** True when this saved commit was taken over into the checkout, although perhaps in other commits by now. */
  isTaken(branch: string, commit: string): Promise<boolean>;
  /** Notes that the checkout has this saved commit's work: from now on it may be replaced. */
  take(branch: string, commit: string): Promise<void>;
  /** Saves the commit that is going out. Assumes a fetch just before. @throws ConflictError `BRANCH_MOVED` */
  save(branch: string): Promise<void>;
  /** Keeps the commit that is going out under a name of its own and answers that name. */
  setAside(branch: string): Promise<string>;
  /** Ends what was saved, now that the branch has it. Never throws. */
  drop(branch: string): Promise<void>;
}

/** Where a branch's work is saved on the server. */
export function savedRefOf(branch: string): string {
  return `refs/stepwright/${branch}`;
}

/** The commit of the checkout that is on its way to the server. */
export const OUTGOING = 'refs/outgoing/head';

/** What brings a branch's saved work into the hub; a pattern, because asking for a ref that does not exist is an error. */
export function savedRefspecOf(branch: string): string {
  return `+${savedRefOf(branch)}*:refs/saved/${branch}*`;
}

/** Opens the saved work of the hub's repository. */
export function openSavedWork(input: SavedWorkInput): SavedWork {
  const { cloneUrl, online } = input;
  const run = (...args: string[]): Promise<string> => input.git(args, { gitDir: input.gitDir });
  const read = async (ref: string, ...filter: string[]): Promise<string | undefined> => {
    const found = await run('for-each-ref', '--format=%(refname) %(objectname)', ...filter, ref);
    return found
      .split('\n')
      .find((line) => line.startsWith(`${ref} `))
      ?.slice(ref.length + 1);
  };
  const find = (branch: string): Promise<string | undefined> => read(`refs/saved/${branch}`);
  const isTaken = async (branch: string, commit: string): Promise<boolean> => (await read(`refs/taken/${branch}`)) === commit;
  const isOurs = async (branch: string, commit: string): Promise<boolean> =>
    (await isTaken(branch, commit)) || (await read(`refs/saved/${branch}`, `--merged=${OUTGOING}`)) === commit;
  /** Replaces the saved commit only if it is still the one that was looked at; an empty `target` deletes it. */
  const replace = (branch: string, target: string, before: string): Promise<string> =>
    online([
      'push',
      '--quiet',
      `--force-with-lease=${savedRefOf(branch)}:${before}`,
      cloneUrl,
      `${target}:${savedRefOf(branch)}`,
    ]);
  const take = async (branch: string, commit: string): Promise<void> => {
    await run('update-ref', `refs/taken/${branch}`, commit);
  };
  return {
    find,
    isTaken,
    take,
    save: async (branch) => {
      const before = await find(branch);
      if (before !== undefined && !(await isOurs(branch, before))) throw savedByOthers(branch);
      await replace(branch, OUTGOING, before ?? '');
      await run('update-ref', `refs/saved/${branch}`, OUTGOING);
      await take(branch, OUTGOING);
    },
    setAside: async (branch) => {
      const ref = `${savedRefOf(branch)}.${(await read(OUTGOING))?.slice(0, 12) ?? ''}`;
      await online(['push', '--quiet', cloneUrl, `${OUTGOING}:${ref}`]);
      return ref;
    },
    drop: async (branch) => {
      const saved = await find(branch);
      if (saved === undefined || !(await isOurs(branch, saved))) return;
      try {
        await replace(branch, '', saved);
        await run('update-ref', '-d', `refs/saved/${branch}`);
      } catch {
        // The branch has all of it, so it misleads nobody; the next push tries again.
      }
    },
  };
}

function savedByOthers(branch: string): ConflictError {
  return new ConflictError(`Somebody else saved work at ${savedRefOf(branch)}.`, {
    code: 'BRANCH_MOVED',
    remedy: 'Retry the task: it goes on from what is saved now.',
  });
}
