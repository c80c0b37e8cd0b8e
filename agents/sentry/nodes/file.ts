import type { AgentContext } from '#agents/harness/agent.ts';
import type { Filed } from '#domain/error-group.ts';
import { ConflictError, InputError } from '#domain/errors.ts';
import type { StepResult } from '#domain/step-result.ts';
import { TICKET_DAYS } from '#domain/decide-triage.ts';
import type { SentryAgentDeps, Writing } from '../contract.ts';
import { priorityOf, renderRegression, renderTicket, SENTRY_LABEL } from '../render-ticket.ts';
import type { Assignment, State, Update } from '../state.ts';
import { redact } from '../redact.ts';

/** Jira finds a new ticket only after some seconds: so often, and so far apart, it is looked for after a step was cut off. */
const LOOKS = { afterLoss: 4, pauseMs: 2_500 } as const;
const DAY_MS = 24 * 60 * 60 * 1_000;

interface Job {
  readonly deps: SentryAgentDeps;
  readonly context: AgentContext;
}

/** Files the ticket, or notes the regression on the one that is open. Every act finds what an earlier attempt left. */
export function fileNode(deps: SentryAgentDeps, context: AgentContext): (state: State) => Promise<Update> {
  const job = { deps, context };
  return async ({ assignment, writing }) => {
    if (!assignment) return {};
    context.signal.throwIfAborted();
    const { key, title, isNew } = await act(assignment, writing, job);
    await remember(assignment, key, job);
    return { result: await toResult(assignment, { key, title, isNew }, job) };
  };
}

type Acted = Pick<Filed, 'key' | 'title' | 'isNew'>;

async function act(assignment: Assignment, writing: Writing | undefined, job: Job): Promise<Acted> {
  const { group, previous, ticketKey } = assignment;
  const title = redact(writing?.title ?? group.title);
  if (ticketKey !== undefined) return { key: ticketKey, title, isNew: true };
  if (assignment.act === 'note' && previous !== undefined) {
    await job.context.progress(`noting on ${previous} that ${group.shortId} is back`);
    const marker = `${assignment.reference}-${group.regressedAt ?? ''}`;
    await job.deps.tracker.upsertComment(previous, marker, renderRegression(group));
    return { key: previous, title, isNew: false };
  }
  if (!writing) throw new InputError('There is nothing to file.', { code: 'TICKET_UNWRITTEN' });
  const key = (await findEarlier(assignment, job)) ?? (await create(assignment, { ...writing, title }, job));
  if (previous !== undefined) await link(key, previous, job);
  return { key, title, isNew: true };
}

async function create({ group, event, previous, reference }: Assignment, writing: Writing, job: Job): Promise<string> {
  const { tracker, tickets } = job.deps;
  await job.context.progress(`filing the ticket for ${group.shortId}`);
  const { key } = await tracker.createTicket({
    project: tickets.project,
    type: tickets.type,
    summary: writing.title,
    markdown: renderTicket({ group, event, writing, previous, reference }),
    labels: [tickets.label, SENTRY_LABEL, 'error'],
    priority: priorityOf(group.level),
  });
  return key;
}

/** The ticket that a lost attempt created; Jira takes no key that would make creating it twice harmless. */
async function findEarlier({ reference }: Assignment, { deps, context }: Job): Promise<string | undefined> {
  const { tracker, tickets, now, sleep } = deps;
  const since = new Date(now().getTime() - TICKET_DAYS * DAY_MS);
  const looks = context.resumed ? LOOKS.afterLoss : 1;
  for (let look = 1; ; look += 1) {
    const found = await tracker.findTicket({ project: tickets.project, label: SENTRY_LABEL, reference, since });
    if (found !== undefined || look >= looks) return found;
    await sleep(LOOKS.pauseMs);
    context.signal.throwIfAborted();
  }
}

/** The text names the ticket before as well, so a site without this kind of link is no reason to fail. */
async function link(key: string, previous: string, { deps, context }: Job): Promise<void> {
  try {
    await deps.tracker.linkTickets(key, previous);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    await context.progress(`${key} could not be linked to ${previous}`);
  }
}

async function remember({ group }: Assignment, ticketKey: string, { deps, context }: Job): Promise<void> {
  const { issueId, regressedAt } = group;
  const ticketedAt = deps.now().toISOString();
  const recorded = await context.store.recordTicket(issueId, context.task.id, { ticketKey, ticketedAt, regressedAt });
  if (recorded) return;
  throw new ConflictError(`Another task has claimed ${group.shortId} meanwhile.`, { code: 'GROUP_CLAIMED' });
}

async function toResult(assignment: Assignment, acted: Acted, { deps }: Job): Promise<StepResult> {
  const { group, previous } = assignment;
  const { level, project, events, users, shortId } = group;
  const { url } = await deps.tracker.readTicket(acted.key);
  const counted = `${events} events of level ${level} in 24 hours`;
  const after = previous === undefined ? '' : `, after ${previous}`;
  const outcome = acted.isNew
    ? `${acted.key} is filed for ${shortId}${after} (${counted}).`
    : `${shortId} is back (${counted}), which is noted on ${acted.key}: that ticket is still open.`;
  const filed: Filed = { ...acted, url, ...(previous === undefined ? {} : { previous }), level, project, events, users };
  return { type: 'triage', outcome, filed };
}
