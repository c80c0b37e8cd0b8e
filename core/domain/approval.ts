import { z } from 'zod';
import { taskIdSchema } from './ids.ts';
import { personSchema } from './person.ts';

export const VERDICTS = ['approved', 'rejected', 'changes_requested'] as const;
export type Verdict = (typeof VERDICTS)[number];

export const decisionSchema = z.object({
  verdict: z.enum(VERDICTS),
  by: personSchema,
  /** ISO 8601, UTC. */
  at: z.string(),
  /** The reason of a rejection or the change asked for. */
  reason: z.string(),
});
export type Decision = z.infer<typeof decisionSchema>;

/** Who may decide on one plan; the requester may always withdraw. */
const approvalPolicySchema = z.discriminatedUnion('mode', [
  z.object({ mode: z.literal('not-requester') }),
  z.object({ mode: z.literal('anyone') }),
  z.object({
    mode: z.literal('list'),
    emails: z.array(z.string()),
    /** On GitHub, where people go by their logins. */
    logins: z.array(z.string()).optional(),
    /** True when whoever asked may not approve, listed or not. */
    notRequester: z.boolean().optional(),
  }),
  /** Nobody: the plan is approved as soon as it is there. */
  z.object({ mode: z.literal('auto') }),
]);
export type ApprovalPolicy = z.infer<typeof approvalPolicySchema>;

/** A human's decision that a run waits for. The task token is stored beside it and never part of it. */
export const approvalSchema = z.object({
  taskId: taskIdSchema,
  runId: z.string(),
  /** 1-based; equals the plan's revision. */
  n: z.int().positive(),
  requestedAt: z.string(),
  expiresAt: z.string(),
  requester: personSchema,
  policy: approvalPolicySchema,
  /** What the approver sees, kept for the audit. */
  shown: z.object({
    title: z.string(),
    summary: z.string(),
    planUrl: z.string(),
    estimateHours: z.number(),
    risk: z.string(),
    /** 0–1. */
    confidence: z.number(),
    costSoFarUsd: z.number(),
  }),
  decision: decisionSchema.optional(),
});
export type Approval = z.infer<typeof approvalSchema>;

/** One question of an agent to the human, and its answer. The token is stored beside it. */
export const questionSchema = z.object({
  taskId: taskIdSchema,
  runId: z.string(),
  n: z.int().positive(),
  text: z.string(),
  askedAt: z.string(),
  expiresAt: z.string(),
  answer: z.object({ text: z.string(), by: personSchema, at: z.string() }).optional(),
});
export type Question = z.infer<typeof questionSchema>;
