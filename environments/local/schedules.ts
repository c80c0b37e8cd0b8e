import { invokeFolder } from './lambdas.ts';
import type { Logger } from './logger.ts';

interface Schedule {
  readonly folder: string;
  readonly event: object;
  /** EventBridge's rates in the cloud are minutes; here nobody wants to wait that long. */
  readonly everyMs: number;
}

const SCHEDULES: readonly Schedule[] = [
  { folder: 'lambdas/sweeps/stuck-tasks', event: {}, everyMs: 15_000 },
  { folder: 'lambdas/sweeps/reminders', event: {}, everyMs: 15_000 },
  { folder: 'lambdas/sweeps/sentry-issues', event: {}, everyMs: 60_000 },
  { folder: 'lambdas/notify', event: { action: 'work-off' }, everyMs: 5_000 },
];

/** Runs what EventBridge schedules, once at the start and then at its rate; the returned function ends it. */
export function startSchedules(logger: Logger): () => void {
  const timers = SCHEDULES.map((schedule) => {
    void run(schedule, logger);
    return setInterval(() => void run(schedule, logger), schedule.everyMs);
  });
  return () => {
    for (const timer of timers) clearInterval(timer);
  };
}

async function run({ folder, event }: Schedule, logger: Logger): Promise<void> {
  try {
    await invokeFolder(folder, event);
  } catch (error) {
    logger.error('a scheduled Lambda failed; it runs again at its next time', { folder, error: String(error) });
  }
}
