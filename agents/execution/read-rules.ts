import { asData } from '#agents/harness/as-data.ts';
import { shortenMiddle } from '#agents/harness/workspace/shorten-middle.ts';
import { rulePaths } from '#domain/repo-rules.ts';
import type { Workspace } from '#ports/workspace.ts';

const MAX_FILE = 12_000;
const MAX_FILES = 10;

/** The repository's rules for agents and people, as marked data; empty when it has none. */
export async function readRules(workspace: Workspace): Promise<string> {
  const paths = rulePaths(await workspace.listFiles());
  const texts = await Promise.all(
    paths.slice(0, MAX_FILES).map(async (path) => ({ path, text: await workspace.readFile(path) })),
  );
  return texts.map(({ path, text }) => asData(path, shortenMiddle(text ?? '', MAX_FILE))).join('\n');
}
