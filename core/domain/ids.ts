import { z } from 'zod';

/** `task_` and a ULID: sorts by creation time. */
export const taskIdSchema = z.string().regex(/^task_[0-9A-HJKMNP-TV-Z]{26}$/, 'a task id is task_ and 26 characters');

/** The run's id is also the Step Functions execution's name, so starting a run twice is harmless. */
export function runIdOf(taskId: string, attempt: number): string {
  return `${taskId}-run-${attempt}`;
}

/** What at most one live task may be about, for example `jira#PROJ-1`. */
export function subjectIdOf(subject: { channel: string; key: string }): string {
  return `${subject.channel}#${subject.key}`;
}
