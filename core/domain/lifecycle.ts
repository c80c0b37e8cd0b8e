export const STATUSES = [
  'submitted',
  'queued',
  'discovering',
  'planning',
  'awaiting_approval',
  'awaiting_answer',
  'executing',
  'awaiting_ci',
  'fixing',
  'completed',
  'rejected',
  'failed',
  'cancelled',
  'timed_out',
] as const;
export type Status = (typeof STATUSES)[number];

export const TERMINAL_STATUSES = [
  'completed',
  'rejected',
  'failed',
  'cancelled',
  'timed_out',
] as const satisfies readonly Status[];
export type TerminalStatus = (typeof TERMINAL_STATUSES)[number];

/** What moves a task from one status to another. */
export const LIFECYCLE_EVENTS = [
  'task.queued',
  'discovery.started',
  'planning.started',
  'question.asked',
  'approval.requested',
  'execution.started',
  'ci.awaited',
  'fix.started',
  'task.completed',
  'task.rejected',
  'task.failed',
  'task.cancelled',
  'task.timed-out',
] as const;
export type LifecycleEvent = (typeof LIFECYCLE_EVENTS)[number];

type Row = Partial<Record<LifecycleEvent, Status>>;

const STOPS = { 'task.failed': 'failed', 'task.cancelled': 'cancelled', 'task.timed-out': 'timed_out' } as const satisfies Row;

/** Where a run may begin: at discovery, or, when it retries a failed task, at the step that failed. */
const STARTS = {
  'discovery.started': 'discovering',
  'planning.started': 'planning',
  'execution.started': 'executing',
  'ci.awaited': 'awaiting_ci',
} as const satisfies Row;

/** The lifecycle, whole: `TRANSITIONS[status][event]` is the next status, and what is not here is refused. */
export const TRANSITIONS: Readonly<Record<Status, Row>> = {
  submitted: { ...STARTS, ...STOPS, 'task.queued': 'queued' },
  queued: { ...STARTS, ...STOPS },
  discovering: { ...STOPS, 'discovery.started': 'discovering', 'planning.started': 'planning' },
  planning: {
    ...STOPS,
    'planning.started': 'planning',
    'question.asked': 'awaiting_answer',
    'approval.requested': 'awaiting_approval',
    'execution.started': 'executing',
  },
  awaiting_answer: { ...STOPS, 'question.asked': 'awaiting_answer', 'planning.started': 'planning' },
  awaiting_approval: {
    ...STOPS,
    'approval.requested': 'awaiting_approval',
    'planning.started': 'planning',
    'execution.started': 'executing',
    'task.rejected': 'rejected',
  },
  // Work that nothing follows, such as a review, completes here, as does work whose pull request was merged meanwhile.
  executing: { ...STOPS, 'execution.started': 'executing', 'ci.awaited': 'awaiting_ci', 'task.completed': 'completed' },
  awaiting_ci: {
    ...STOPS,
    'ci.awaited': 'awaiting_ci',
    'fix.started': 'fixing',
    'task.completed': 'completed',
  },
  fixing: { ...STOPS, 'fix.started': 'fixing', 'ci.awaited': 'awaiting_ci', 'task.completed': 'completed' },
  completed: {},
  rejected: {},
  failed: {},
  cancelled: {},
  timed_out: {},
};

/** The status after `event`, or `undefined` when the table refuses it. */
export function nextStatus(status: Status, event: LifecycleEvent): Status | undefined {
  return TRANSITIONS[status][event];
}

export function isTerminal(status: Status): status is TerminalStatus {
  return TERMINAL_STATUSES.some((terminal) => terminal === status);
}
