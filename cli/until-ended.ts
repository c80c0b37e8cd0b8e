import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { TERMINAL_STATUSES } from '#domain/lifecycle.ts';
import type { CallApi } from './api.ts';
import type { Asked } from './ask.ts';
import { EXIT } from './exit.ts';
import { readTask, renderTask } from './render.ts';

const PAUSE_MS = 2_000;

const terminalSchema = z.enum(TERMINAL_STATUSES);

/** Asks again until the task has ended; a task that did not complete has an exit code of its own. */
export async function untilEnded(answer: unknown, api: CallApi, pauseMs = PAUSE_MS): Promise<Asked> {
  const { task_id: id, status } = readTask(answer);
  const end = terminalSchema.safeParse(status);
  if (end.success) return { answer, render: renderTask, exitCode: end.data === 'completed' ? EXIT.ok : EXIT.notCompleted };
  await sleep(pauseMs);
  return untilEnded(await api(`/tasks/${id}`), api, pauseMs);
}
