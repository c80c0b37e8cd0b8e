import type { DeliveryRef } from '#domain/channel-event.ts';
import type { Command } from '#domain/command.ts';
import type { CommandPolicy } from '#domain/decide-command.ts';
import type { Person } from '#domain/person.ts';
import type { Place } from '#domain/place.ts';
import type { RefusalCode } from '#domain/refusal.ts';
import type { Task } from '#domain/task.ts';
import type { TaskFact } from '#domain/task-event.ts';
import type { AgentRuntime } from '#ports/agent-runtime.ts';
import type { Clock } from '#ports/clock.ts';
import type { RepoHost } from '#ports/repo-host.ts';
import type { TaskStore } from '#ports/task-store.ts';
import type { WorkflowEngine } from '#ports/workflow-engine.ts';

/** What everything that comes in acts through. */
export interface IntakeDeps {
  readonly store: TaskStore;
  readonly engine: Pick<WorkflowEngine, 'startRun' | 'stopRun' | 'completeStep'>;
  readonly agents: Pick<AgentRuntime, 'stopSession'>;
  readonly clock: Clock;
  /** The label that makes a ticket a task; named in what people are told. */
  readonly label: string;
  /** How long a run waits for an approval. */
  readonly approvalTimeoutSeconds: number;
  readonly limits?: Task['limits'];
  /** Who may answer, instruct, cancel and retry; anybody whom the channel lets speak when absent. */
  readonly commandPolicy?: CommandPolicy;
  /** Where people find the transcripts of agents: a task's id and a slash are put behind it. */
  readonly tracesUrl?: string | undefined;
  /** Where the repository is looked up that a person names to `start`; absent in channels that have no such command. */
  readonly repoHost?: Pick<RepoHost, 'readRepository'>;
}

/** What the person who gave a command is told, and whether it was done. */
export type Reply = ({ readonly ok: true } | Refusal) & {
  /** Markdown. */
  readonly reply: string;
  readonly taskId?: string;
  /** What it put on record; where people are shown that anyway, only `more` is left to say. */
  readonly record?: { readonly fact: TaskFact; readonly task: Task; readonly more: string };
};

export interface Refusal {
  readonly ok: false;
  readonly code: RefusalCode;
}

/** A command with the task it is about, and the plan revision the person saw if that is known. */
export interface Order<C extends Command = Command> {
  readonly task: Task;
  readonly n?: number | undefined;
  readonly command: C;
  readonly by: Person;
  readonly delivery: DeliveryRef;
  /** When it was written, if that is known. */
  readonly at?: string | undefined;
  /** The issue, pull request or review thread where it was said. */
  readonly place?: Place | undefined;
}
