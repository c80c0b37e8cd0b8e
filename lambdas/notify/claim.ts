import type { TaskEvent } from '#domain/task-event.ts';
import type { NotifyDeps } from './notify-deps.ts';

export type Claim =
  /** It was sent before. */
  | { readonly type: 'sent' }
  /** Somebody is sending it just now. */
  | { readonly type: 'busy' }
  | {
      readonly type: 'mine';
      /** An earlier try failed or died: it may have got through. */
      readonly again: boolean;
      confirm(): Promise<void>;
    };

/** Events of a task are handed over one after another, so after this long a claim without an end belongs to a dead process. */
const BUSY_SECONDS = 5;

/**
 * Claims a notice about an event. Two marks are kept, `begun` and `sent`, so that a process killed between them, or an
 * answer that was lost, neither loses the notice nor has it sent twice.
 */
export async function claim(event: TaskEvent, notice: string, { store, clock }: NotifyDeps): Promise<Claim> {
  const { taskId, id } = event;
  const first = await store.claimNotice(taskId, id, notice);
  const mine = (again: boolean): Claim => ({
    type: 'mine',
    again,
    confirm: async () => {
      await store.claimNotice(taskId, id, `${notice}-sent`);
    },
  });
  if (first) return mine(false);
  if (await store.hasNotice(taskId, id, `${notice}-sent`)) return { type: 'sent' };
  const ageSeconds = (clock.now().getTime() - Date.parse(event.at)) / 1_000;
  return ageSeconds < BUSY_SECONDS ? { type: 'busy' } : mine(true);
}
