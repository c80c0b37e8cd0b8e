import type { Approval } from './approval.ts';
import type { CommandPolicy } from './decide-command.ts';
import { isListed, isSamePerson, type Person } from './person.ts';
import type { Task } from './task.ts';

export interface ViewFacts {
  readonly task: Pick<Task, 'requester'>;
  readonly approval: Pick<Approval, 'policy'> | undefined;
}

/**
 * Decides whether somebody may know of a task at all: who asked for it, who may decide on the plan that was laid before
 * people, and who may command every task.
 */
export function decideView(by: Person, { task, approval }: ViewFacts, policy: CommandPolicy): boolean {
  if (isSamePerson(by, task.requester)) return true;
  if (policy.mode === 'involved' && isListed(by, policy)) return true;
  switch (approval?.policy.mode) {
    case 'not-requester':
    case 'anyone':
      return true;
    case 'list':
      return isListed(by, approval.policy);
    case 'auto':
    case undefined:
      return false;
  }
}
