import type { Approval, Decision, Question } from '#domain/approval.ts';
import type { Backlog } from '#domain/backlog.ts';
import type { DeliveryRef } from '#domain/channel-event.ts';
import type { Lease, LeaseRequest } from '#domain/decide-lease.ts';
import type { KeptDelivery } from '#domain/kept-delivery.ts';
import type { GroupClaim, GroupRecord } from '#domain/error-group.ts';
import type { LifecycleEvent, Status } from '#domain/lifecycle.ts';
import type { Person } from '#domain/person.ts';
import type { StepResult } from '#domain/step-result.ts';
import type { Change, Task, TaskPatch } from '#domain/task.ts';
import type { TaskFilter } from '#domain/task-filter.ts';
import type { TaskEvent, TaskFact } from '#domain/task-event.ts';
import type { Usage } from '#domain/usage.ts';

export type CreateTaskResult =
  | { readonly type: 'created' }
  /** This delivery was handled before; the task it made, if it made one. */
  | { readonly type: 'duplicate-delivery'; readonly taskId: string | undefined }
  /** Its id was given to another request before. */
  | { readonly type: 'reused-delivery' }
  | { readonly type: 'live-task'; readonly taskId: string }
  /** The claim is void: somebody wrote the error group's record after it was seen. */
  | { readonly type: 'group-changed' };

/** What is known of a delivery that was seen before. */
export type SeenDelivery = Extract<CreateTaskResult, { readonly type: 'duplicate-delivery' | 'reused-delivery' }>;

export type TransitionResult =
  | { readonly type: 'applied'; readonly task: Task }
  /** The lifecycle table has no such transition from the task's present status. */
  | { readonly type: 'refused'; readonly task: Task };

/**
 * What opening a wait came to. Opening the same wait again (same run and number, after a lost answer) replaces its token.
 * If it was settled before under the older token, `callback` carries the newer one: complete it at once and mark it delivered.
 */
export type OpenResult = TransitionResult & { readonly callback?: Callback };

export interface TransitionInput {
  readonly taskId: string;
  readonly on: LifecycleEvent;
  readonly set?: TaskPatch;
  /** Written in the same transaction as the status. */
  readonly facts: readonly TaskFact[];
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Opaque; absent on the last page. */
  readonly cursor?: string;
}

/** @throws InputError `LIMIT_INVALID`, `CURSOR_INVALID` by every list that takes one. */
export interface PageRequest {
  /** At most 100. */
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** The answer to what somebody told the agent. */
export interface DeliveryReply {
  readonly ok: boolean;
  /** Markdown; absent when a reaction says enough. */
  readonly text?: string | undefined;
}

export type StepClaim =
  /** Nobody has begun this step: do it. */
  | { readonly type: 'claimed' }
  /** An earlier dispatch began it and was lost: this one owns it now; go on from what it left. */
  | { readonly type: 'resumed' }
  /** This very dispatch is being worked on already: do nothing. */
  | { readonly type: 'duplicate' }
  /** It is done: report this result and do nothing. */
  | { readonly type: 'finished'; readonly result: StepResult };

export interface StepRef {
  readonly taskId: string;
  readonly runId: string;
  readonly step: string;
}

/** The ticket of an error group, with the newest regression that it covers. */
export type GroupTicket = Pick<GroupRecord, 'ticketKey' | 'ticketedAt' | 'regressedAt'>;

/** A CI wait: the run goes on when every one of these commits has all its checks concluded after `since`. */
export interface CiWait {
  readonly taskId: string;
  readonly runId: string;
  readonly round: number;
  readonly changes: readonly Change[];
  /** ISO 8601; checks that started before it do not count. Absent: any check of the commit counts. */
  readonly since?: string | undefined;
}

/** Something that a decided wait still owes the workflow: its token and what to complete it with. */
export interface Callback {
  readonly token: string;
  readonly taskId: string;
  readonly output: Readonly<Record<string, unknown>>;
}

export type DecideResult =
  | { readonly type: 'decided'; readonly callback: Callback }
  | { readonly type: 'already-decided'; readonly decision: Decision };

export type AnswerResult = { readonly type: 'answered'; readonly callback: Callback } | { readonly type: 'already-answered' };

/** What asking for a branch came to. */
export type LeaseResult =
  | { readonly type: 'granted'; readonly until: string }
  /** `held` is who works on it; absent when nobody does, and so there is nothing to keep. */
  | { readonly type: 'refused'; readonly held?: Lease };

/** Where tasks live (architecture: one DynamoDB table). Every write that matters is conditional. */
export interface TaskStore {
  /** One transaction: delivery, task, subject, first events, and the claim on an error group. Twins yield one task. */
  createTask(input: {
    task: Task;
    delivery: DeliveryRef;
    facts: readonly TaskFact[];
    claim?: GroupClaim | undefined;
  }): Promise<CreateTaskResult>;
  /** Strongly consistent. */
  readTask(taskId: string): Promise<Task | undefined>;
  findLiveTask(subject: { channel: string; key: string }): Promise<string | undefined>;
  /** The task about this that ended last; forgotten when its record expires. */
  findEndedTask(subject: { channel: string; key: string }): Promise<string | undefined>;
  /** The task whose pull request this is, newest first within the repository. */
  findTaskByPullRequest(repo: string, prNumber: number, which?: 'first' | 'newest'): Promise<string | undefined>;
  /** Newest first; never filtered after the limit. */
  listTasks(
    query: PageRequest &
      ({ status: Status | readonly Status[] } | { requester: Pick<Person, 'channel' | 'id'>; filter?: TaskFilter }),
  ): Promise<Page<Task>>;
  /**
   * Reads, asks the lifecycle table, writes on condition, and repeats when somebody else wrote first. A terminal
   * transition also frees the subject, which remembers the task, and sets the record's expiry.
   * @throws InputError `TASK_NOT_FOUND`
   */
  transition(input: TransitionInput): Promise<TransitionResult>;
  /** Sets parts of a live task without moving it; refused when it has ended. */
  patchTask(taskId: string, set: TaskPatch, facts: readonly TaskFact[]): Promise<TransitionResult>;
  /** First writer wins; answers the thread that counts. */
  setThread(taskId: string, channel: string, thread: string): Promise<string>;
  /** Adds to the task's usage and answers the new total. */
  addUsage(taskId: string, usage: Usage): Promise<Usage>;

  appendEvents(taskId: string, facts: readonly TaskFact[]): Promise<void>;
  /** Records the facts for the first caller with this mark only, and while the task lives. */
  appendEventsOnce(taskId: string, mark: string, facts: readonly TaskFact[]): Promise<'recorded' | 'duplicate' | 'ended'>;
  /** Oldest first. `cursor` is an event id; events after it are listed. */
  listEvents(taskId: string, page: PageRequest): Promise<Page<TaskEvent>>;

  /** The task that a delivery made, before anything is done for it; undefined for a delivery that is new or forgotten. */
  readDelivery(delivery: DeliveryRef): Promise<SeenDelivery | undefined>;
  /** True when this delivery was recorded before. */
  hasDelivery(delivery: DeliveryRef): Promise<boolean>;
  /** Records a delivery after it was acted on, with what the person who sent it has to be told. */
  recordDelivery(delivery: DeliveryRef, reply?: DeliveryReply): Promise<void>;
  /** What was recorded to be told. */
  readReply(delivery: DeliveryRef): Promise<DeliveryReply | undefined>;
  /** Keeps a delivery whose sender is answered before its work is done; who does it is woken by the write. False: kept before. */
  keepDelivery(kept: KeptDelivery): Promise<boolean>;
  /** True for the first caller only: a message of this kind about this event has to be sent. Expires with the task. */
  claimNotice(taskId: string, eventId: string, channel: string): Promise<boolean>;
  /** True when it was claimed before. */
  hasNotice(taskId: string, eventId: string, channel: string): Promise<boolean>;

  /** The channels that are behind with this task, given up or not. */
  listBacklogs(taskId: string): Promise<readonly Backlog[]>;
  /** False when the channel is behind already: join it. */
  openBacklog(backlog: Backlog): Promise<boolean>;
  /** One event more is told with the backlog; a dead one is due again. False when it is gone, or has changed sides: look again. */
  joinBacklog(backlog: Backlog): Promise<boolean>;
  /** Counts the attempt and puts the next one off until this time; undefined when somebody else was first. */
  claimBacklog(backlog: Backlog, until: Date): Promise<Backlog | undefined>;
  /** Writes what a try came to; false when a later attempt owns it by now. */
  updateBacklog(backlog: Backlog): Promise<boolean>;
  /** The channel is told all; false when an event joined meanwhile. */
  closeBacklog(backlog: Backlog): Promise<boolean>;
  /** Those to be tried by now, oldest first. */
  listDueBacklogs(limit: number): Promise<readonly Backlog[]>;
  /** Those given up, oldest first. */
  listDeadBacklogs(limit: number): Promise<readonly Backlog[]>;

  /** Takes or keeps a branch for one session, for so many seconds: never two work on one (`decideLease`). */
  leaseBranch(
    input: LeaseRequest & { readonly repo: string; readonly branch: string; readonly seconds: number },
  ): Promise<LeaseResult>;
  /** Lets go of a branch; does nothing when somebody else holds it by now. */
  releaseBranch(input: { readonly repo: string; readonly branch: string; readonly holder: string }): Promise<void>;

  /** Claims a step for the dispatch that holds this token; the token is stored as a hash only. */
  claimStep(ref: StepRef, token: string): Promise<StepClaim>;
  /**
   * Stores the result, and the facts with it, if this token still owns the step; false when another dispatch took it over.
   * @throws InputError `RESULT_TOO_LARGE` over 350 KB
   */
  finishStep(ref: StepRef, token: string, result: StepResult, facts?: readonly TaskFact[]): Promise<boolean>;
  /** The result of a step of this run, or of the task that this one retries. */
  readResult(taskId: string, step: string): Promise<StepResult | undefined>;
  /** The newest result of a type, over all runs and the tasks this one retries. */
  readLatestResult<T extends StepResult['type']>(taskId: string, type: T): Promise<Extract<StepResult, { type: T }> | undefined>;

  /** Stores the approval and its token and moves the task to awaiting_approval, in one transaction. Idempotent per run and n. */
  openApproval(approval: Approval, token: string): Promise<OpenResult>;
  /** The newest approval of the task. */
  readApproval(taskId: string): Promise<Approval | undefined>;
  /**
   * Writes the decision if none is there, with its event, in one transaction.
   * @throws ConflictError `TASK_ENDED`, InputError `APPROVAL_NOT_FOUND`
   */
  decideApproval(taskId: string, n: number, decision: Decision): Promise<DecideResult>;
  openQuestion(question: Question, token: string): Promise<OpenResult>;
  readQuestion(taskId: string): Promise<Question | undefined>;
  /** @throws ConflictError `TASK_ENDED`, InputError `QUESTION_NOT_FOUND` */
  answerQuestion(taskId: string, n: number, answer: { text: string; by: Person; at: string }): Promise<AnswerResult>;
  /** Stores the wait and its token, moves the task to awaiting_ci, in one transaction. */
  openCiWait(wait: CiWait, token: string): Promise<OpenResult>;
  /** Open CI waits for a commit. */
  findCiWaits(repo: string, headSha: string): Promise<readonly CiWait[]>;
  /** The open CI wait of a task, if it has one. */
  readCiWait(taskId: string): Promise<CiWait | undefined>;
  /** Closes the wait and stores its result; undefined when it was closed before or its task has ended. */
  closeCiWait(wait: CiWait, result: Extract<StepResult, { type: 'ci' }>): Promise<Callback | undefined>;
  /** Marks a callback as delivered to the workflow. */
  markDelivered(callback: Callback): Promise<void>;
  /** Decided waits whose callback was never marked delivered, oldest first: what a sweep sends again. */
  listUndelivered(limit: number): Promise<readonly Callback[]>;
  /** Marks an ended task as one for which nothing runs any more. */
  markStopped(taskId: string): Promise<void>;
  /** Tasks that ended before this time and were never marked so, oldest first: what a sweep stops. */
  listUnstopped(endedBefore: Date, limit: number): Promise<readonly Task[]>;
  /** What is remembered of an error group; forgotten 90 days after it was last written. */
  readGroup(issueId: string): Promise<GroupRecord | undefined>;
  /** Claims an error group for a task; false when somebody wrote its record first. */
  claimGroup(claim: GroupClaim, taskId: string): Promise<boolean>;
  /** Remembers the ticket of an error group; false when another task has claimed it since. */
  recordTicket(issueId: string, taskId: string, ticket: GroupTicket): Promise<boolean>;
  /** Where a sweep that had no time left stopped. */
  readCursor(sweep: string): Promise<string | undefined>;
  /** Without a cursor the next sweep begins anew. */
  saveCursor(sweep: string, cursor: string | undefined): Promise<void>;
  /** Tasks still `submitted` whose run was never seen to start, created before this time: what a sweep starts. */
  listUnstarted(createdBefore: Date, limit: number): Promise<readonly Task[]>;
}
