import { invokeFolder } from './lambdas.ts';
import type { Logger } from './logger.ts';

/** EventBridge's rate in the cloud is minutes; here nobody wants to wait that long. */
const SWEEP_MS = 15_000;

/** Runs what EventBridge schedules, once at the start and then at its rate; the returned function ends it. */
export function startSchedules(logger: Logger): () => void {
  const sweep = async (): Promise<void> => {
    try {
      await invokeFolder('lambdas/sweeps/stuck-tasks', {});
    } catch (error) {
      logger.error('the sweep failed; it runs again at its next time', { error: String(error) });
    }
  };
  void sweep();
  const timer = setInterval(() => void sweep(), SWEEP_MS);
  return () => clearInterval(timer);
}
