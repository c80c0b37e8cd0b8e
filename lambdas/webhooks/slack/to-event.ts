import type { z } from 'zod';
import type { CommandTarget } from '#domain/channel-event.ts';
import type { Command } from '#domain/command.ts';
import { parseApprovalRef } from '#domain/ids.ts';
import { readJson } from '#lambdas/http/request.ts';
import { blockActionsSchema, formValueSchema, interactionSchema, slashCommandSchema, viewSubmissionSchema } from './schema.ts';
import { toCommand } from './to-command.ts';

/** A Slack user as a delivery names them. */
export interface SlackUser {
  readonly id: string;
  readonly name: string;
}

/** What a person wants, and how Slack has to be answered: in the response, at the response URL, or in the open form. */
export type SlackRequest =
  | { readonly type: 'ignored'; readonly reason: string }
  | { readonly type: 'problem'; readonly problem: string }
  | {
      readonly type: 'command';
      readonly via: 'slash' | 'button' | 'form';
      readonly command: Command;
      readonly target?: CommandTarget;
      readonly user: SlackUser;
      /** Unique to the interaction; Slack has no other delivery id. */
      readonly id?: string | undefined;
      readonly responseUrl?: string | undefined;
    }
  | { readonly type: 'open-form'; readonly ref: string; readonly trigger: string; readonly responseUrl?: string | undefined };

/** The id of the form that asks what should change. */
export const CHANGES_FORM = 'request_changes';

/** Reads a form-encoded delivery. @throws z.ZodError, InputError `BODY_MALFORMED` */
export function toEvent(body: string): SlackRequest {
  const form = new URLSearchParams(body);
  const payload = form.get('payload');
  if (payload !== null) return fromInteraction(readJson(payload));
  if (form.has('ssl_check')) return ignored('Slack checks our certificate');
  if (!form.has('command')) return ignored('neither a command nor an interaction');
  const slash = slashCommandSchema.parse(Object.fromEntries(form));
  const parsed = toCommand(slash.text);
  if ('problem' in parsed) return { type: 'problem', problem: parsed.problem };
  return { type: 'command', via: 'slash', ...parsed, user: { id: slash.user_id, name: slash.user_name }, id: slash.trigger_id };
}

function fromInteraction(payload: unknown): SlackRequest {
  const { type } = interactionSchema.parse(payload);
  if (type === 'block_actions') return fromButton(blockActionsSchema.parse(payload));
  if (type === 'view_submission') return fromForm(viewSubmissionSchema.parse(payload));
  return ignored(`${type.slice(0, 60)} is of no interest`);
}

function fromButton({
  user,
  trigger_id: trigger,
  response_url: responseUrl,
  actions,
}: z.infer<typeof blockActionsSchema>): SlackRequest {
  const { action_id: action, value = '' } = actions[0] ?? { action_id: '' };
  if (action !== 'approve' && action !== 'reject' && action !== 'request_changes') {
    return ignored(`the button ${action.slice(0, 60)} needs no answer`);
  }
  const target = parseApprovalRef(value);
  if (target === undefined) return ignored('the button names no task');
  if (action === 'request_changes') return { type: 'open-form', ref: value, trigger, responseUrl };
  const command: Command = action === 'approve' ? { name: 'approve' } : { name: 'reject', reason: '' };
  return { type: 'command', via: 'button', command, target, user: toUser(user), id: trigger, responseUrl };
}

function fromForm({ user, trigger_id: trigger, view }: z.infer<typeof viewSubmissionSchema>): SlackRequest {
  if (view.callback_id !== CHANGES_FORM) return ignored(`the form ${view.callback_id.slice(0, 60)} is not ours`);
  const { ref, responseUrl } = formValueSchema.parse(readJson(view.private_metadata));
  const target = parseApprovalRef(ref);
  if (target === undefined) return ignored('the form names no task');
  const feedback = view.state.values['text']?.['text']?.value ?? '';
  const command: Command = { name: 'request-changes', feedback };
  return { type: 'command', via: 'form', command, target, user: toUser(user), id: trigger ?? view.id, responseUrl };
}

function toUser({ id, name, username }: { id: string; name?: string | undefined; username?: string | undefined }): SlackUser {
  return { id, name: name ?? username ?? id };
}

function ignored(reason: string): SlackRequest {
  return { type: 'ignored', reason };
}
