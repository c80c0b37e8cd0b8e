import { StateSchema } from '@langchain/langgraph';
import { z } from 'zod';
import { discoverySchema } from '#domain/discovery.ts';
import { planSchema } from '#domain/plan.ts';
import { stepResultSchema } from '#domain/step-result.ts';
import { ticketSchema } from '#domain/ticket.ts';
import { questionSchema } from './contract.ts';

const named = z.object({ repo: z.string(), path: z.string(), text: z.string() });

/** What was read before planning; all of it but the discovery and the feedback is outside text. */
const materialSchema = z.object({
  ticket: ticketSchema.extend({
    status: z.string(),
    comments: z.array(z.object({ author: z.string(), body: z.string() })),
    linked: z.array(z.object({ key: z.string(), summary: z.string(), relation: z.string(), description: z.string() })),
    attachments: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        type: z.string(),
        bytes: z.number(),
        /** How it begins, of what was read. */
        text: z.string().optional(),
      }),
    ),
  }),
  discovery: discoverySchema,
  /** AGENTS.md and its kin. */
  rules: z.array(named),
  /** How the repositories are built, tested and linted, as far as it was found out. */
  commands: z.array(z.object({ repo: z.string(), text: z.string() })),
  /** The text of the most relevant files. */
  code: z.array(named),
  /** What the people said to the former plan, when there is one. */
  feedback: z.string().optional(),
  former: planSchema.optional(),
  answered: z.object({ question: z.string(), answer: z.string() }).optional(),
  mayAsk: z.boolean(),
});
export type Material = z.infer<typeof materialSchema>;

/** What the nodes hand on to each other. */
export const PlanningState = new StateSchema({
  material: materialSchema,
  answer: z.union([planSchema, questionSchema]),
  result: stepResultSchema,
});
export type State = typeof PlanningState.State;
export type Update = typeof PlanningState.Update;
