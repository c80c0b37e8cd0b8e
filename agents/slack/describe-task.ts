import { isTerminal } from '#domain/lifecycle.ts';
import type { Task } from '#domain/task.ts';
import type { TaskStore } from '#ports/task-store.ts';

type Reader = Pick<TaskStore, 'readApproval' | 'readQuestion'>;

/** Everything a task's record says that people ask about, one fact a line. */
export async function describeTask(task: Task, store: Reader): Promise<string> {
  const { ticket, usage, limits, tests, failure } = task;
  const lines = [
    `Task: ${task.id}`,
    `Ticket: ${[ticket.key, ticket.summary, ticket.url].filter((part) => part !== '').join(' | ')}`,
    `Status: ${task.status}${task.step && !isTerminal(task.status) ? `, at step ${task.step}` : ''}`,
    `Asked by: ${task.requester.name || task.requester.id}, at ${task.createdAt}`,
    `Cost: $${usage.costUsd.toFixed(2)} of at most $${limits.maxBudgetUsd}, ${usage.turns} model turns`,
    ...task.changes.map(({ repo, branch, prUrl }) => `Pull request: ${prUrl} (${repo}, branch ${branch})`),
    ...(tests ? [`Tests before: ${toCounts(tests.before)}; after: ${toCounts(tests.after)}`] : []),
    ...(await describeWait(task, store)),
    ...(task.endedAt ? [`Ended: ${task.endedAt}`] : []),
    ...(task.outcome ? [`Outcome: ${task.outcome}`] : []),
    ...(failure ? [`Failure: ${failure.code}: ${failure.message} What helps: ${failure.remedy}`] : []),
    ...(task.retryOf ? [`Goes on where this task stopped: ${task.retryOf}`] : []),
  ];
  return lines.join('\n');
}

function toCounts({ passed, failed }: { passed: number; failed: number }): string {
  return `${passed} passed, ${failed} failed`;
}

async function describeWait(task: Task, store: Reader): Promise<string[]> {
  if (task.status === 'awaiting_approval') {
    const approval = await store.readApproval(task.id);
    if (!approval) return [];
    const { n, expiresAt, shown, policy, requester } = approval;
    const who = {
      'not-requester': `anybody but ${requester.name || requester.id}`,
      anyone: 'anybody',
      list: policy.mode === 'list' ? [...policy.emails, ...(policy.logins ?? [])].join(', ') : '',
      auto: 'nobody: it is approved by itself',
    }[policy.mode];
    return [`Waits for: a decision on plan ${n} until ${expiresAt}, by ${who}`, `Plan: ${shown.title} | ${shown.planUrl}`];
  }
  if (task.status !== 'awaiting_answer') return [];
  const question = await store.readQuestion(task.id);
  return question ? [`Waits for: an answer until ${question.expiresAt} to: ${question.text}`] : [];
}
