import ignore from 'ignore';

/** One line of a CODEOWNERS file: whom the files that match belong to; nobody when the line names none. */
interface Rule {
  readonly pattern: string;
  /** `@login`, `@organisation/team` or an e-mail address. */
  readonly owners: readonly string[];
}

/** Where GitHub looks, in its order; the first file found counts. Source: GitHub, "About code owners". */
export const CODEOWNERS_PATHS = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'] as const;

/** Whom these files belong to by a CODEOWNERS file: of each file the last line that matches counts. */
export function ownersOf(codeowners: string, paths: readonly string[]): readonly string[] {
  const rules = parseRules(codeowners).map(({ pattern, owners }) => ({ owners, matches: toMatcher(pattern) }));
  return [...new Set(paths.flatMap((path) => rules.findLast(({ matches }) => matches(path))?.owners ?? []))];
}

function parseRules(codeowners: string): readonly Rule[] {
  return codeowners.split(/\r?\n/).flatMap((line): Rule[] => {
    const [pattern, ...owners] = line.replace(/(^|\s)#.*$/, '').match(/(?:\\.|\S)+/g) ?? [];
    // GitHub skips lines it cannot read: it knows no negation and no ranges, and owners have these three forms.
    const readable = pattern !== undefined && !pattern.startsWith('!') && !/[[\]]/.test(pattern) && owners.every(isOwner);
    return readable ? [{ pattern, owners }] : [];
  });
}

const isOwner = (owner: string): boolean => /^@[\w.-]+(\/[\w.-]+)?$|^[^@\s]+@[^@\s]+$/.test(owner);

/** The patterns are .gitignore's, but that `docs/*` does not reach into folders. */
function toMatcher(pattern: string): (path: string) => boolean {
  const matcher = ignore({ ignorecase: false }).add(pattern);
  const depth = pattern.endsWith('/*') && !pattern.includes('**') ? pattern.replace(/^\//, '').split('/').length : undefined;
  return (path) => {
    const clean = path.replace(/^(\.?\/)+/, '');
    if (!ignore.isPathValid(clean) || (depth !== undefined && clean.split('/').length !== depth)) return false;
    return matcher.ignores(clean);
  };
}
