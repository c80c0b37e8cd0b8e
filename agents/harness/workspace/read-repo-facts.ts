import type { RepoFacts } from '#domain/commands/repo-facts.ts';
import { commandFiles } from '#domain/repo-commands.ts';
import type { Workspace } from '#ports/workspace.ts';
import { readIfFile } from './read-if-file.ts';

/** Reads from a checkout what is needed to find the repository's commands. */
export async function readRepoFacts(workspace: Workspace): Promise<RepoFacts> {
  const files = await workspace.listFiles();
  const present = commandFiles(files);
  const texts = await Promise.all(present.map(async (path) => [path, (await readIfFile(workspace, path)) ?? ''] as const));
  return { files, texts: Object.fromEntries(texts) };
}
