import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CiResult, type CommitChecks, MAX_CI_ROUNDS, toCiResult } from '#domain/ci.ts';
import { decideNextStep } from '#domain/decide-next-step.ts';
import { aDiagnosis, GREEN, NO_CI, RED } from '#tests/fakes/samples.ts';

const CONFLICT: CiResult = { conclusion: 'conflict', failed: [], conflicts: ['acme/shop'] };

describe('decideNextStep', () => {
  test.each([
    { rule: 'green completes', ci: GREEN, rounds: 0, next: 'complete' },
    { rule: 'green completes also after three rounds', ci: GREEN, rounds: 3, next: 'complete' },
    { rule: 'a conflict goes to the monitor', ci: CONFLICT, rounds: 0, next: 'diagnose' },
    { rule: 'a conflict after three rounds is escalated', ci: CONFLICT, rounds: 3, next: 'escalate' },
    { rule: 'a rebased branch goes back to CI', ci: CONFLICT, rounds: 1, verdict: 'fixed', next: 'await-ci' },
    { rule: 'a conflict that is left to people is escalated', ci: CONFLICT, rounds: 1, verdict: 'escalate', next: 'escalate' },
    { rule: 'no result is escalated', ci: NO_CI, rounds: 0, next: 'escalate' },
    { rule: 'red is diagnosed', ci: RED, rounds: 0, next: 'diagnose' },
    { rule: 'red is diagnosed a third time', ci: RED, rounds: 2, next: 'diagnose' },
    { rule: 'red after three rounds is escalated', ci: RED, rounds: 3, next: 'escalate' },
    { rule: 'what the monitor fixed goes back to CI', ci: RED, rounds: 1, verdict: 'fixed', next: 'await-ci' },
    { rule: 'a flake runs again', ci: RED, rounds: 1, verdict: 'rerun', next: 'await-ci' },
    { rule: 'a brief goes to execution', ci: RED, rounds: 3, verdict: 'brief', next: 'fix' },
    { rule: 'what is not ours is escalated', ci: RED, rounds: 1, verdict: 'escalate', next: 'escalate' },
  ] as const)('$rule', ({ ci, rounds, next, ...rest }) => {
    const diagnosis = 'verdict' in rest ? aDiagnosis({ verdict: rest.verdict }) : undefined;
    expect(decideNextStep({ ci: { ...ci, failed: [...ci.failed] }, diagnosis, rounds })).toMatchObject({ next });
  });

  test('an escalation names the failed checks or shows the evidence', () => {
    expect(decideNextStep({ ci: RED, rounds: 3 })).toMatchObject({ outcome: expect.stringContaining('lint') });
    expect(decideNextStep({ ci: CONFLICT, rounds: 3 })).toMatchObject({ outcome: expect.stringContaining('acme/shop') });
    const diagnosis = aDiagnosis({ verdict: 'escalate', summary: 'The runner is out of disk.', evidence: 'ENOSPC' });
    expect(decideNextStep({ ci: RED, diagnosis, rounds: 1 })).toMatchObject({ outcome: 'The runner is out of disk.\nENOSPC' });
  });

  test('an outcome stays short whatever the evidence is', () => {
    const diagnosis = aDiagnosis({ verdict: 'escalate', evidence: 'x'.repeat(1_000_000) });
    const step = decideNextStep({ ci: RED, diagnosis, rounds: 1 });
    expect('outcome' in step && step.outcome.length).toBeLessThanOrEqual(4_000);
  });

  test('whatever CI and the monitor say, at most three rounds are begun and then it ends', () => {
    const verdict = fc.constantFrom('fixed', 'brief', 'rerun', 'escalate');
    fc.assert(
      fc.property(
        fc.infiniteStream(verdict),
        fc.infiniteStream(fc.constantFrom(RED, RED, RED, GREEN, NO_CI)),
        (verdicts, results) => {
          let rounds = 0;
          for (let wait = 1; ; wait += 1) {
            const ci = results.next().value ?? GREEN;
            const onResult = decideNextStep({ ci, rounds });
            if (onResult.next !== 'diagnose') break;
            rounds += 1;
            const onDiagnosis = decideNextStep({
              ci,
              rounds,
              diagnosis: aDiagnosis({ verdict: verdicts.next().value ?? 'brief' }),
            });
            expect(['await-ci', 'fix', 'escalate']).toContain(onDiagnosis.next);
            if (onDiagnosis.next === 'escalate') break;
            expect(wait).toBeLessThanOrEqual(MAX_CI_ROUNDS);
          }
          expect(rounds).toBeLessThanOrEqual(MAX_CI_ROUNDS);
        },
      ),
    );
  });
});

const commit = (concluded: boolean, ...conclusions: CommitChecks['checks'][number]['conclusion'][]): CommitChecks => ({
  repo: 'acme/shop',
  headSha: 'a',
  concluded,
  checks: conclusions.map((conclusion, index) => ({ name: `check ${index}`, conclusion, url: '' })),
});

describe('toCiResult', () => {
  test.each([
    {
      rule: 'all commits concluded without a failure is success',
      commits: [commit(true, 'success', 'neutral'), commit(true, 'skipped')],
      conclusion: 'success',
    },
    {
      rule: 'one failure anywhere is failure',
      commits: [commit(true, 'success'), commit(true, 'timed_out')],
      conclusion: 'failure',
    },
    { rule: 'a failure is one before the rest has ended', commits: [commit(false, 'failure')], conclusion: 'failure' },
    { rule: 'one commit without an end is no result', commits: [commit(true, 'success'), commit(false)], conclusion: 'none' },
    {
      rule: 'a conflict anywhere is one',
      commits: [commit(true, 'success'), { ...commit(false), conflicting: true }],
      conclusion: 'conflict',
    },
    {
      rule: 'a failure comes before a conflict',
      commits: [commit(true, 'failure'), { ...commit(false), conflicting: true }],
      conclusion: 'failure',
    },
    { rule: 'no commit at all is no result', commits: [], conclusion: 'none' },
  ])('$rule', ({ commits, conclusion }) => {
    const result: CiResult = toCiResult(commits);
    expect(result.conclusion).toBe(conclusion);
    expect(result.failed.length > 0).toBe(conclusion === 'failure');
  });
});
