import type { AgentContext } from '#agents/harness/agent.ts';
import { readRules } from '#agents/harness/read-rules.ts';
import { InputError } from '#domain/errors.ts';
import { nameOfPlace } from '#domain/place.ts';
import type { RepoHost } from '#ports/repo-host.ts';
import { chooseFiles } from '../choose-files.ts';
import { pullRequestOf } from '../pull-request-of.ts';
import type { Update } from '../state.ts';

/** Reads everything the review is made from: the pull request, its diff, what was said of it, and the repository's rules. */
export function readNode(host: RepoHost, context: AgentContext): () => Promise<Update> {
  return async () => {
    const place = pullRequestOf(context.task);
    await context.progress(`reading ${nameOfPlace(place)}`);
    const pull = await host.readPullRequest(place);
    if (pull.state !== 'open') {
      throw new InputError(`${nameOfPlace(place)} is ${pull.state}.`, {
        code: 'PR_NOT_FOUND_OR_CLOSED',
        remedy: 'Open it again and ask for a review once more.',
      });
    }
    const { headSha } = pull.change;
    const [changed, threads, rules] = await Promise.all([
      host.listChangedFiles(place),
      host.listReviewThreads(place),
      // As the pull request leaves them.
      readRules({ files: () => host.listFiles(place.repo, headSha), read: (path) => host.readFile(place.repo, headSha, path) }),
    ]);
    return { material: { pull, threads, rules, ...chooseFiles(changed) } };
  };
}
