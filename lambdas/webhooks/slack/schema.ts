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
  response_url: responseUrl.optional(),
  channel_id: id.optional(),
  team_domain: z.string().optional(),
});

const user = z.object({ id, name: z.string().optional(), username: z.string().optional(), team_id: z.string().optional() });
const team = z.object({ id: z.string() }).nullish();

export const blockActionsSchema = z.object({
  type: z.literal('block_actions'),
  user,
  team,
  trigger_id: id,
  response_url: responseUrl.optional(),
  channel: z.object({ id }).optional(),
  actions: z.array(z.object({ action_id: z.string(), value: z.string().optional() })).min(1),
});

export const viewSubmissionSchema = z.object({
  type: z.literal('view_submission'),
  user,
  team,
  trigger_id: id.optional(),
  view: z.object({
    id: z.string(),
    callback_id: z.string(),
    private_metadata: z.string().default(''),
    state: z.object({ values: z.record(z.string(), z.record(z.string(), z.object({ value: z.string().nullish() }))) }),
  }),
});

/** Every interaction, and every delivery of the Events API, says what it is. */
export const typedSchema = z.object({ type: z.string() });

/** What we put into a form's `private_metadata` when it opens. */
export const formValueSchema = z.object({ ref: z.string(), responseUrl: responseUrl.optional(), channel: id.optional() });
export type FormValue = z.infer<typeof formValueSchema>;

export const urlVerificationSchema = z.object({ challenge: z.string().max(1_000) });

export const eventCallbackSchema = z.object({
  team_id: z.string().optional(),
  event_id: id.optional(),
  event: typedSchema,
  /** The app as whose eyes the event is seen. */
  authorizations: z.array(z.object({ user_id: id })).optional(),
});

/** `app_mention` and `message`, as far as they are alike. */
export const messageEventSchema = z.object({
  event: z.object({
    channel: id.optional(),
    channel_type: z.string().optional(),
    user: id.optional(),
    text: z.string().default(''),
    ts: id.optional(),
    thread_ts: id.optional(),
    subtype: z.string().optional(),
    bot_id: z.string().optional(),
    /** The author's workspace, where a channel is shared between several. */
    user_team: z.string().optional(),
    source_team: z.string().optional(),
  }),
});
