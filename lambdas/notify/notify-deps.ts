import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { TicketMove } from '#domain/decide-notices.ts';
import type { Task } from '#domain/task.ts';
import type { TaskEvent } from '#domain/task-event.ts';
import type { Log } from '#lambdas/http/log.ts';
import type { Chat } from '#ports/chat.ts';
import type { Clock } from '#ports/clock.ts';
import type { RepoHost } from '#ports/repo-host.ts';
import type { TaskStore } from '#ports/task-store.ts';
import type { Tracker } from '#ports/tracker.ts';

export interface SlackTarget {
  readonly chat: Pick<Chat, 'post' | 'update' | 'remove' | 'findMessage'>;
  readonly channel: string;
  /** Where it is told that nobody decides; without it, in the task's thread. */
  readonly escalationChannel?: string | undefined;
  /** Where errors and their tickets are told; without it, in the channel. */
  readonly errorsChannel?: string | undefined;
}

export interface JiraTarget {
  readonly tracker: Pick<Tracker, 'upsertComment' | 'moveTo'>;
  /** What the statuses are called in this installation. */
  readonly statuses: Readonly<Record<TicketMove, string>>;
  /** How people address the agent, for example `@agent`. */
  readonly handle: string;
}

export interface GithubTarget {
  readonly repoHost: Pick<RepoHost, 'upsertComment' | 'closeDraft'>;
  /** How people address the agent. */
  readonly handle: string;
}

/** A channel that is not set up is absent, and nobody is told anything there. */
export interface NotifyDeps {
  readonly store: Pick<
    TaskStore,
    | 'readTask'
    | 'readApproval'
    | 'readQuestion'
    | 'readLatestResult'
    | 'listEvents'
    | 'setThread'
    | 'claimNotice'
    | 'hasNotice'
    | 'listBacklogs'
    | 'openBacklog'
    | 'joinBacklog'
    | 'claimBacklog'
    | 'updateBacklog'
    | 'closeBacklog'
    | 'listDueBacklogs'
    | 'listDeadBacklogs'
  >;
  readonly slack?: SlackTarget | undefined;
  readonly jira?: JiraTarget | undefined;
  readonly github?: GithubTarget | undefined;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  /** Reads a new item of the table; `undefined` when it is not an event. */
  readonly readEvent: (image: Record<string, AttributeValue>) => TaskEvent | undefined;
}

/** What a channel's sender is given; `again` when an earlier try may have got through. */
export interface About {
  readonly event: TaskEvent;
  readonly task: Task;
  readonly again: boolean;
}
