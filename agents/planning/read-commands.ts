import type { Catalogue } from '#agents/harness/catalogue.ts';
import { detectCommands, commandFiles } from '#domain/repo-commands.ts';
import type { Material } from './state.ts';

/** Finds out from a repository's files how it is built, tested and linted; none when nothing tells. */
export async function readCommands(catalogue: Catalogue, repo: string): Promise<Material['commands']> {
  const files = await catalogue.files(repo);
  const present = commandFiles(files);
  const texts = await Promise.all(present.map(async (path) => [path, (await catalogue.read(repo, path)) ?? ''] as const));
  const commands = Object.entries(detectCommands({ files, texts: Object.fromEntries(texts) }));
  if (commands.length === 0) return [];
  return [{ repo, text: commands.map(([name, command]) => `${name}: ${command}`).join('\n') }];
}
