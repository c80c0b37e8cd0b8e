import { type CiResult, type Diagnosis, MAX_CI_ROUNDS } from './ci.ts';

export type NextStep =
  | { readonly next: 'complete'; readonly outcome: string }
  | { readonly next: 'diagnose' }
  | { readonly next: 'fix' }
  | { readonly next: 'await-ci' }
  | { readonly next: 'escalate'; readonly outcome: string };

export interface NextStepFacts {
  readonly ci: CiResult;
  /** Set once the CI monitor has looked at this result. */
  readonly diagnosis?: Diagnosis | undefined;
  /** Fix rounds begun so far, the present one included. */
  readonly rounds: number;
}

/** Keeps an outcome readable, and far below what Step Functions carries. */
const MAX_OUTCOME = 4_000;

/** Decides what follows a CI result, and then what follows its diagnosis. */
export function decideNextStep({ ci, diagnosis, rounds }: NextStepFacts): NextStep {
  if (ci.conclusion === 'success') return { next: 'complete', outcome: 'All checks are green.' };
  if (ci.conclusion === 'none') {
    return { next: 'escalate', outcome: 'CI gave no result for the pushed commit in time. Check that it runs on pull requests.' };
  }
  if (!diagnosis) return decideOnFailure(ci, rounds);
  return decideOnDiagnosis(diagnosis);
}

function decideOnFailure(ci: CiResult, rounds: number): NextStep {
  if (rounds < MAX_CI_ROUNDS) return { next: 'diagnose' };
  return { next: 'escalate', outcome: outcomeAfterLastRound(ci).slice(0, MAX_OUTCOME) };
}

function outcomeAfterLastRound({ conclusion, conflicts = [], failed }: CiResult): string {
  if (conclusion === 'conflict') {
    return `The pull request in ${conflicts.join(', ')} conflicts with its base branch again after ${MAX_CI_ROUNDS} rounds.`;
  }
  return `CI is still failing after ${MAX_CI_ROUNDS} fix rounds (${failed.map(({ name }) => name).join(', ')}).`;
}

function decideOnDiagnosis(diagnosis: Diagnosis): NextStep {
  switch (diagnosis.verdict) {
    case 'fixed':
    case 'rerun':
      return { next: 'await-ci' };
    case 'brief':
      return { next: 'fix' };
    case 'escalate':
      return { next: 'escalate', outcome: `${diagnosis.summary}\n${diagnosis.evidence}`.trim().slice(0, MAX_OUTCOME) };
  }
}
