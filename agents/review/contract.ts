import type { DiffLines } from '#domain/diff-lines.ts';
import { misplacedFindings } from '#domain/decide-findings.ts';
import { type Review, reviewSchema } from '#domain/review.ts';

/** What the model hands in. */
export const reviewAnswerSchema = reviewSchema;

/** What is wrong with a review that the diff shows; empty when nothing is. */
export function checkReview({ findings, scope }: Review, files: ReadonlyMap<string, DiffLines>): string[] {
  const problems = misplacedFindings(findings, files);
  if (scope.verdict !== 'within' && scope.reasons.length === 0) {
    problems.push(`scope: say in reasons what makes it ${scope.verdict}`);
  }
  const bare = findings.filter(({ kind, proposedFix, prompt }) => kind === 'issue' && (proposedFix === '' || prompt === ''));
  return [...problems, ...bare.map(({ title }) => `"${title}": an issue needs proposedFix and prompt`)];
}
