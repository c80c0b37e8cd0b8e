import type { Task } from './task.ts';
import type { TaskEvent, TaskFactType } from './task-event.ts';

/** Where a ticket is moved to; what these statuses are called is configuration. */
export type TicketMove = 'started' | 'review' | 'done';

/** One thing to tell somebody. What shows a present state is edited in place; a message is posted once. */
export type Notice =
  /** The first message of the task's thread: where the task is now. */
  | { readonly channel: 'slack'; readonly kind: 'root' }
  /** The card on which the plan of this revision is decided. */
  | { readonly channel: 'slack'; readonly kind: 'card'; readonly n: number }
  /** What just happened, as a message in the thread. */
  | { readonly channel: 'slack'; readonly kind: 'message' }
  | { readonly channel: 'jira'; readonly kind: 'accepted' | 'plan' | 'outcome' }
  | { readonly channel: 'jira'; readonly kind: 'question'; readonly n: number }
  | { readonly channel: 'jira'; readonly kind: 'move'; readonly to: TicketMove }
  /** The one comment on each pull request of the task. */
  | { readonly channel: 'github'; readonly kind: 'status' };

const ROOT: Notice = { channel: 'slack', kind: 'root' };
const MESSAGE: Notice = { channel: 'slack', kind: 'message' };
const STATUS: Notice = { channel: 'github', kind: 'status' };
const jira = (kind: 'accepted' | 'plan' | 'outcome'): Notice => ({ channel: 'jira', kind });
const move = (to: TicketMove): Notice => ({ channel: 'jira', kind: 'move', to });

type Row<T extends TaskFactType> = (fact: Extract<TaskEvent['fact'], { type: T }>, task: Task) => readonly Notice[];

/** Who is told what about each kind of event; what only the timeline needs tells nobody. */
const NOTICES: { readonly [T in TaskFactType]: Row<T> } = {
  'task.submitted': () => [ROOT, jira('accepted')],
  'step.started': ({ step }, task) => (isFirstStep(step, task) ? [ROOT, move('started')] : [ROOT]),
  // Told once: a fault that lasts would otherwise fill the thread.
  'step.retried': ({ attempt = 2 }) => (attempt === 2 ? [ROOT, MESSAGE] : [ROOT]),
  'agent.progressed': () => [],
  'tool.called': () => [],
  'step.finished': () => [ROOT],
  'plan.published': () => [ROOT, jira('plan'), STATUS],
  'approval.requested': ({ approval: { n } }) => [ROOT, { channel: 'slack', kind: 'card', n }, jira('plan'), STATUS],
  'approval.decided': ({ n }) => [ROOT, { channel: 'slack', kind: 'card', n }, jira('plan'), STATUS],
  'question.asked': ({ n }) => [ROOT, MESSAGE, { channel: 'jira', kind: 'question', n }],
  'question.answered': ({ n }) => [ROOT, MESSAGE, { channel: 'jira', kind: 'question', n }],
  'instruction.given': () => [],
  'pull-request.readied': () => [ROOT, MESSAGE, move('review'), STATUS],
  'ci.awaited': () => [ROOT, STATUS],
  // Green CI is told by the end of the task that follows it.
  'ci.concluded': ({ ci }) => (ci.conclusion === 'success' ? [ROOT, STATUS] : [ROOT, MESSAGE, STATUS]),
  'ci.diagnosed': () => [ROOT, MESSAGE, STATUS],
  'task.ended': ({ status }) => [
    ROOT,
    MESSAGE,
    jira('outcome'),
    jira('plan'),
    STATUS,
    ...(status === 'completed' ? [move('done')] : []),
  ],
};

/** How the step is called at which a run begins; a run that only waits for CI begins nothing new. */
const FIRST_STEPS: Readonly<Record<Task['resumeFrom'], RegExp | undefined>> = {
  Discover: /^discover$/,
  Plan: /^plan-/,
  Execute: /^execute$/,
  AwaitCi: undefined,
};

const isFirstStep = (step: string, { resumeFrom }: Task): boolean => FIRST_STEPS[resumeFrom]?.test(step) === true;

/** Decides who is told about an event. Tickets are told only of tasks that came from them, pull requests once there are any. */
export function decideNotices(event: TaskEvent, task: Task): Notice[] {
  return noticesOf(event.fact, task).filter(({ channel }) => {
    if (channel === 'jira') return task.subject.channel === 'jira';
    if (channel === 'github') return task.changes.length > 0;
    return true;
  });
}

function noticesOf<T extends TaskFactType>(fact: Extract<TaskEvent['fact'], { type: T }>, task: Task): readonly Notice[] {
  const row: Row<T> = NOTICES[fact.type];
  return row(fact, task);
}

/** Names a notice within its event: with the event's id, what has to be sent once. */
export function noticeIdOf(notice: Notice): string {
  return `${notice.channel}-${notice.kind}`;
}
