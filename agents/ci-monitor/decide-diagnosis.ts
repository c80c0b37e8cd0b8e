import type { Diagnosis } from '#domain/ci.ts';
import type { Finding } from './job.ts';

const MAX_EVIDENCE = 6_000;

/** What counts when several checks failed, the first one before the others. */
const ORDER: readonly Diagnosis['verdict'][] = ['brief', 'fixed', 'rerun', 'escalate'];

/**
 * One diagnosis of all failed checks. A security finding goes to people at once; otherwise what can be done is done
 * first, and what has to be escalated fails again in the next round, alone.
 */
export function decideDiagnosis(findings: readonly Finding[], advice: Diagnosis | undefined): Diagnosis {
  const known = findings.filter(({ verdict }) => verdict !== 'unknown');
  const security = known.filter(({ cause }) => cause === 'security');
  if (security.length > 0) return toDiagnosis('escalate', security);
  const verdicts = [...known.map(({ verdict }) => verdict), ...(advice ? [advice.verdict] : [])];
  const verdict = ORDER.find((one) => verdicts.includes(one)) ?? 'escalate';
  const deciding = known.filter((finding) => finding.verdict === verdict);
  if (advice?.verdict === verdict) return deciding.length === 0 ? advice : join(advice, toDiagnosis(verdict, deciding));
  return toDiagnosis(verdict, deciding.length > 0 ? deciding : findings);
}

function toDiagnosis(verdict: Diagnosis['verdict'], findings: readonly Finding[]): Diagnosis {
  return {
    verdict,
    cause: findings[0]?.cause ?? 'unknown',
    summary: findings.map(({ summary }) => summary).join(' ') || 'No failed check of this task was found.',
    brief: '',
    evidence: findings
      .map(({ check, evidence }) => `${check.name}:\n${evidence}`)
      .join('\n\n')
      .slice(0, MAX_EVIDENCE),
  };
}

function join(advice: Diagnosis, other: Diagnosis): Diagnosis {
  return {
    ...advice,
    summary: `${advice.summary} ${other.summary}`,
    evidence: `${advice.evidence}\n\n${other.evidence}`.slice(0, MAX_EVIDENCE),
  };
}
