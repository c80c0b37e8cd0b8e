import type { Approval } from './approval.ts';
import type { Command } from './command.ts';
import { isListed, isSamePerson, type Person } from './person.ts';
import type { Task } from './task.ts';

/** Who may tell a task something, beside deciding on its plan, which has a policy of its own. */
export type CommandPolicy =
  /** Whoever the channel lets speak: see each channel's page for who that is. */
  | { readonly mode: 'anyone' }
  /** Whoever asked for the task, those named as approvers of its plan, and these e-mail addresses. */
  | { readonly mode: 'involved'; readonly emails: readonly string[] };

const CHANGES_A_TASK: ReadonlySet<Command['name']> = new Set(['say', 'cancel', 'retry']);

/** True for commands that change what becomes of a task without deciding on its plan. */
export function changesTask({ name }: Command): boolean {
  return CHANGES_A_TASK.has(name);
}

const NOBODY = { emails: [], logins: undefined };

export interface CommandFacts {
  readonly task: Pick<Task, 'requester'>;
  readonly approval: Pick<Approval, 'policy'> | undefined;
}

/** Decides whether somebody may give a command; answers why not, or `undefined`. */
export function decideCommand(
  { command, by }: { readonly command: Command; readonly by: Person },
  { task, approval }: CommandFacts,
  policy: CommandPolicy,
): string | undefined {
  if (policy.mode === 'anyone' || !changesTask(command)) return undefined;
  const list = approval?.policy.mode === 'list' ? approval.policy : NOBODY;
  const involved = { emails: [...policy.emails, ...list.emails], logins: list.logins };
  if (isSamePerson(by, task.requester) || isListed(by, involved)) return undefined;
  const { name, id } = task.requester;
  const others = involved.emails.length > 0 ? ` and ${involved.emails.join(', ')}` : '';
  return `Only ${name || id}, who asked for this task,${others} may tell it that.`;
}
