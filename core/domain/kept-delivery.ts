import { z } from 'zod';
import { personSchema } from './person.ts';
import { placeSchema } from './place.ts';
import { STATUSES } from './lifecycle.ts';
import { ticketSchema } from './ticket.ts';

const limitsSchema = z.object({ maxTurns: z.number().exactOptional(), maxBudgetUsd: z.number().exactOptional() });

const commandSchema = z.discriminatedUnion('name', [
  z.object({ name: z.literal('approve'), n: z.int().positive().exactOptional() }),
  z.object({ name: z.literal('reject'), reason: z.string() }),
  z.object({ name: z.literal('request-changes'), feedback: z.string() }),
  z.object({ name: z.literal('cancel') }),
  z.object({ name: z.literal('retry'), limits: limitsSchema.exactOptional() }),
  z.object({ name: z.literal('status') }),
  z.object({ name: z.literal('explain') }),
  z.object({ name: z.literal('review') }),
  z.object({ name: z.literal('fix-ci') }),
  z.object({ name: z.literal('help') }),
  z.object({ name: z.literal('list'), status: z.enum(STATUSES).exactOptional() }),
  z.object({ name: z.literal('logs'), limit: z.int().positive() }),
  z.object({ name: z.literal('start'), repo: z.string(), text: z.string(), url: z.string() }),
  z.object({ name: z.literal('say'), text: z.string() }),
]);

/** What happened at an issue, a pull request or a branch. */
const hostEventSchema = z.discriminatedUnion('type', [
  /** The agent's label was put on an issue. */
  z.object({ type: z.literal('issue.labelled'), place: placeSchema, ticket: ticketSchema, by: personSchema }),
  /** Somebody addressed the agent. */
  z.object({
    type: z.literal('agent.addressed'),
    place: placeSchema,
    command: commandSchema,
    by: personSchema,
    /** The issue itself, of which free text makes a task. */
    ticket: ticketSchema.optional(),
  }),
  /** A review asks for changes and does not address the agent. */
  z.object({ type: z.literal('changes.requested'), place: placeSchema, text: z.string(), by: personSchema }),
  z.object({
    type: z.literal('pull-request.closed'),
    place: placeSchema,
    url: z.string(),
    merged: z.boolean(),
    by: personSchema,
  }),
  /** A review that approves. */
  z.object({ type: z.literal('pull-request.approved'), place: placeSchema }),
  /** Checks ended for which no task waits. */
  z.object({ type: z.literal('branch.checked'), repo: z.string(), branch: z.string() }),
  /** A branch into which pull requests go has new commits. */
  z.object({ type: z.literal('branch.moved'), repo: z.string(), branch: z.string() }),
]);
export type HostEvent = z.infer<typeof hostEventSchema>;
/** What somebody said or did at an issue or a pull request, who may be told there what came of it. */
export type PersonsEvent = Extract<HostEvent, { readonly by: unknown }>;
/** What may need work on pull requests of ours though nobody said so. */
export type QuietEvent = Exclude<HostEvent, PersonsEvent>;

/** A delivery that is on record while its work is still to be done: whoever sent it has been answered. */
export const keptDeliverySchema = z.object({
  delivery: z.object({ channel: z.literal('github'), id: z.string().min(1) }),
  event: hostEventSchema,
  /** The host's id of what was said, on which it is shown that it was seen; absent when nobody waits for that. */
  nodeId: z.string().optional(),
});
export type KeptDelivery = z.infer<typeof keptDeliverySchema>;
export type Kept<E extends HostEvent> = KeptDelivery & { readonly event: E };
