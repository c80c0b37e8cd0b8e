import { z } from 'zod';

const text = z.string().min(1);

/** One remark about one line of a pull request (product A5–A8). */
export const findingSchema = z.object({
  kind: z.enum(['comment', 'question', 'issue', 'good point']),
  severity: z.enum(['minor', 'moderate', 'major', 'critical']),
  title: text.max(120),
  description: text.max(4_000),
  /** Of the file as the pull request leaves it or, on the old side, as it was. */
  path: text,
  line: z.int().positive(),
  side: z.enum(['new', 'old']).default('new'),
  /** Code or words that would settle it; empty when nothing has to change. */
  proposedFix: z.string().max(4_000),
  /** What one would tell a coding agent to have it fixed; empty when nothing has to change. */
  prompt: z.string().max(2_000),
});
export type Finding = z.infer<typeof findingSchema>;

/** Whether the change stays with what its description says it is for. */
const scopeSchema = z.object({
  verdict: z.enum(['within', 'mild', 'significant', 'creep']),
  reasons: z.array(text).max(10),
});

export const reviewSchema = z.object({
  summary: text.max(4_000),
  scope: scopeSchema,
  findings: z.array(findingSchema).max(30),
});
export type Review = z.infer<typeof reviewSchema>;

const ORDER = ['critical', 'major', 'moderate', 'minor'] as const satisfies readonly Finding['severity'][];

/** What has to be done first comes first; praise comes last. */
export function byWeight(a: Finding, b: Finding): number {
  return rankOf(a) - rankOf(b);
}

function rankOf({ kind, severity }: Finding): number {
  return kind === 'good point' ? ORDER.length : ORDER.indexOf(severity);
}

/** How many of each severity ask for something: `1 critical, 2 minor`, or `nothing to change`. */
export function countFindings(findings: readonly Finding[]): string {
  const asking = findings.filter(({ kind }) => kind !== 'good point');
  const counts = ORDER.map((severity) => [asking.filter((one) => one.severity === severity).length, severity] as const);
  const told = counts.filter(([count]) => count > 0).map(([count, severity]) => `${count} ${severity}`);
  return told.join(', ') || 'nothing to change';
}
