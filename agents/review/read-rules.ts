import type { RepoHost } from '#ports/repo-host.ts';
import type { Material } from './state.ts';

const FILES = ['AGENTS.md', 'CLAUDE.md', 'CONTRIBUTING.md'];
const MAX_RULES = 20_000;

/** What the repository tells about how code is written there, as the pull request leaves it. */
export async function readRules(host: Pick<RepoHost, 'readFile'>, repo: string, sha: string): Promise<Material['rules']> {
  const read = await Promise.all(FILES.map(async (path) => ({ path, text: await host.readFile(repo, sha, path) })));
  return read.flatMap(({ path, text }) => (text === undefined ? [] : [{ path, text: text.slice(0, MAX_RULES) }]));
}
