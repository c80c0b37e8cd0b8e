import { type Backlog, decideNextTry } from '#domain/backlog.ts';
import { decideBacklog } from '#domain/decide-notices.ts';
import type { NotifyDeps } from './notify-deps.ts';
import { readHistory } from './read-state.ts';
import { sendOnce } from './send-once.ts';

/** One sweep works off this many; the rest is left to the next. */
const LIMIT = 100;
const AT_ONCE = 10;
/** Longer than this Lambda may run: until then nobody else takes a backlog over. */
const LEASE_MS = 5 * 60_000;

/** How many channels were told all, are still behind, and were given up. */
export interface WorkedOff {
  readonly told: number;
  readonly behind: number;
  readonly dead: number;
}

/** Tells the channels that are behind, each task's events in their order; what fails again is tried again later, for a day. */
export async function workOff(deps: NotifyDeps): Promise<WorkedOff> {
  const due = await deps.store.listDueBacklogs(LIMIT);
  const results: (keyof WorkedOff)[] = [];
  for (let start = 0; start < due.length; start += AT_ONCE) {
    results.push(...(await Promise.all(due.slice(start, start + AT_ONCE).map((backlog) => workOffOne(backlog, deps)))));
  }
  const count = (wanted: keyof WorkedOff): number => results.filter((result) => result === wanted).length;
  return { told: count('told'), behind: count('behind'), dead: count('dead') };
}

/** Puts what was given up back in line, for the next sweep; for when its cause is gone. */
export async function replay({ store, clock }: Pick<NotifyDeps, 'store' | 'clock'>): Promise<{ readonly replayed: number }> {
  const dead = await store.listDeadBacklogs(LIMIT);
  const now = clock.now().toISOString();
  const revived = await Promise.all(
    dead.map((backlog) => store.updateBacklog({ ...backlog, state: 'owed', since: now, nextAt: now })),
  );
  return { replayed: revived.filter(Boolean).length };
}

async function workOffOne(backlog: Backlog, deps: NotifyDeps): Promise<keyof WorkedOff> {
  const { store, clock, log } = deps;
  const claimed = await store.claimBacklog(backlog, new Date(clock.now().getTime() + LEASE_MS));
  if (!claimed) return 'behind';
  const left = await tellFrom(claimed, deps).catch((error: unknown) => ({ from: claimed.from, error: String(error) }));
  const now = clock.now();
  if (!left) {
    if (await store.closeBacklog(claimed)) return 'told';
    // Something more has happened meanwhile; what was sent is not sent again.
    await store.updateBacklog({ ...claimed, nextAt: now.toISOString() });
    return 'behind';
  }
  const since = left.from === claimed.from ? claimed.since : now.toISOString();
  const next = decideNextTry({ since, attempts: claimed.attempts }, now);
  await store.updateBacklog({ ...claimed, ...left, ...next, since });
  const { taskId, channel } = claimed;
  if (next.state === 'owed') {
    // Counted by CloudWatch: how many channels of tasks are behind, and for how long.
    log({ level: 'info', measure: 'notice.late', taskId, channel, seconds: secondsBetween(since, now), ...left });
    return 'behind';
  }
  log({
    level: 'error',
    message: 'a channel could not be told for a day and is given up until a replay',
    taskId,
    channel,
    ...left,
  });
  return 'dead';
}

function secondsBetween(since: string, now: Date): number {
  return Math.round((now.getTime() - Date.parse(since)) / 1_000);
}

/** Sends what a channel has not been told; answers from which event on something is left, if it is. */
async function tellFrom(
  { taskId, channel, from }: Backlog,
  deps: NotifyDeps,
): Promise<Pick<Backlog, 'from' | 'error'> | undefined> {
  const task = await deps.store.readTask(taskId);
  if (task === undefined) return undefined;
  const history = await readHistory(taskId, deps.store);
  const untold = history.filter(({ id }) => id >= from);
  for (const { event, notice } of decideBacklog(untold, task, channel)) {
    const error = await sendOnce(notice, { event, task }, deps);
    if (error !== undefined) return { from: event.id, error };
  }
  return undefined;
}
