import { z } from 'zod';
import { AGENT_NAMES } from './agent.ts';
import { approvalSchema, decisionSchema } from './approval.ts';
import { ciResultSchema, diagnosisSchema } from './ci.ts';
import { filedSchema } from './error-group.ts';
import { failureSchema } from './failure.ts';
import { taskIdSchema } from './ids.ts';
import { personSchema } from './person.ts';
import { placeSchema } from './place.ts';
import { usageSchema } from './usage.ts';

const agent = z.enum(AGENT_NAMES);

/** What happened to a task, in its own words; one entry of the audit. */
const factSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('task.submitted'), by: personSchema, subject: z.string(), title: z.string() }),
  z.object({ type: z.literal('step.started'), step: z.string(), agent }),
  /** The step before was lost (its session died) and is being done again. */
  z.object({
    type: z.literal('step.retried'),
    step: z.string(),
    agent,
    reason: z.string(),
    /** Which attempt begins, from 2. */
    attempt: z.int().min(2).optional(),
  }),
  /** What the agent is doing now, for the timeline. */
  z.object({ type: z.literal('agent.progressed'), step: z.string(), agent, message: z.string() }),
  z.object({
    type: z.literal('tool.called'),
    step: z.string(),
    agent,
    tool: z.string(),
    summary: z.string(),
    ok: z.boolean(),
    ms: z.number(),
  }),
  z.object({
    type: z.literal('step.finished'),
    step: z.string(),
    agent,
    summary: z.string(),
    /** The vendor's id of the model that the agent used. */
    model: z.string().optional(),
    usage: usageSchema,
    ms: z.number(),
  }),
  z.object({ type: z.literal('plan.published'), planUrl: z.string(), title: z.string(), n: z.int() }),
  z.object({ type: z.literal('approval.requested'), approval: approvalSchema }),
  z.object({ type: z.literal('approval.decided'), n: z.int(), decision: decisionSchema }),
  z.object({
    type: z.literal('approval.reminded'),
    n: z.int(),
    expiresAt: z.string(),
    /** Who may decide, as a sentence. */
    who: z.string(),
  }),
  z.object({ type: z.literal('approval.escalated'), n: z.int(), expiresAt: z.string() }),
  z.object({ type: z.literal('question.asked'), n: z.int(), text: z.string() }),
  z.object({ type: z.literal('question.answered'), n: z.int(), text: z.string(), by: personSchema }),
  z.object({ type: z.literal('question.reminded'), n: z.int(), text: z.string(), expiresAt: z.string() }),
  z.object({
    type: z.literal('instruction.given'),
    text: z.string(),
    by: personSchema,
    /** The issue, pull request or review thread where it was said. */
    place: placeSchema.optional(),
  }),
  /** Why work began that nobody asked for: something happened to a pull request of ours. */
  z.object({ type: z.literal('task.woken'), why: z.string() }),
  z.object({ type: z.literal('pull-request.readied'), url: z.string() }),
  z.object({
    type: z.literal('pull-request.closed'),
    url: z.string(),
    merged: z.boolean(),
    by: personSchema,
    /** The task ended by it, which tells it too. */
    endsTask: z.boolean().optional(),
  }),
  z.object({
    type: z.literal('ci.awaited'),
    commits: z.array(z.object({ repo: z.string(), headSha: z.string() })),
    round: z.int(),
  }),
  z.object({ type: z.literal('ci.concluded'), ci: ciResultSchema, round: z.int() }),
  z.object({ type: z.literal('ci.diagnosed'), diagnosis: diagnosisSchema, round: z.int() }),
  z.object({ type: z.literal('ticket.filed'), ...filedSchema.shape }),
  z.object({
    type: z.literal('task.ended'),
    status: z.enum(['completed', 'rejected', 'failed', 'cancelled', 'timed_out']),
    outcome: z.string(),
    failure: failureSchema.optional(),
    by: personSchema.optional(),
  }),
]);
export type TaskFact = z.infer<typeof factSchema>;
export type TaskFactType = TaskFact['type'];

/** A fact with its place in the task's history; ids are ULIDs and sort in the order of writing. */
export const taskEventSchema = z.object({ id: z.string(), taskId: taskIdSchema, at: z.string(), fact: factSchema });
export type TaskEvent = z.infer<typeof taskEventSchema>;
