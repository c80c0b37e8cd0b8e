import { timingSafeEqual } from 'node:crypto';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Logger } from '../logger.ts';
import { type Arguments, readArguments } from './arguments.ts';
import { clientRoutes } from './client-routes.ts';
import { SlackError } from './errors.ts';
import { type EventOptions, type Say, say } from './events.ts';
import { type ModalOutcome, type Outcome, sendClose, sendCommand, sendPress, sendSubmission } from './interactions.ts';
import { callMethod } from './methods.ts';
import { DANA, type EphemeralRecord, type MessageRecord, ROBIN, type SlackUser, type ViewRecord } from './model.ts';
import { safeJson, takeResponse } from './response-url.ts';
import { findUser, openWorkspace, type Workspace } from './workspace.ts';

export interface SlackOptions {
  /** SQLite file; `:memory:` for tests. */
  readonly file: string;
  /** The twin's own address, asked for when links are made. */
  readonly url: () => string;
  readonly botToken: string;
  readonly signingSecret: string;
  /** The app's request URL for commands and interactions, asked for on each delivery. */
  readonly commandUrl: () => string;
  /** Id (`C…`) or name of the one channel. */
  readonly channel: string;
  readonly logger: Logger;
  /** Milliseconds before an event that was not taken is sent again, each time; Slack's own unless told. */
  readonly eventRetryMs?: readonly number[];
  /** Asked before each call of a method; the seconds that it answers are what Slack's `Retry-After` says. */
  readonly throttle?: (method: string) => number | undefined;
  /** Milliseconds since 1970; the system's clock unless told. */
  readonly now?: () => number;
}

export interface Slack {
  readonly app: Hono;
  /** The approver, and the person who files the ticket (the same address as in Jira). */
  readonly robin: SlackUser;
  readonly dana: SlackUser;
  readonly channel: { readonly id: string; readonly name: string };
  /** The Web API's base, with a slash at the end, as the vendor's client wants it. */
  readonly apiUrl: string;
  /** Types `/agent <text>` as a person (id, name or e-mail address) and answers what the person saw. */
  command(input: { user: string; text: string }): Promise<Outcome>;
  /** Clicks a message's button by its action id. @throws SlackError `message_not_found`, `action_not_found` */
  press(input: { user: string; messageTs: string; action: string }): Promise<Outcome>;
  /** Submits an open form with a text per block id. @throws SlackError `view_not_found` */
  submitModal(input: { user: string; viewId: string; values: Readonly<Record<string, string>> }): Promise<ModalOutcome>;
  /** Closes an open form without an answer. @throws SlackError `view_not_found` */
  closeModal(input: { user: string; viewId: string }): Promise<void>;
  /** Writes a message as a person; `@stepwright` in it is a mention. Answers its timestamp, once the app took the event. */
  say(input: Say): Promise<string>;
  /** All messages, oldest first. */
  messages(): readonly MessageRecord[];
  /** What only this person sees. */
  ephemerals(user: string): readonly EphemeralRecord[];
  /** The forms open for this person. */
  openViews(user: string): readonly ViewRecord[];
  close(): Promise<void>;
}

const MAX_BODY = 1024 * 1024;

/** A Slack workspace at the wire: the Web API, signed commands, clicks and forms, response URLs, and pages. */
export async function openSlack(options: SlackOptions): Promise<Slack> {
  const workspace = openWorkspace(options);
  const closing = new AbortController();
  const interactions: EventOptions = {
    ...options,
    workspace,
    closing: closing.signal,
    ...(options.eventRetryMs ? { retryMs: options.eventRetryMs } : {}),
  };
  const app = new Hono();
  app.onError((error, c) => {
    if (error instanceof SlackError)
      return c.json({ ok: false, error: error.code }, c.req.path.startsWith('/client/') ? 400 : 404);
    options.logger.error('slack twin failed', { path: c.req.path, error: error.stack ?? String(error) });
    return c.json({ ok: false, error: 'internal_error' }, 500);
  });
  app.use(bodyLimit({ maxSize: MAX_BODY, onError: (c) => c.json({ ok: false, error: 'request_timeout' }, 413) }));
  apiRoutes(app, workspace, options);
  app.post('/response/:id', async (c) => {
    const body = safeJson(await c.req.text());
    workspace.documents.transaction(() => takeResponse(workspace, c.req.param('id'), body));
    return c.text('ok');
  });
  clientRoutes(app, interactions);
  return {
    app,
    robin: ROBIN,
    dana: DANA,
    channel: workspace.channel,
    get apiUrl() {
      return `${options.url()}/api/`;
    },
    command: (input) => sendCommand(interactions, input),
    press: (input) => sendPress(interactions, input),
    submitModal: (input) => sendSubmission(interactions, input),
    closeModal: (input) => sendClose(interactions, input),
    say: async (input) => {
      const { ts, sent } = say(interactions, input);
      await sent;
      return ts;
    },
    messages: () => workspace.messages.list(),
    ephemerals: (user) => workspace.ephemerals.list().filter(({ userId }) => userId === findUser(user).id),
    openViews: (user) => workspace.views.list().filter(({ open, userId }) => open && userId === findUser(user).id),
    close: async () => {
      closing.abort();
      workspace.documents.close();
    },
  };
}

/** Errors of methods are HTTP 200 with `ok: false`, as Slack has it. */
function apiRoutes(app: Hono, workspace: Workspace, { botToken, throttle }: SlackOptions): void {
  app.on(['GET', 'POST'], '/api/:method', async (c) => {
    const wait = throttle?.(c.req.param('method'));
    if (wait !== undefined) return c.json({ ok: false, error: 'ratelimited' }, 429, { 'retry-after': String(wait) });
    try {
      const given = await readArguments(c);
      if (c.req.param('method') !== 'api.test') authenticate(botToken, c.req.header('authorization'), given);
      return c.json({ ok: true, ...callMethod(workspace, c.req.param('method'), given) });
    } catch (error) {
      if (!(error instanceof SlackError)) throw error;
      const metadata = error.messages.length > 0 ? { response_metadata: { messages: error.messages } } : {};
      return c.json({ ok: false, error: error.code, ...metadata });
    }
  });
}

/** The token may come as a bearer or as an argument. */
function authenticate(botToken: string, header: string | undefined, given: Arguments): void {
  const argument = given['token'];
  const token = /^Bearer\s+(\S+)$/i.exec(header ?? '')?.[1] ?? (typeof argument === 'string' ? argument : undefined);
  if (token === undefined) throw new SlackError('not_authed');
  const [actual, expected] = [Buffer.from(token), Buffer.from(botToken)];
  if (actual.length !== expected.length || !timingSafeEqual(actual, expected)) throw new SlackError('invalid_auth');
}
