import type { Verdict } from './validate-stack.ts';

/** What `npm run validate` prints, and its exit code: 0 all right, 1 something wrong, 2 not all could be judged. */
export function reportVerdicts(verdicts: Readonly<Record<string, Verdict>>): { text: string; exitCode: 0 | 1 | 2 } {
  const all = Object.values(verdicts);
  const text = Object.entries(verdicts).map(([stack, verdict]) => toText(stack, verdict));
  if (all.some(({ type }) => type === 'wrong')) return { text: text.join('\n'), exitCode: 1 };
  if (all.every(({ type }) => type === 'right')) return { text: text.join('\n'), exitCode: 0 };
  const remedy = 'Not validated. Give terraform 1.11 or newer access to registry.terraform.io, or a mirror with the provider.';
  return { text: [...text, remedy].join('\n'), exitCode: 2 };
}

function toText(stack: string, verdict: Verdict): string {
  const problems = verdict.type === 'right' ? [] : verdict.problems.map((problem) => `  ${problem}`);
  return [`${stack}: ${toWord(verdict)}`, ...problems].join('\n');
}

function toWord(verdict: Verdict): string {
  if (verdict.type !== 'undecided') return verdict.type;
  const objections = verdict.problems.length === 0 ? 'it objects to nothing' : 'it objects to';
  return `undecided: ${verdict.why}${verdict.why.startsWith('only') ? `; ${objections}` : ''}`;
}
