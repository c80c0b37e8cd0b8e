import { setTimeout as wait } from 'node:timers/promises';
import type { Octokit } from '@octokit/rest';
import type { Clients } from './clients.ts';
import { splitName } from './clients.ts';
import { hasStatus, toRepoHostError } from './to-error.ts';

/** A client together with the repository it is about, in the form of Octokit's parameters. */
export interface RepoSession {
  readonly client: Octokit;
  readonly at: { readonly owner: string; readonly repo: string };
}

/** Runs calls about a repository; whatever they throw comes out as one of our errors. */
export interface Sessions {
  within<T>(repo: string, work: (session: RepoSession) => Promise<T>): Promise<T>;
  /** Repeats a call for a few seconds while GitHub does not know yet what it was just told: unless told, while it answers 404. */
  eventually<T>(work: () => Promise<T>, isUnsettled?: (error: unknown) => boolean): Promise<T>;
}

/** GitHub's parts see a new branch a moment later than the one that made it; milliseconds. */
const WAITS = [300, 700, 1_500, 3_000];

export function openSessions(clients: Clients, sleep: (milliseconds: number) => Promise<unknown> = wait): Sessions {
  return {
    within: async (repo, work) => {
      try {
        const { client } = await clients.forRepository(repo);
        return await work({ client, at: splitName(repo) });
      } catch (error) {
        if (hasStatus(error, 401, 404)) clients.forget(repo);
        throw toRepoHostError(error, repo);
      }
    },
    eventually: async (work, isUnsettled = (error) => hasStatus(error, 404)) => {
      for (const milliseconds of WAITS) {
        try {
          return await work();
        } catch (error) {
          if (!isUnsettled(error)) throw error;
          await sleep(milliseconds);
        }
      }
      return work();
    },
  };
}
