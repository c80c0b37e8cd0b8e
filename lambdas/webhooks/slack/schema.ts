import { z } from 'zod';

const id = z.string().min(1).max(255);

/** Slack sends response URLs of its own only; they are signed with everything else. */
const responseUrl = z.url();

/** A slash command: the fields of the form. */
export const slashCommandSchema = z.object({
  command: z.string(),
  text: z.string().default(''),
  user_id: id,
  user_name: z.string().default(''),
  trigger_id: id.optional(),
});

const user = z.object({ id, name: z.string().optional(), username: z.string().optional() });

export const blockActionsSchema = z.object({
  type: z.literal('block_actions'),
  user,
  trigger_id: id,
  response_url: responseUrl.optional(),
  actions: z.array(z.object({ action_id: z.string(), value: z.string().optional() })).min(1),
});

export const viewSubmissionSchema = z.object({
  type: z.literal('view_submission'),
  user,
  trigger_id: id.optional(),
  view: z.object({
    id: z.string(),
    callback_id: z.string(),
    private_metadata: z.string().default(''),
    state: z.object({ values: z.record(z.string(), z.record(z.string(), z.object({ value: z.string().nullish() }))) }),
  }),
});

/** Every interaction says what it is. */
export const interactionSchema = z.object({ type: z.string() });

/** What we put into a form's `private_metadata` when it opens. */
export const formValueSchema = z.object({ ref: z.string(), responseUrl: responseUrl.optional() });
export type FormValue = z.infer<typeof formValueSchema>;
