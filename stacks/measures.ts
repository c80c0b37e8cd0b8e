import type { Environment } from '../environments/schema.ts';
import { nameOf } from './naming.ts';

/** A metric that CloudWatch makes of the lines that the measure Lambda logs. */
export interface Measure {
  readonly metric: string;
  /** The line's `measure`. */
  readonly of: 'task.submitted' | 'task.ended' | 'agent.invoked' | 'step.finished';
  /** Which number of the line is counted; each line counts 1 without it. */
  readonly field?: string;
  /** The metric is kept apart by this field of the line. */
  readonly by?: 'Status' | 'Agent' | 'Model';
  readonly unit: 'Count' | 'Milliseconds' | 'None';
}

/** What happens to tasks and agents (product O1). */
export const MEASURES: readonly Measure[] = [
  { metric: 'TasksSubmitted', of: 'task.submitted', unit: 'Count' },
  { metric: 'TasksEnded', of: 'task.ended', by: 'Status', unit: 'Count' },
  { metric: 'AgentInvocations', of: 'agent.invoked', by: 'Agent', unit: 'Count' },
  { metric: 'StepDuration', of: 'step.finished', field: 'ms', by: 'Agent', unit: 'Milliseconds' },
  { metric: 'InputTokens', of: 'step.finished', field: 'inputTokens', by: 'Model', unit: 'Count' },
  { metric: 'OutputTokens', of: 'step.finished', field: 'outputTokens', by: 'Model', unit: 'Count' },
  { metric: 'CostUsd', of: 'step.finished', field: 'costUsd', by: 'Agent', unit: 'None' },
];

/** Where these metrics are. */
export function measureNamespace(environment: Pick<Environment, 'name'>): string {
  return nameOf(environment, 'work');
}
