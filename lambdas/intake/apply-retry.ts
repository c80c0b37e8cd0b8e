import type { Command } from '#domain/command.ts';
import { decideRetry } from '#domain/decide-retry.ts';
import type { IntakeDeps, Order, Reply } from './intake-deps.ts';
import { startTask, toSubmitted } from './start-task.ts';
import { stopTask } from './stop-task.ts';

type RetryCommand = Extract<Command, { name: 'retry' }>;

/**
 * Starts a new task that goes on where an ended one stopped, once nothing of the ended one runs any more: the two would
 * work on the same branches. @throws UpstreamError `TASK_NOT_STOPPED`
 */
export async function applyRetry({ task, command, by, delivery }: Order<RetryCommand>, deps: IntakeDeps): Promise<Reply> {
  const request = { newTaskId: `task_${deps.clock.newId()}`, by, limits: command.limits };
  const decision = decideRetry(task, request, deps.clock.now());
  if (decision.type === 'refused') return { ok: false, code: decision.code, reply: decision.reason };
  await stopTask(task, deps);
  const { status, taskId = '' } = await startTask(decision.task, delivery, deps);
  switch (status) {
    case 'live':
      return { ok: false, code: 'TASK_LIVE', reply: `${task.ticket.key} already has the live task \`${taskId}\`.`, taskId };
    case 'accepted':
      return {
        ok: true,
        reply: `Task \`${taskId}\` goes on from ${decision.task.resumeFrom} for \`${task.id}\`.`,
        taskId,
        record: { fact: toSubmitted(decision.task), task: decision.task, more: '' },
      };
    case 'duplicate':
      return { ok: true, reply: `Task \`${taskId}\` was started for this before.`, taskId };
  }
}
