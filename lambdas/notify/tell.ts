import { type Backlog, decideNextTry } from '#domain/backlog.ts';
import { decideNotices, type Notice } from '#domain/decide-notices.ts';
import { ConflictError } from '#domain/errors.ts';
import type { Task } from '#domain/task.ts';
import type { TaskEvent } from '#domain/task-event.ts';
import type { NotifyDeps } from './notify-deps.ts';
import { sendOnce } from './send-once.ts';

/** Somebody opens and closes backlogs beside us at most so often. */
const LOOKS = 5;

interface ChannelNotices {
  readonly event: TaskEvent;
  readonly task: Task;
  readonly channel: Notice['channel'];
  readonly notices: readonly Notice[];
}

/**
 * Tells everybody about an event. A channel that cannot be told now, or is behind with this task, is told later: it holds
 * up neither the other channels nor other tasks. @throws when not even that could be recorded
 */
export async function tell(event: TaskEvent, deps: NotifyDeps): Promise<void> {
  const task = await deps.store.readTask(event.taskId);
  if (task === undefined) return;
  const byChannel = Map.groupBy(decideNotices(event, task), ({ channel }) => channel);
  const set = [...byChannel].filter(([channel]) => deps[channel] !== undefined);
  if (set.length === 0) return;
  const backlogs = await deps.store.listBacklogs(task.id);
  await Promise.all(
    set.map(async ([channel, notices]) => {
      const backlog = backlogs.find((one) => one.channel === channel);
      if (backlog && (await deps.store.joinBacklog(backlog))) return;
      await tellChannel({ event, task, channel, notices }, deps);
    }),
  );
}

async function tellChannel({ event, task, channel, notices }: ChannelNotices, deps: NotifyDeps): Promise<void> {
  for (const notice of notices) {
    const error = await sendOnce(notice, { event, task }, deps);
    if (error !== undefined) return oweFrom(event, channel, error, deps);
  }
}

/** Records that a channel has to be told from this event on. */
async function oweFrom({ id: from, taskId }: TaskEvent, channel: string, error: string, deps: NotifyDeps): Promise<void> {
  const { store, clock } = deps;
  const now = clock.now();
  const since = now.toISOString();
  const fresh: Backlog = {
    taskId,
    channel,
    from,
    since,
    error,
    attempts: 1,
    joined: 0,
    ...decideNextTry({ since, attempts: 1 }, now),
  };
  for (let look = 0; look < LOOKS; look += 1) {
    if (await store.openBacklog(fresh)) return;
    const open = (await store.listBacklogs(taskId)).find((one) => one.channel === channel);
    if (open && (await store.joinBacklog(open))) return;
  }
  throw new ConflictError(`Others kept changing what ${channel} has to be told of ${taskId}.`, { code: 'WRITE_CONFLICT' });
}
