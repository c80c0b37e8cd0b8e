import type { BaseChatModel } from '@langchain/core/language_models/chat_models';
import type { AgentContext } from '#agents/harness/agent.ts';
import { openBudget } from '#agents/harness/budget.ts';
import type { StepAgentName, Invocation } from '#domain/agent.ts';
import type { Price } from '#domain/price.ts';
import type { Task } from '#domain/task.ts';
import { testClock } from '#tests/fakes/clock.ts';
import { aTask, RUN_ID, TASK_ID } from '#tests/fakes/samples.ts';
import { type MemoryTaskStore, memoryTaskStore } from '#tests/fakes/task-store.ts';

const MODEL_ID = 'anthropic.claude-opus-4-6-v1';

export function anInvocation(invocation: Partial<Invocation> = {}): Invocation {
  return {
    taskId: TASK_ID,
    runId: RUN_ID,
    step: 'discover',
    agent: 'discovery',
    round: 1,
    taskToken: 'token-1',
    heartbeatSeconds: 60,
    timeoutSeconds: 600,
    ...invocation,
  };
}

export interface StepContextInput {
  readonly model: BaseChatModel;
  readonly agent?: StepAgentName;
  readonly invocation?: Partial<Invocation>;
  readonly task?: Partial<Task>;
  readonly signal?: AbortSignal;
  readonly store?: MemoryTaskStore;
  readonly price?: Price | undefined;
}

/** The context of one step on a store in memory. */
export function stepContext(input: StepContextInput): {
  context: AgentContext;
  store: MemoryTaskStore;
  /** Milliseconds that it would have waited. */
  pauses: number[];
} {
  const pauses: number[] = [];
  const task = aTask(input.task);
  const store = input.store ?? memoryTaskStore(testClock(), [task]);
  const invocation = anInvocation({ agent: input.agent ?? 'discovery', ...input.invocation });
  const progress = async (message: string): Promise<void> => {
    await store.appendEvents(task.id, [{ type: 'agent.progressed', step: invocation.step, agent: invocation.agent, message }]);
  };
  const context: AgentContext = {
    invocation,
    task,
    resumed: false,
    signal: input.signal ?? new AbortController().signal,
    store,
    model: input.model,
    modelId: MODEL_ID,
    budget: openBudget({ store, task, step: invocation.step, modelId: MODEL_ID, price: input.price, tell: progress }),
    pause: async (ms) => {
      pauses.push(ms);
    },
    progress,
    transcript: { note: () => undefined },
  };
  return { context, store, pauses };
}
