import { InputError, UpstreamError } from '#domain/errors.ts';
import type { Log } from '#lambdas/http/log.ts';
import { type ApplyErrorDeps, applySighting } from '#lambdas/intake/apply-error.ts';
import type { ErrorGroup, ErrorTracker } from '#ports/error-tracker.ts';
import type { Page, TaskStore } from '#ports/task-store.ts';

export interface SweepIssuesDeps extends ApplyErrorDeps {
  readonly store: ApplyErrorDeps['store'] & Pick<TaskStore, 'readCursor' | 'saveCursor'>;
  readonly errors: Pick<ErrorTracker, 'listGroups' | 'readGroup'>;
  /** Milliseconds that this sweep may still take. */
  readonly remaining: () => number;
  readonly log: Log;
}

export interface SweepIssuesResult {
  readonly looked: number;
  readonly started: number;
  /** What this sweep did not reach is where the next one begins. */
  readonly ended: 'all' | 'enough for once' | 'out of time' | 'rate limited' | 'not set up';
}

const SWEEP = 'sentry-issues';
/** A sweep with less time than this does nothing more: what it begins it has to finish. */
const LEAST_MS = 20_000;
/** The first sweep of an old project must not fill the tracker, nor spend, all at once: so many tickets an hour. */
const MOST_STARTED = 50;

/**
 * Starts a triage of every unresolved error group that is worth a ticket and has none, page by page, for as long as there
 * is time; the next sweep goes on from the page that this one did not finish.
 * @throws UpstreamError `SENTRY_UNREACHABLE`, PolicyError `SENTRY_ACCESS_DENIED`
 */
export async function sweepIssues(deps: SweepIssuesDeps): Promise<SweepIssuesResult> {
  const { store, log } = deps;
  const count = { looked: 0, started: 0 };
  let cursor = await store.readCursor(SWEEP);
  let ended: SweepIssuesResult['ended'] | undefined;
  while (ended === undefined) {
    const page = await readPage(cursor, deps);
    ended = page === undefined ? 'rate limited' : await lookAt(page.items, count, deps);
    if (page === undefined || ended !== undefined) break;
    cursor = page.cursor;
    if (cursor === undefined) ended = 'all';
  }
  await store.saveCursor(SWEEP, cursor);
  const result = { ...count, ended: ended ?? 'all' };
  log({ level: 'info', part: 'sweep', sweep: SWEEP, ...result });
  return result;
}

/** Undefined when Sentry asks for more patience than there is time; a cursor of long ago is given up for the first page. */
async function readPage(cursor: string | undefined, deps: SweepIssuesDeps): Promise<Page<ErrorGroup> | undefined> {
  try {
    return await deps.errors.listGroups({ projects: deps.rules.projects, cursor });
  } catch (error) {
    if (error instanceof InputError && cursor !== undefined) return readPage(undefined, deps);
    if (isRateLimit(error)) return undefined;
    throw error;
  }
}

/** Why it stopped before the end of the page, if it did. */
async function lookAt(
  groups: readonly ErrorGroup[],
  count: { looked: number; started: number },
  deps: SweepIssuesDeps,
): Promise<SweepIssuesResult['ended'] | undefined> {
  for (const group of groups) {
    if (deps.remaining() < LEAST_MS) return 'out of time';
    if (count.started >= MOST_STARTED) return 'enough for once';
    try {
      count.looked += 1;
      count.started += (await look(group, deps)) ? 1 : 0;
    } catch (error) {
      if (isRateLimit(error)) return 'rate limited';
      // Merged or deleted since it was listed: no reason to leave the others alone.
      if (!(error instanceof InputError)) throw error;
      deps.log({ level: 'warn', part: 'sweep', sweep: SWEEP, issue: group.issueId, error: error.message });
    }
  }
  return undefined;
}

function isRateLimit(error: unknown): boolean {
  return error instanceof UpstreamError && error.code === 'SENTRY_RATE_LIMITED';
}

/** True when a triage was started. */
async function look(listed: ErrorGroup, deps: SweepIssuesDeps): Promise<boolean> {
  const group = await withRegression(listed, deps);
  const delivery = { channel: 'sentry', id: `sweep-${deps.clock.newId()}` } as const;
  const { status } = await applySighting(group, delivery, deps);
  return status === 'accepted';
}

/** A list does not say when a group came back, which only matters to one that has a ticket. */
async function withRegression(group: ErrorGroup, { store, errors }: SweepIssuesDeps): Promise<ErrorGroup> {
  if (!group.isRegressed || (await store.readGroup(group.issueId))?.ticketKey === undefined) return group;
  return errors.readGroup(group.issueId);
}
