import { tellPolicy } from '#domain/decide-approval.ts';
import { decideReminder, type ReminderPolicy } from '#domain/decide-reminder.ts';
import { UpstreamError } from '#domain/errors.ts';
import type { Status } from '#domain/lifecycle.ts';
import type { TaskFact } from '#domain/task-event.ts';
import type { Clock } from '#ports/clock.ts';
import type { TaskStore } from '#ports/task-store.ts';

export interface RemindersDeps {
  readonly store: Pick<TaskStore, 'listTasks' | 'readApproval' | 'readQuestion' | 'appendEventsOnce'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly policy: ReminderPolicy;
}

/** Reminds of every plan and question that waits, once each, and escalates plans on which nobody decides. */
export async function sendReminders(deps: RemindersDeps): Promise<{ readonly reminded: number }> {
  const approvals = await listAll('awaiting_approval', deps);
  const questions = await listAll('awaiting_answer', deps);
  const results = await Promise.allSettled([
    ...approvals.map((taskId) => remindOfApproval(taskId, deps)),
    ...questions.map((taskId) => remindOfQuestion(taskId, deps)),
  ]);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw new UpstreamError('Not everybody could be reminded.', { code: 'SWEEP_INCOMPLETE', cause: failed.reason });
  const counts = results.map((result) => (result.status === 'fulfilled' ? result.value : 0));
  return { reminded: counts.reduce((sum, count) => sum + count, 0) };
}

async function listAll(status: Status, { store }: RemindersDeps): Promise<readonly string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.listTasks({ status, limit: 100, cursor });
    ids.push(...page.items.map(({ id }) => id));
    cursor = page.cursor;
  } while (cursor !== undefined);
  return ids;
}

async function remindOfApproval(taskId: string, deps: RemindersDeps): Promise<number> {
  const approval = await deps.store.readApproval(taskId);
  if (!approval || approval.decision) return 0;
  const { n, requestedAt: from, expiresAt, policy, requester } = approval;
  const due = decideReminder({ from, until: expiresAt }, deps.policy, deps.clock.now());
  const facts = {
    remind: { type: 'approval.reminded', n, expiresAt, who: tellPolicy(policy, requester) },
    escalate: { type: 'approval.escalated', n, expiresAt },
  } as const;
  const done = await Promise.all(due.map((one) => once(taskId, `${one}-approval-${n}`, facts[one], deps)));
  return done.filter(Boolean).length;
}

async function remindOfQuestion(taskId: string, deps: RemindersDeps): Promise<number> {
  const question = await deps.store.readQuestion(taskId);
  if (!question || question.answer) return 0;
  const { n, askedAt: from, expiresAt, text } = question;
  const due = decideReminder({ from, until: expiresAt }, { ...deps.policy, escalateAfterPercent: 0 }, deps.clock.now());
  if (due.length === 0) return 0;
  const fact = { type: 'question.reminded', n, text, expiresAt } as const;
  return (await once(taskId, `remind-question-${n}`, fact, deps)) ? 1 : 0;
}

/** The mark and the event are one write, so that two sweeps neither remind twice nor lose it between them. */
async function once(taskId: string, mark: string, fact: TaskFact, { store }: RemindersDeps): Promise<boolean> {
  return (await store.appendEventsOnce(taskId, mark, [fact])) === 'recorded';
}
