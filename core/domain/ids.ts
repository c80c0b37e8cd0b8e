import { z } from 'zod';

/** `task_` and a ULID: sorts by creation time. */
export const taskIdSchema = z.string().regex(/^task_[0-9A-HJKMNP-TV-Z]{26}$/, 'a task id is task_ and 26 characters');

/** The run's id is also the Step Functions execution's name, so starting a run twice is harmless. */
export function runIdOf(taskId: string, attempt: number): string {
  return `${taskId}-run-${attempt}`;
}

/** The task of a run; undefined when this is not a run's id. */
export function taskIdOf(runId: string): string | undefined {
  const taskId = runId.replace(/-run-[1-9]\d*$/, '');
  return taskId !== runId && taskIdSchema.safeParse(taskId).success ? taskId : undefined;
}

/** A ticket's key as its tracker spells it (`SHIP-7`), however a person typed it; undefined for anything else. */
export function toTicketKey(text: string): string | undefined {
  return /^[a-z][a-z0-9_]*-[1-9]\d{0,9}$/i.test(text) ? text.toUpperCase() : undefined;
}

const REPO = /^[\w.-]{1,100}\/[\w.-]{1,100}$/;

/** A repository's full name (`owner/name`), also from its address; undefined for anything else. */
export function toRepoName(text: string): string | undefined {
  const name = text.replace(/^https?:\/\/[^/\s]+\//, '').replace(/(\.git)?\/?$/, '');
  return REPO.test(name) && !name.split('/').some((part) => /^\.+$/.test(part)) ? name : undefined;
}

/** A pull request by its address or as `owner/name#7`; undefined for anything else. */
export function toPullRequest(text: string): { repo: string; number: number } | undefined {
  const [, repo, number] =
    /^(?:https?:\/\/[^/\s]+\/)?([^/\s#]+\/[^/\s#]+)(?:\/pull\/|#)([1-9]\d{0,9})(?:[/?#]\S*)?$/.exec(text) ?? [];
  const name = repo === undefined ? undefined : toRepoName(repo);
  return name === undefined ? undefined : { repo: name, number: Number(number) };
}

/** What at most one live task may be about, for example `jira#PROJ-1`. */
export function subjectIdOf(subject: { channel: string; key: string }): string {
  return `${subject.channel}#${subject.key}`;
}

/** Names the approval that a button decides, so that a card about an older plan cannot approve a newer one. */
export function approvalRefOf(taskId: string, n: number): string {
  return `${taskId}/${n}`;
}

/** Reads what `approvalRefOf` wrote, or a bare task id; `undefined` for anything else. */
export function parseApprovalRef(text: string): { taskId: string; n?: number } | undefined {
  const [taskId = '', n, ...more] = text.split('/');
  if (more.length > 0 || !taskIdSchema.safeParse(taskId).success) return undefined;
  if (n === undefined) return { taskId };
  return /^[1-9]\d{0,3}$/.test(n) ? { taskId, n: Number(n) } : undefined;
}
