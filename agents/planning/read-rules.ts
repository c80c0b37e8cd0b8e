import { rulePaths } from '#domain/repo-rules.ts';
import type { Catalogue } from '#agents/harness/catalogue.ts';
import type { Material } from './state.ts';

const MAX_RULES = 20_000;
const MAX_FILES = 20;

/** Reads what a repository tells about how to work on it. */
export async function readRules(catalogue: Catalogue, repo: string): Promise<Material['rules']> {
  const paths = rulePaths(await catalogue.files(repo)).slice(0, MAX_FILES);
  const texts = await Promise.all(paths.map((path) => catalogue.read(repo, path)));
  const rules: Material['rules'] = [];
  let left = MAX_RULES;
  for (const [index, path] of paths.entries()) {
    const text = texts[index];
    if (text === undefined || left <= 0) continue;
    rules.push({ repo, path, text: text.slice(0, left) });
    left -= text.length;
  }
  return rules;
}
