import { applyFix } from './apply-fix.ts';
import { decideCause } from './decide-cause.ts';
import { extractFailure } from './extract-failure.ts';
import type { Elsewhere } from './decide-elsewhere.ts';
import type { Case, Finding, Job } from './job.ts';
import { lookElsewhere } from './look-elsewhere.ts';
import { commitFix } from './commit-fix.ts';
import { runCheck } from './run-check.ts';
import { wasBrokenBefore } from './was-broken-before.ts';

const MAX_EVIDENCE = 3_000;

/** Looks into one failed check, as far as rules and running it again can tell. */
export async function examineCheck(job: Job, one: Case): Promise<Finding> {
  const { check, commands, log } = one;
  const told = decideCause({ checkName: check.name, conclusion: check.conclusion, commands, log });
  if (told === 'security')
    return found(one, 'escalate', 'security', `${check.name} reports a security finding; a person has to judge it.`);
  if (told === 'infrastructure') return decideInfrastructure(job, one);
  const elsewhere = await lookElsewhere(job, one);
  return elsewhere ? decideSeen(job, one, elsewhere) : examineHere(job, one);
}

/** What the base branch shows is not ours to fix; a flake gets its one further run. */
function decideSeen(job: Job, one: Case, { cause, seen }: NonNullable<Elsewhere>): Finding {
  const { check, change } = one;
  const at = `${change.baseBranch} at ${seen.sha.slice(0, 7)}`;
  const evidence = `On ${at}, without this change:\n${seen.log}`.slice(0, MAX_EVIDENCE);
  if (cause === 'broken-before') {
    return { ...found(one, 'escalate', cause, `${check.name} fails the same way on ${at}.`), evidence };
  }
  const again = !job.rerunBefore.has(check.headSha);
  const what = again ? 'it is run once more' : 'and it failed once more when it was run again';
  const summary = `${check.name} failed the same way on ${at} between runs that passed; ${what}.`;
  return { ...found(one, again ? 'rerun' : 'escalate', cause, summary), evidence };
}

/** Runs the check's commands in the checkout and, if they fail, on the base branch. */
async function examineHere(job: Job, one: Case): Promise<Finding> {
  const { check, commands } = one;
  if (commands.length === 0) return found(one, 'unknown', 'unknown', `What ${check.name} runs is not known here.`);
  await job.context.progress(`${check.name}: running its commands here`);
  const now = await runCheck(job, one);
  // What a check writes is no change of ours.
  await one.workspace.reset();
  if (now.exitCode === 0) return decideGreen(job, one);
  const base = await runCheck(job, one, `origin/${one.change.baseBranch}`);
  if (wasBrokenBefore(now, base)) {
    const evidence = `On ${one.change.baseBranch}, without this change:\n${extractFailure(base.output, MAX_EVIDENCE)}`;
    return { ...found(one, 'escalate', 'broken-before', `${check.name} fails on ${one.change.baseBranch} too.`), evidence };
  }
  const fix = await applyFix(job, one, now);
  if (!fix) return found(one, 'unknown', 'ours', `${check.name} fails here too, and no rule mends it.`);
  await commitFix(job, one, fix);
  return found(one, 'fixed', 'ours', `${check.name}: \`${fix.command}\` mended it; the check passes now.`);
}

function decideInfrastructure(job: Job, one: Case): Finding {
  const { check } = one;
  const again = !job.rerunBefore.has(check.headSha) && check.conclusion !== 'action_required';
  if (again)
    return found(one, 'rerun', 'infrastructure', `${check.name} failed because of a machine or a network; it is run once more.`);
  return found(
    one,
    'escalate',
    'infrastructure',
    `${check.name} fails because of a machine or a network, not because of the change.`,
  );
}

/** On a later commit than the one that failed (a fix of another check, or of a run that was lost) it is mended, not a flake. */
async function decideGreen(job: Job, one: Case): Promise<Finding> {
  const moved = (await one.workspace.head()) !== one.check.headSha;
  return moved ? found(one, 'fixed', 'ours', `${one.check.name} passes on the branch's present commit.`) : decideFlake(job, one);
}

/** Passing here is evidence of a flake only if it passes more than once. */
async function decideFlake(job: Job, one: Case): Promise<Finding> {
  const { check } = one;
  if (job.rerunBefore.has(check.headSha)) {
    return found(one, 'unknown', 'unknown', `${check.name} passes here and failed twice in CI.`);
  }
  const again = await runCheck(job, one);
  await one.workspace.reset();
  if (again.exitCode !== 0) return found(one, 'unknown', 'flake', `${check.name} passes here sometimes.`);
  return found(
    one,
    'rerun',
    'flake',
    `${check.name} passes here twice on the very commit that failed in CI; it is run once more.`,
  );
}

function found({ check, log }: Case, verdict: Finding['verdict'], cause: Finding['cause'], summary: string): Finding {
  return { check, verdict, cause, summary, evidence: log.slice(0, MAX_EVIDENCE) };
}
