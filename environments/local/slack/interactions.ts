import { z } from 'zod';
import type { Logger } from '../logger.ts';
import { buttonsOf, inputsOf } from './blocks.ts';
import { SlackError } from './errors.ts';
import { APP_ID, type MessageRecord, type SlackUser, TEAM, type ViewRecord } from './model.ts';
import { toMessage, toView } from './present.ts';
import { applyResponse, newResponseUrl, parseAck, safeJson } from './response-url.ts';
import { signatureHeaders } from './sign.ts';
import { replaceView } from './view-methods.ts';
import { findMessage, findUser, newTrigger, type Workspace } from './workspace.ts';

export interface InteractionOptions {
  readonly workspace: Workspace;
  readonly signingSecret: string;
  /** The app's request URL, asked for on each delivery. */
  readonly commandUrl: () => string;
  readonly logger: Logger;
}

/** What the app answered, and what the person saw of it. */
export interface Outcome {
  /** False when the app did not answer in time or with an error; Slack then tells the person so. */
  readonly ok: boolean;
  /** HTTP status, or 0 without an answer. */
  readonly status: number;
  /** The text that only the person saw. */
  readonly text: string;
}

export interface ModalOutcome extends Outcome {
  /** By block; the form stays open. */
  readonly errors: Readonly<Record<string, string>>;
}

/** Slack gives an app 3 seconds. */
const TIMEOUT_MS = 3_000;

/** Types `/agent <text>` as a person (id, name or e-mail address). */
export async function sendCommand(options: InteractionOptions, input: { user: string; text: string }): Promise<Outcome> {
  const { workspace } = options;
  const user = findUser(input.user);
  const responseUrl = newResponseUrl(workspace, user.id);
  const form = {
    team_id: TEAM.id,
    team_domain: TEAM.domain,
    channel_id: workspace.channel.id,
    channel_name: workspace.channel.name,
    user_id: user.id,
    user_name: user.name,
    command: '/agent',
    text: input.text,
    api_app_id: APP_ID,
    is_enterprise_install: 'false',
    response_url: responseUrl,
    trigger_id: newTrigger(workspace, user.id),
  };
  const answer = await deliver(options, form);
  if (!answer.ok) return failed(workspace, user, answer.status, `/agent failed with the error "${answer.error}"`);
  const ack = parseAck(answer.body, answer.contentType);
  if (ack) workspace.documents.transaction(() => applyResponse(workspace, { userId: user.id }, ack));
  return { ok: true, status: answer.status, text: ack?.text ?? '' };
}

/** Clicks the button with this action id under a message. @throws SlackError `message_not_found`, `action_not_found` */
export async function sendPress(
  options: InteractionOptions,
  input: { user: string; messageTs: string; action: string },
): Promise<Outcome> {
  const { workspace } = options;
  const user = findUser(input.user);
  const message = findMessage(workspace, input.messageTs);
  const found = buttonsOf(message.blocks).find(({ button }) => button.action_id === input.action);
  if (!found) throw new SlackError('action_not_found');
  const { type, action_id, text, value, style } = found.button;
  const payload = {
    type: 'block_actions',
    ...source(user),
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: message.channel,
      is_ephemeral: false,
      ...threadOf(message),
    },
    trigger_id: newTrigger(workspace, user.id),
    channel: workspace.channel,
    message: toMessage(workspace, message),
    state: { values: {} },
    response_url: newResponseUrl(workspace, user.id, message.ts),
    actions: [{ type, action_id, block_id: found.blockId, text, value, style, action_ts: workspace.nextTs() }],
  };
  const answer = await deliver(options, { payload: JSON.stringify(payload) });
  if (!answer.ok) return failed(workspace, user, answer.status, 'This app responded with an error.');
  return { ok: true, status: answer.status, text: '' };
}

/** Submits an open form with a text per block id. @throws SlackError `view_not_found` */
export async function sendSubmission(
  options: InteractionOptions,
  input: { user: string; viewId: string; values: Readonly<Record<string, string>> },
): Promise<ModalOutcome> {
  const { workspace } = options;
  const user = findUser(input.user);
  const record = workspace.views.get(input.viewId);
  if (!record?.open || record.userId !== user.id) throw new SlackError('view_not_found');
  const inputs = inputsOf(record.view.blocks);
  const missing = inputs.filter(({ block_id, optional }) => !optional && (input.values[block_id] ?? '').trim() === '');
  if (missing.length > 0) {
    const errors = Object.fromEntries(missing.map(({ block_id }) => [block_id, 'Please complete this required field.']));
    return { ok: false, status: 0, text: '', errors };
  }
  const values = Object.fromEntries(
    inputs.map(({ block_id, actionId }) => [
      block_id,
      { [actionId]: { type: 'plain_text_input', value: input.values[block_id] || null } },
    ]),
  );
  const payload = {
    type: 'view_submission',
    ...source(user),
    trigger_id: newTrigger(workspace, user.id),
    view: { ...toView(record), state: { values } },
    response_urls: [],
  };
  const answer = await deliver(options, { payload: JSON.stringify(payload) });
  if (!answer.ok) return { ...failed(workspace, user, answer.status, 'We had some trouble connecting. Try again?'), errors: {} };
  return { ok: true, status: answer.status, text: '', errors: obeyAnswer(workspace, record, answer.body) };
}

/** Closes an open form without an answer; the app is told if it asked for that. @throws SlackError `view_not_found` */
export async function sendClose(options: InteractionOptions, input: { user: string; viewId: string }): Promise<void> {
  const { workspace } = options;
  const user = findUser(input.user);
  const record = workspace.views.get(input.viewId);
  if (!record?.open || record.userId !== user.id) throw new SlackError('view_not_found');
  workspace.views.put(record.id, { ...record, open: false });
  if (record.view['notify_on_close'] !== true) return;
  const payload = { type: 'view_closed', ...source(user), view: toView(record), is_cleared: false };
  await deliver(options, { payload: JSON.stringify(payload) });
}

const viewAnswerSchema = z.looseObject({
  response_action: z.enum(['errors', 'update', 'push', 'clear']).optional(),
  errors: z.record(z.string(), z.string()).default({}),
  view: z.unknown().optional(),
});

/** An empty answer closes the form. */
function obeyAnswer(workspace: Workspace, record: ViewRecord, body: string): Readonly<Record<string, string>> {
  const { response_action: action, errors = {}, view } = viewAnswerSchema.safeParse(safeJson(body)).data ?? {};
  if (action === 'errors') return errors;
  if ((action === 'update' || action === 'push') && view !== undefined) replaceView(workspace, record, view);
  else workspace.views.put(record.id, { ...record, open: false });
  return {};
}

function source(user: SlackUser): object {
  return {
    team: { id: TEAM.id, domain: TEAM.domain },
    user: { id: user.id, username: user.name, name: user.name, team_id: TEAM.id },
    api_app_id: APP_ID,
    enterprise: null,
    is_enterprise_install: false,
  };
}

const threadOf = ({ threadTs }: MessageRecord): object => (threadTs === undefined ? {} : { thread_ts: threadTs });

type Answer =
  | { readonly ok: true; readonly status: number; readonly body: string; readonly contentType: string }
  | { readonly ok: false; readonly status: number; readonly error: string };

/** Slack sends an interaction once; there is no second try. */
async function deliver(options: InteractionOptions, form: Readonly<Record<string, string>>): Promise<Answer> {
  const body = new URLSearchParams(form).toString();
  try {
    const response = await fetch(options.commandUrl(), {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        ...signatureHeaders(options.signingSecret, body, options.workspace.now()),
      },
      body,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await response.text();
    if (response.ok)
      return { ok: true, status: response.status, body: text, contentType: response.headers.get('content-type') ?? '' };
    options.logger.warn('slack app refused', { status: response.status, body: text.slice(0, 500) });
    return { ok: false, status: response.status, error: 'dispatch_failed' };
  } catch (error) {
    options.logger.warn('slack app did not answer', { error: String(error) });
    const timedOut = error instanceof Error && error.name === 'TimeoutError';
    return { ok: false, status: 0, error: timedOut ? 'operation_timeout' : 'dispatch_failed' };
  }
}

function failed(workspace: Workspace, user: SlackUser, status: number, text: string): Outcome {
  applyResponse(
    workspace,
    { userId: user.id },
    { text, response_type: 'ephemeral', replace_original: false, delete_original: false },
  );
  return { ok: false, status, text };
}
