import { shortenMiddle } from '#agents/harness/workspace/shorten-middle.ts';
import type { PlanTask } from '#domain/plan.ts';
import { listSome } from './list-some.ts';
import type { Measured, Measurement } from './measure.ts';

export interface AcceptanceFacts {
  readonly kind: PlanTask['kind'];
  /** Before any work: what was broken then may stay broken. */
  readonly baseline: Measurement;
  /** Just before this plan task. */
  readonly before: Measurement;
  readonly after: Measurement;
  /** True when no later task of the plan writes code in this repository. */
  readonly lastCode: boolean;
}

export type Acceptance =
  | { readonly type: 'accepted'; readonly because: string }
  | { readonly type: 'refused'; readonly failure: string };

const MAX_OUTPUT = 8_000;

/** Decides whether a plan task is done: a test task that code follows has to leave a new failing test, every other task must break nothing. */
export function decideAcceptance(facts: AcceptanceFacts): Acceptance {
  const broken = facts.after.find(
    ({ name, passed }) => name !== 'test' && !passed && runOf(facts.baseline, name)?.passed === true,
  );
  if (broken && !(facts.kind === 'test' && broken.name === 'build')) return refuse(`${broken.command} fails now.`, broken);
  const after = runOf(facts.after, 'test');
  if (!after) return { type: 'accepted', because: 'the repository has no test command' };
  const before = runOf(facts.before, 'test');
  // Without code to come, its tests are of behaviour that is there.
  return facts.kind === 'test' && !facts.lastCode ? decideTestTask(before, after) : decideOtherTask(facts, before, after);
}

function decideTestTask(before: Measured | undefined, after: Measured): Acceptance {
  const fresh = newlyFailing(before, after);
  if (fresh.length > 0) return { type: 'accepted', because: `fails as it should: ${listSome(fresh)}` };
  const passes = 'No new test fails. A test task has to leave a test that fails because the behaviour is missing.';
  return refuse(passes, after);
}

function decideOtherTask(
  { kind, baseline, lastCode }: AcceptanceFacts,
  before: Measured | undefined,
  after: Measured,
): Acceptance {
  const fresh = newlyFailing(before, after);
  if (fresh.length > 0) return refuse(`These tests passed before and fail now: ${listSome(fresh)}.`, after);
  const red = newlyFailing(runOf(baseline, 'test'), after);
  if (red.length > 0 && kind === 'code') {
    if (lastCode) return refuse(`These tests still fail: ${listSome(red)}.`, after);
    const redBefore = before ? newlyFailing(runOf(baseline, 'test'), before) : [];
    if (redBefore.length > 0 && red.length >= redBefore.length) return refuse('No failing test was made to pass.', after);
  }
  return { type: 'accepted', because: after.passed ? 'all tests pass' : 'no test fails that did not fail before' };
}

/** Names of tests that fail after and not before; the command itself stands for tests whose names are not known. */
function newlyFailing(before: Measured | undefined, after: Measured): string[] {
  if (after.passed) return [];
  if (after.failing && after.failing.length > 0) {
    const known = new Set(before?.failing ?? []);
    return after.failing.filter((name) => !known.has(name));
  }
  return before?.passed === false ? [] : [after.command];
}

function runOf(measurement: Measurement, name: Measured['name']): Measured | undefined {
  return measurement.find((run) => run.name === name);
}

function refuse(why: string, { command, output }: Measured): Acceptance {
  return { type: 'refused', failure: `${why}\n\n$ ${command}\n${shortenMiddle(output, MAX_OUTPUT)}` };
}
