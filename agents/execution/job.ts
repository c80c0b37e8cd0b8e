import type { AgentContext } from '#agents/harness/agent.ts';
import type { Plan, PlanTask } from '#domain/plan.ts';
import type { RepoCommands } from '#domain/commands/repo-facts.ts';
import type { Change, Task } from '#domain/task.ts';
import type { Workspace } from '#ports/workspace.ts';
import type { ExecutionDeps, ExecutionLimits } from './contract.ts';
import type { Measurement } from './measure.ts';

/** One piece of work for the model: a task of the plan or the fix of a CI failure. */
export interface Item {
  /** The plan task's id or the step's name; the trailer `Plan-Task` of its commit. */
  readonly id: string;
  readonly repo: string;
  readonly kind: PlanTask['kind'];
  readonly title: string;
  /** The conventional commit's type. */
  readonly commitType: string;
  /** A fix that changes nothing is none. */
  readonly mustChange: boolean;
  /** The review thread that the summary answers. Feedback may be answered without a change, and then leaves no commit. */
  readonly threadId?: number;
  prompt(attempt: number, failure: string): string;
}

/** A repository that is being worked on. */
export interface RepoWork {
  readonly change: Change;
  readonly workspace: Workspace;
  /** Its rules for agents, as marked data; empty when it has none. */
  readonly rules: string;
  readonly commands: RepoCommands;
  /** Before any work of ours. */
  readonly baseline: Measurement;
  /** At the last accepted item, or the baseline. */
  readonly latest: Measurement;
  /** Ids of items that a commit says are done. */
  readonly done: readonly string[];
  /** What people have to know of the review, beyond what commits say. */
  readonly remarks?: readonly string[];
}

/** Everything that the nodes of one run share and that is no state. */
export interface Job {
  readonly context: AgentContext;
  readonly deps: ExecutionDeps;
  readonly limits: ExecutionLimits;
  readonly task: Task;
  readonly plan: Plan;
  readonly items: readonly Item[];
  /** Paths that may be changed without a word, by repository: those of the plan, or of what is asked for. */
  readonly named: Readonly<Record<string, readonly string[]>>;
  readonly changes: readonly Change[];
  /** True when an earlier step recorded the commands before any work. */
  readonly beforeKnown: boolean;
  /** Checkouts opened so far, by repository: what has to be saved when the run ends early. */
  readonly opened: Map<string, Workspace>;
  /** What the model said of items that needed no change, by id. */
  readonly answers: Map<string, string>;
}
