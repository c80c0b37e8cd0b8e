import type { Task } from './task.ts';
import type { TaskEvent, TaskFactType } from './task-event.ts';
import { endingOf } from './triage-task.ts';

/** Where a ticket is moved to; what these statuses are called is configuration. `returned` is back to where it came from. */
export type TicketMove = 'started' | 'review' | 'done' | 'returned';

/** What the person who asked is told where they asked; each channel renders it in its own way. */
export type SourceNotice =
  | { readonly kind: 'accepted' | 'plan' | 'outcome' }
  | { readonly kind: 'question'; readonly n: number }
  /** Half the time to decide or to answer is over. */
  | { readonly kind: 'reminder'; readonly of: 'approval' | 'question'; readonly n: number }
  | { readonly kind: 'move'; readonly to: TicketMove };

/** The channels that tell the person who asked in the thing they asked about: a ticket, an issue, a pull request. */
export type SourceChannel = 'jira' | 'github';

type NoticeOfSource = { readonly [C in SourceChannel]: { readonly channel: C } & SourceNotice }[SourceChannel];

/** One thing to tell somebody. What shows a present state is edited in place; a message is posted once. */
export type Notice =
  /** The first message of the task's thread: where the task is now. */
  | { readonly channel: 'slack'; readonly kind: 'root' }
  /** The card on which the plan of this revision is decided. */
  | { readonly channel: 'slack'; readonly kind: 'card'; readonly n: number }
  /** What just happened, as a message in the thread. */
  | { readonly channel: 'slack'; readonly kind: 'message' }
  /** What became of an error, in the channel for errors. */
  | { readonly channel: 'slack'; readonly kind: 'errors' }
  /** That nobody decides, to those who see to it that somebody does. */
  | { readonly channel: 'slack'; readonly kind: 'escalation'; readonly n: number }
  | NoticeOfSource
  /** The one comment on each pull request of the task. */
  | { readonly channel: 'github'; readonly kind: 'status' }
  /** Nobody wants the change any more: its drafts are closed. */
  | { readonly channel: 'github'; readonly kind: 'withdrawal' };

/** Where a task's requester is told, by where the task came from; absent where the thread or a look-up tells it all. */
const SOURCES: Readonly<Partial<Record<Task['subject']['channel'], SourceChannel>>> = { jira: 'jira', github: 'github' };

/** A row names what the source is told without saying which source that is. */
type Told = Exclude<Notice, NoticeOfSource> | { readonly channel: 'source'; readonly notice: SourceNotice };

const ROOT: Told = { channel: 'slack', kind: 'root' };
const MESSAGE: Told = { channel: 'slack', kind: 'message' };
const ERRORS = { channel: 'slack', kind: 'errors' } as const satisfies Notice;
const STATUS: Told = { channel: 'github', kind: 'status' };
const WITHDRAWAL: Told = { channel: 'github', kind: 'withdrawal' };
const source = (notice: SourceNotice): Told => ({ channel: 'source', notice });
const ACCEPTED = source({ kind: 'accepted' });
const PLAN = source({ kind: 'plan' });
const OUTCOME = source({ kind: 'outcome' });
const move = (to: TicketMove): Told => source({ kind: 'move', to });

type Row<T extends TaskFactType> = (fact: Extract<TaskEvent['fact'], { type: T }>, task: Task) => readonly Told[];

/** Who is told what about each kind of event; what only the timeline needs tells nobody. */
const NOTICES: { readonly [T in TaskFactType]: Row<T> } = {
  'task.submitted': () => [ROOT, ACCEPTED, STATUS],
  'step.started': ({ step }, task) => (isFirstStep(step, task) ? [ROOT, move('started')] : [ROOT]),
  // Told once: a fault that lasts would otherwise fill the thread.
  'step.retried': ({ attempt = 2 }) => (attempt === 2 ? [ROOT, MESSAGE] : [ROOT]),
  'agent.progressed': () => [],
  'tool.called': () => [],
  'step.finished': () => [ROOT],
  'plan.published': () => [ROOT, PLAN, STATUS],
  'approval.requested': ({ approval: { n } }) => [ROOT, { channel: 'slack', kind: 'card', n }, PLAN, STATUS],
  'approval.decided': ({ n }) => [ROOT, { channel: 'slack', kind: 'card', n }, PLAN, STATUS],
  'approval.reminded': ({ n }) => [MESSAGE, source({ kind: 'reminder', of: 'approval', n }), STATUS],
  'approval.escalated': ({ n }) => [{ channel: 'slack', kind: 'escalation', n }],
  'question.asked': ({ n }) => [ROOT, MESSAGE, source({ kind: 'question', n }), STATUS],
  'question.answered': ({ n }) => [ROOT, MESSAGE, source({ kind: 'question', n }), STATUS],
  'question.reminded': ({ n }) => [MESSAGE, source({ kind: 'reminder', of: 'question', n }), STATUS],
  'instruction.given': () => [],
  'task.woken': () => [ROOT, MESSAGE, STATUS],
  'pull-request.readied': () => [ROOT, MESSAGE, move('review'), STATUS],
  // That a task ended by it is told by its end, and that we took back a draft by the reason.
  'pull-request.closed': ({ merged, by, endsTask = false }) =>
    endsTask || (by.automatic && !merged) ? [ROOT, STATUS] : [ROOT, MESSAGE, OUTCOME, STATUS],
  'ci.awaited': () => [ROOT, STATUS],
  // Green CI is told by the end of the task that follows it.
  'ci.concluded': ({ ci }) => (ci.conclusion === 'success' ? [ROOT, STATUS] : [ROOT, MESSAGE, STATUS]),
  'ci.diagnosed': () => [ROOT, MESSAGE, STATUS],
  'task.ended': ({ status }) => [
    ROOT,
    MESSAGE,
    OUTCOME,
    PLAN,
    STATUS,
    ...(status === 'rejected' || status === 'cancelled' ? [WITHDRAWAL] : []),
    move(status === 'completed' ? 'done' : 'returned'),
  ],
  'ticket.filed': () => [ERRORS],
};

/** How the step is called at which a run begins; a run that only waits for CI begins nothing new. */
const FIRST_STEPS: Readonly<Record<Task['resumeFrom'], RegExp | undefined>> = {
  Discover: /^discover$/,
  Plan: /^plan-/,
  Execute: /^execute$/,
  AwaitCi: undefined,
  Triage: undefined,
  Review: /^review$/,
};

const isFirstStep = (step: string, { resumeFrom }: Task): boolean => FIRST_STEPS[resumeFrom]?.test(step) === true;

/** Decides who is told about an event. Its source is told where it has one, pull requests once there are any. */
export function decideNotices(event: Pick<TaskEvent, 'fact'>, task: Task): Notice[] {
  if (task.kind === 'triage') return triageNotices(event, task);
  // The pull request that an iteration is about has its one comment.
  const from = task.kind === 'iterate' ? undefined : SOURCES[task.subject.channel];
  return toldOf(event.fact, task).flatMap((told): Notice[] => {
    if (told.channel === 'source') return from && !tellsItself(event, task) ? [{ channel: from, ...told.notice }] : [];
    return told.channel === 'github' && task.changes.length === 0 ? [] : [told];
  });
}

/** A review is its own answer where it was asked for, unless it failed. */
function tellsItself({ fact }: Pick<TaskEvent, 'fact'>, { kind }: Task): boolean {
  return kind === 'review' && (fact.type !== 'task.ended' || fact.status === 'completed');
}

/** Nobody asked for a triage, so it has no thread: its ticket is told, or that there is none because it failed, in another way than before. */
function triageNotices({ fact }: Pick<TaskEvent, 'fact'>, { failedBefore, retryOf }: Task): Notice[] {
  if (fact.type === 'ticket.filed') return [ERRORS];
  if (fact.type !== 'task.ended' || fact.status === 'completed') return [];
  // Whoever has it tried again is told in any case.
  return retryOf === undefined && endingOf(fact) === failedBefore ? [] : [ERRORS];
}

function toldOf<T extends TaskFactType>(fact: Extract<TaskEvent['fact'], { type: T }>, task: Task): readonly Told[] {
  const row: Row<T> = NOTICES[fact.type];
  return row(fact, task);
}

/** What a channel that is behind has to be told of these events: every message, and of what shows a present state only the last. */
export function decideBacklog(
  events: readonly TaskEvent[],
  task: Task,
  channel: string,
): readonly { readonly event: TaskEvent; readonly notice: Notice }[] {
  const untold = events.flatMap((event) =>
    decideNotices(event, task).flatMap((notice) => (notice.channel === channel ? [{ event, notice }] : [])),
  );
  const nameOf = ({ event, notice }: (typeof untold)[number]): string =>
    notice.kind === 'message' ? event.id : JSON.stringify(notice);
  const last = new Map(untold.map((one) => [nameOf(one), one]));
  return untold.filter((one) => last.get(nameOf(one)) === one);
}

/** Names a notice within its event: with the event's id, what has to be sent once. */
export function noticeIdOf(notice: Notice): string {
  return `${notice.channel}-${notice.kind}`;
}
