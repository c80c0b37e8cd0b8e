import type { z } from 'zod';
import type { CommandTarget } from '#domain/channel-event.ts';
import type { Command } from '#domain/command.ts';
import { parseApprovalRef } from '#domain/ids.ts';
import { type HttpRequest, readJson } from '#lambdas/http/request.ts';
import { blockActionsSchema, formValueSchema, slashCommandSchema, typedSchema, viewSubmissionSchema } from './schema.ts';
import { toCommand } from './to-command.ts';
import { type SlackEvent, toInquiry } from './to-inquiry.ts';

/** A Slack user as a delivery names them. */
export interface SlackUser {
  readonly id: string;
  readonly name: string;
}

/** Where a person is answered, so that only they see it. */
export interface Place {
  readonly responseUrl?: string | undefined;
  readonly channel?: string | undefined;
}

/** What a person wants, and how Slack has to be answered: in the response, at the response URL, or in the open form. */
export type SlackRequest =
  | SlackEvent
  | { readonly type: 'problem'; readonly problem: string }
  | { readonly type: 'help'; readonly help: string }
  /** A decision that this person may not make, because of where they come from. */
  | { readonly type: 'stranger'; readonly user: SlackUser; readonly place: Place }
  | {
      readonly type: 'command';
      readonly via: 'slash' | 'button' | 'form';
      readonly command: Command;
      readonly target?: CommandTarget;
      readonly user: SlackUser;
      /** Unique to the interaction; Slack has no other delivery id. */
      readonly id?: string | undefined;
      readonly place: Place;
    }
  | {
      readonly type: 'open-form';
      readonly form: FormId;
      readonly ref: string;
      readonly trigger: string;
      readonly user: SlackUser;
      readonly place: Place;
    };

/** The forms that ask what should change, and why a plan is rejected. */
export const FORM_IDS = ['request_changes', 'reject'] as const;
export type FormId = (typeof FORM_IDS)[number];

/** Reads a delivery: the Events API sends JSON, everything else a form. @throws z.ZodError, InputError `BODY_MALFORMED` */
export function toEvent({ headers, body }: HttpRequest): SlackRequest {
  const text = body.toString('utf8');
  if (headers['content-type']?.startsWith('application/json')) {
    const payload = readJson(text);
    return toInquiry(typedSchema.parse(payload).type, payload);
  }
  const form = new URLSearchParams(text);
  const payload = form.get('payload');
  if (payload !== null) return fromInteraction(readJson(payload));
  if (form.has('ssl_check')) return ignored('Slack checks our certificate');
  if (!form.has('command')) return ignored('neither a command nor an interaction');
  return fromCommand(slashCommandSchema.parse(Object.fromEntries(form)));
}

function fromCommand(slash: z.infer<typeof slashCommandSchema>): SlackRequest {
  const parsed = toCommand(slash.text, channelUrl(slash));
  if ('problem' in parsed) return { type: 'problem', ...parsed };
  if ('help' in parsed) return { type: 'help', ...parsed };
  const user = { id: slash.user_id, name: slash.user_name };
  const place = { responseUrl: slash.response_url, channel: slash.channel_id };
  return { type: 'command', via: 'slash', ...parsed, user, id: slash.trigger_id, place };
}

/** The channel in which it was typed; empty when the delivery does not tell. */
function channelUrl({ team_domain: team = '', channel_id: channel = '' }: z.infer<typeof slashCommandSchema>): string {
  const known = /^[a-z0-9-]+$/.test(team) && /^[A-Z0-9]+$/.test(channel);
  return known ? `https://${team}.slack.com/archives/${channel}` : '';
}

function fromInteraction(payload: unknown): SlackRequest {
  const { type } = typedSchema.parse(payload);
  if (type === 'block_actions') return fromButton(blockActionsSchema.parse(payload));
  if (type === 'view_submission') return fromForm(viewSubmissionSchema.parse(payload));
  if (type === 'view_closed') return ignored('a form was closed without an answer');
  return ignored(`${type.slice(0, 60)} is of no interest`);
}

const BUTTONS: ReadonlySet<string> = new Set(['approve', ...FORM_IDS]);

function fromButton({ trigger_id: trigger, actions, ...sent }: z.infer<typeof blockActionsSchema>): SlackRequest {
  const { action_id: action, value: ref = '' } = actions[0] ?? { action_id: '' };
  if (!BUTTONS.has(action)) return ignored(`the button ${action.slice(0, 60)} needs no answer`);
  const target = parseApprovalRef(ref);
  if (target === undefined) return ignored('the button names no task');
  const user = toUser(sent.user);
  const place = { responseUrl: sent.response_url, channel: sent.channel?.id };
  if (isStranger(sent)) return { type: 'stranger', user, place };
  const form = FORM_IDS.find((id) => id === action);
  if (form !== undefined) return { type: 'open-form', form, ref, trigger, user, place };
  return { type: 'command', via: 'button', command: { name: 'approve' }, target, user, id: trigger, place };
}

function fromForm({ trigger_id: trigger, view, ...sent }: z.infer<typeof viewSubmissionSchema>): SlackRequest {
  const form = FORM_IDS.find((id) => id === view.callback_id);
  if (form === undefined) return ignored(`the form ${view.callback_id.slice(0, 60)} is not ours`);
  const { ref, ...place } = formValueSchema.parse(readJson(view.private_metadata));
  const target = parseApprovalRef(ref);
  if (target === undefined) return ignored('the form names no task');
  const user = toUser(sent.user);
  if (isStranger(sent)) return { type: 'stranger', user, place };
  const text = view.state.values['text']?.['text']?.value ?? '';
  const command: Command = form === 'reject' ? { name: 'reject', reason: text } : { name: 'request-changes', feedback: text };
  return { type: 'command', via: 'form', command, target, user, id: trigger ?? view.id, place };
}

/** In a channel that is shared with another workspace its people see our cards, and may not decide them. */
function isStranger({ user, team }: Pick<z.infer<typeof blockActionsSchema>, 'user' | 'team'>): boolean {
  return user.team_id !== undefined && team?.id !== undefined && user.team_id !== team.id;
}

function toUser({ id, name, username }: { id: string; name?: string | undefined; username?: string | undefined }): SlackUser {
  return { id, name: name ?? username ?? id };
}

function ignored(reason: string): SlackRequest {
  return { type: 'ignored', reason };
}
