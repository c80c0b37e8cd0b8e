import type { Catalogue } from '#agents/harness/catalogue.ts';
import type { Material } from './state.ts';

const MAX_RULES = 20_000;

/** Reads what a repository tells agents about itself: AGENTS.md, CLAUDE.md and .claude/rules. */
export async function readRules(catalogue: Catalogue, repo: string): Promise<Material['rules']> {
  const paths = (await catalogue.files(repo)).filter(isRule);
  const rules: Material['rules'] = [];
  let left = MAX_RULES;
  for (const path of paths) {
    const text = left > 0 ? await catalogue.read(repo, path) : undefined;
    if (text === undefined) continue;
    rules.push({ repo, path, text: text.slice(0, left) });
    left -= text.length;
  }
  return rules;
}

function isRule(path: string): boolean {
  return path === 'AGENTS.md' || path === 'CLAUDE.md' || /^\.claude\/rules\/.+\.md$/.test(path);
}
