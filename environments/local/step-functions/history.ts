import { HistoryFullError } from './errors.ts';
import { MAX_HISTORY_EVENTS } from './limits.ts';
import type { HistoryEvent, Run, Thread } from './run.ts';

export type Details = Readonly<Record<string, unknown>>;

/** Adds an event that follows `previous`, with its details under AWS's key, and answers its id. @throws HistoryFullError */
export function record(run: Run, now: number, event: { type: string; previous: number; details?: Details | undefined }): number {
  const ends = /^Execution(Succeeded|Failed|Aborted|TimedOut)$/.test(event.type);
  if (run.lastEvent >= MAX_HISTORY_EVENTS - (ends ? 0 : 1)) throw new HistoryFullError('the history is full');
  run.lastEvent += 1;
  const entry: HistoryEvent = { id: run.lastEvent, type: event.type, timestamp: now, previousEventId: event.previous };
  run.events.push(event.details === undefined ? entry : { ...entry, [detailsKey(event.type)]: event.details });
  return run.lastEvent;
}

/** Adds an event that follows the thread's last one. */
export function recordIn(run: Run, thread: Thread, now: number, event: { type: string; details?: Details | undefined }): number {
  thread.lastEvent = record(run, now, { ...event, previous: thread.lastEvent });
  return thread.lastEvent;
}

function detailsKey(type: string): string {
  if (type.endsWith('StateEntered')) return 'stateEnteredEventDetails';
  if (type.endsWith('StateExited')) return 'stateExitedEventDetails';
  return `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`;
}
