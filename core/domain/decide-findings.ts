import { type DiffLines, toRanges } from './diff-lines.ts';
import { byWeight, type Finding } from './review.ts';

/** What somebody said at a line of the pull request before. */
export interface Remark {
  readonly path: string;
  /** Undefined when it is about the file, or about a line that is gone. */
  readonly line?: number | undefined;
  readonly body: string;
}

export interface DecidedFindings {
  /** To be posted, the heaviest first. */
  readonly post: readonly Finding[];
  /** Somebody said it already. */
  readonly said: readonly Finding[];
}

/** Remarks further apart than this many lines are about different things. */
const NEAR = 5;
/** Two texts say the same when the shorter one shares this much of its words with the other. */
const SAME = 0.5;
/** Words so short tell texts apart no better than letters do. */
const WORD = /[\p{L}\p{N}_]{4,}/gu;

/** What of the findings cannot be attached to the diff; told to the reviewer, so that it corrects them. */
export function misplacedFindings(findings: readonly Finding[], files: ReadonlyMap<string, DiffLines>): string[] {
  return findings.flatMap(({ title, path, line, side }) => {
    const lines = files.get(path)?.[side];
    if (lines === undefined)
      return [`"${title}": ${path} is not a file of this diff; these are: ${[...files.keys()].join(', ')}`];
    if (lines.has(line)) return [];
    return [
      `"${title}": line ${line} of ${path} (${side} side) is not in the diff; these are: ${toRanges(lines.keys()) || 'none'}`,
    ];
  });
}

/** Leaves out what people, or an earlier review, have said already, and what is said twice in this one. */
export function decideFindings(findings: readonly Finding[], before: readonly Remark[]): DecidedFindings {
  const post: Finding[] = [];
  const said: Finding[] = [];
  for (const finding of findings.toSorted(byWeight)) {
    const known = [...before, ...post.map(toRemark)];
    (known.some((remark) => isSame(finding, remark)) ? said : post).push(finding);
  }
  return { post, said };
}

function toRemark({ path, line, title, description }: Finding): Remark {
  return { path, line, body: `${title} ${description}` };
}

function isSame(finding: Finding, remark: Remark): boolean {
  if (finding.path !== remark.path) return false;
  if (remark.line !== undefined && Math.abs(remark.line - finding.line) > NEAR) return false;
  const [own, other] = [wordsOf(toRemark(finding).body), wordsOf(remark.body)];
  const smaller = Math.min(own.size, other.size);
  const shared = [...own].filter((word) => other.has(word)).length;
  return smaller > 0 && shared / smaller >= SAME;
}

function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(WORD) ?? []);
}
