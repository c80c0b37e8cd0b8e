import { z } from 'zod';
import { taskIdSchema } from './ids.ts';
import type { TaskKind } from './task.ts';

/** The agents that do a step of a task. */
export const STEP_AGENT_NAMES = ['discovery', 'planning', 'execution', 'ci-monitor', 'sentry', 'review'] as const;
export type StepAgentName = (typeof STEP_AGENT_NAMES)[number];

/** All agents: those of the steps, the one that answers questions in Slack, and the one that people talk with. */
export const AGENT_NAMES = [...STEP_AGENT_NAMES, 'slack', 'chat'] as const;
export type AgentName = (typeof AGENT_NAMES)[number];

/** The agents that work on a task of this kind, and so may have a session of it. */
export function agentsOf(kind: TaskKind): readonly StepAgentName[] {
  if (kind === 'triage') return ['sentry'];
  return kind === 'review' ? ['review'] : ['discovery', 'planning', 'execution', 'ci-monitor'];
}

/** Step limits, in seconds (product table A). */
export const AGENT_TIME_LIMIT_SECONDS: Readonly<Record<AgentName, number>> = {
  discovery: 1_800,
  planning: 3_600,
  execution: 7_200,
  'ci-monitor': 1_800,
  slack: 300,
  sentry: 900,
  review: 1_800,
  chat: 28_800,
};

/**
 * The AgentCore session of an agent for a task: the same on every retry and round, so that a CI fix lands in
 * the session that still has the checkout. 33–256 characters are allowed.
 */
export function sessionIdOf(taskId: string, agent: AgentName): string {
  return `${taskId}-${agent}-session`;
}

/** The task whose session with this agent it is; undefined when it is none. */
export function taskIdOf(sessionId: string, agent: AgentName): string | undefined {
  const taskId = sessionId.slice(0, -`-${agent}-session`.length);
  return taskIdSchema.safeParse(taskId).success && sessionIdOf(taskId, agent) === sessionId ? taskId : undefined;
}

/** What the dispatcher sends to an agent's `POST /invocations`: references only, the agent reads the rest itself. */
export const invocationSchema = z.object({
  taskId: taskIdSchema,
  runId: z.string(),
  /** Names the step within the run, with its round: `discover`, `plan-2`, `fix-1`. */
  step: z.string(),
  agent: z.enum(STEP_AGENT_NAMES),
  /** 1-based: which time this step is done in the run (plan revision, CI fix round). */
  round: z.int().min(1),
  taskToken: z.string().max(2_048),
  heartbeatSeconds: z.int().positive(),
  timeoutSeconds: z.int().positive(),
});
export type Invocation = z.infer<typeof invocationSchema>;
