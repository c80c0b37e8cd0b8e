import { rulePaths } from '#domain/repo-rules.ts';
import { shortenMiddle } from './workspace/shorten-middle.ts';

/** A repository in any form in which its files can be listed and read. */
export interface RuleSource {
  files(): Promise<readonly string[]>;
  /** `undefined` when it cannot be read. */
  read(path: string): Promise<string | undefined>;
}

/** One file with rules; outside text. */
export interface Rule {
  readonly path: string;
  readonly text: string;
}

const MAX_FILES = 20;
/** Characters of one file, and of all together; what agents are told comes first and is cut last. */
const MAX_FILE = 12_000;
const MAX_ALL = 40_000;

/** Reads what a repository tells people and agents about how to work on it (`core/domain/repo-rules.ts`). */
export async function readRules(source: RuleSource): Promise<Rule[]> {
  const paths = rulePaths(await source.files()).slice(0, MAX_FILES);
  const texts = await Promise.all(paths.map((path) => source.read(path)));
  const rules: Rule[] = [];
  let room = MAX_ALL;
  for (const [at, path] of paths.entries()) {
    const text = texts[at];
    if (text === undefined || text.trim() === '' || room <= 0) continue;
    const shown = shortenMiddle(text, Math.min(MAX_FILE, room));
    rules.push({ path, text: shown });
    room -= shown.length;
  }
  return rules;
}
