import type { AgentContext } from '#agents/harness/agent.ts';
import { isAlertSubject } from '#domain/error-group.ts';
import { InputError } from '#domain/errors.ts';
import type { ErrorGroup } from '#ports/error-tracker.ts';
import { type Claimed, claimGroup } from '../claim-group.ts';
import type { SentryAgentDeps } from '../contract.ts';
import type { Assignment, Update } from '../state.ts';

type Found = { readonly group: ErrorGroup; readonly claimed: Exclude<Claimed, { type: 'left' }> } | { readonly left: string };

/** Reads the error group as Sentry has it now, claims it, and finds out what is to be done with it. */
export function readNode(deps: SentryAgentDeps, context: AgentContext): () => Promise<Update> {
  return async () => {
    const { key } = context.task.subject;
    await context.progress(`reading ${context.task.ticket.key}`);
    const found = isAlertSubject(key) ? await findBehindAlert(deps, context) : await readKnown(key, deps, context);
    if ('left' in found) return { result: { type: 'triage', outcome: `No ticket: ${found.left}.` } };
    return { assignment: await toAssignment(found, deps) };
  };
}

async function readKnown(issueId: string, deps: SentryAgentDeps, context: AgentContext): Promise<Found> {
  const group = await deps.errors.readGroup(issueId).catch((error: unknown) => {
    if (error instanceof InputError && error.code === 'ERROR_GROUP_NOT_FOUND') return undefined;
    throw error;
  });
  if (!group) return { left: 'it is not in Sentry any more, or was merged into another' };
  const claimed = await claimGroup(group, context, deps);
  return claimed.type === 'left' ? { left: claimed.reason } : { group, claimed };
}

/** The most frequent group of the alert's projects that is worth a ticket; the others are left to the hourly sweep. */
async function findBehindAlert(deps: SentryAgentDeps, context: AgentContext): Promise<Found> {
  const projects = context.task.projects?.length ? context.task.projects : deps.rules.projects;
  const { items } = await deps.errors.listGroups({ projects, mostFrequent: true });
  for (const listed of items) {
    context.signal.throwIfAborted();
    // A list does not say when a group came back.
    const group = listed.isRegressed ? await deps.errors.readGroup(listed.issueId) : listed;
    const claimed = await claimGroup(group, context, deps);
    if (claimed.type !== 'left') return { group, claimed };
  }
  return { left: 'behind the alert is no error that is over its threshold and has no ticket' };
}

async function toAssignment({ group, claimed }: Exclude<Found, { left: string }>, deps: SentryAgentDeps): Promise<Assignment> {
  const event = await deps.errors.readEvent(group.issueId, 'latest');
  if (claimed.type === 'filed') {
    return { group, event, act: 'tell', ticketKey: claimed.ticketKey, reference: referenceOf(group, undefined) };
  }
  const { previous, regression } = claimed;
  const isOpen = regression && previous !== undefined && (await isStillOpen(previous, deps));
  return { group, event, previous, act: isOpen ? 'note' : 'file', reference: referenceOf(group, previous) };
}

/** By which a ticket is found again that was created just before its creator was cut off. */
function referenceOf({ issueId }: ErrorGroup, previous: string | undefined): string {
  return previous === undefined ? `sentry-${issueId}` : `sentry-${issueId}-after-${previous}`;
}

/** A ticket that was deleted is not open. */
async function isStillOpen(key: string, { tracker }: SentryAgentDeps): Promise<boolean> {
  try {
    return !(await tracker.readTicket(key)).isDone;
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
}
