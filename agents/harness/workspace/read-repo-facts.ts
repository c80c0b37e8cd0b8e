import { FILES_TO_READ, type RepoFacts } from '#domain/repo-commands.ts';
import type { Workspace } from '#ports/workspace.ts';

/** Reads from a checkout what is needed to find the repository's commands. */
export async function readRepoFacts(workspace: Workspace): Promise<RepoFacts> {
  const files = await workspace.listFiles();
  const present = FILES_TO_READ.filter((path) => files.includes(path));
  const texts = await Promise.all(present.map(async (path) => [path, (await workspace.readFile(path)) ?? ''] as const));
  return { files, texts: Object.fromEntries(texts) };
}
