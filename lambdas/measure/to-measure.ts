import type { TaskEvent } from '#domain/task-event.ts';

/** One line of the log from which CloudWatch makes metrics; the stacks' filters name these fields. */
export type Measure =
  | { readonly measure: 'task.submitted' }
  | { readonly measure: 'task.ended'; readonly status: string }
  | { readonly measure: 'agent.invoked'; readonly agent: string }
  | {
      readonly measure: 'step.finished';
      readonly agent: string;
      readonly model: string;
      readonly ms: number;
      readonly inputTokens: number;
      readonly outputTokens: number;
      readonly costUsd: number;
    };

/** What is counted of an event (product O1); nothing of most. */
export function toMeasure({ fact }: TaskEvent): Measure | undefined {
  switch (fact.type) {
    case 'task.submitted':
      return { measure: 'task.submitted' };
    case 'task.ended':
      return { measure: 'task.ended', status: fact.status };
    case 'step.started':
    case 'step.retried':
      return { measure: 'agent.invoked', agent: fact.agent };
    case 'step.finished': {
      const { agent, model = 'unknown', ms, usage } = fact;
      const { inputTokens, outputTokens, costUsd } = usage;
      return { measure: 'step.finished', agent, model, ms, inputTokens, outputTokens, costUsd };
    }
    default:
      return undefined;
  }
}
