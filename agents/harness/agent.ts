import type { BaseChatModel } from '@langchain/core/language_models/chat_models';
import type { StepAgentName, Invocation } from '#domain/agent.ts';
import type { StepResult } from '#domain/step-result.ts';
import type { Task } from '#domain/task.ts';
import type { TaskStore } from '#ports/task-store.ts';
import type { Budget } from './budget.ts';
import type { Transcript } from './transcript.ts';

/** Everything the harness gives an agent for one step. */
export interface AgentContext {
  readonly invocation: Invocation;
  readonly task: Task;
  /** True when an earlier dispatch of this step was lost: go on from what it left behind. */
  readonly resumed: boolean;
  /** Aborted when the step is cancelled, timed out or taken over; every tool and model call must obey it. */
  readonly signal: AbortSignal;
  readonly store: TaskStore;
  readonly model: BaseChatModel;
  readonly modelId: string;
  readonly budget: Budget;
  /** Appends `agent.progressed`: one line that says what the agent is doing now. */
  readonly progress: (message: string) => Promise<void>;
  /** Waits this many milliseconds. @throws the signal's reason once it is aborted */
  readonly pause: (ms: number) => Promise<void>;
  /** The record of what is said and done, for people who ask why. */
  readonly transcript: Pick<Transcript, 'note'>;
}

/** An agent: its name and what it does with one step. */
export interface Agent {
  readonly name: StepAgentName;
  /** @throws LimitError, PolicyError, UpstreamError, InputError: the step fails under the error's name. */
  run(context: AgentContext): Promise<StepResult>;
  /** Takes away what it keeps of a task on its disk. Called only when the task's session has been stopped. */
  release?(taskId: string): Promise<void>;
}
