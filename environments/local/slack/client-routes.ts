import { randomBytes } from 'node:crypto';
import type { Context, Hono, MiddlewareHandler } from 'hono';
import { securePages } from '../http/secure-pages.ts';
import { SlackError } from './errors.ts';
import { type EventOptions, say } from './events.ts';
import { sendClose, sendCommand, sendPress, sendSubmission } from './interactions.ts';
import { ROBIN } from './model.ts';
import { channelPage, threadPage, type Viewer } from './page.ts';
import { findUser } from './workspace.ts';

/**
 * The pages that stand for Slack's own client. Their forms carry a token made per process, so that no other web page
 * can click for the person.
 */
export function clientRoutes(app: Hono, options: EventOptions): void {
  const { workspace } = options;
  const token = randomBytes(24).toString('base64url');
  const viewerOf = (c: Context): Viewer => ({ token, user: findUser(c.req.query('as') ?? ROBIN.name) });
  const home = `/archives/${workspace.channel.id}`;
  for (const path of ['/', '/archives/*', '/client/*']) app.use(path, guard);
  app.get('/', (c) => c.redirect(home));
  app.get(home, (c) => c.html(channelPage(workspace, viewerOf(c))));
  app.get(`${home}/:link`, (c) => {
    const message = workspace.messages.get(toTs(c.req.param('link')));
    const root = message?.threadTs === undefined ? message : workspace.messages.get(message.threadTs);
    return root ? c.html(threadPage(workspace, root, viewerOf(c))) : c.notFound();
  });
  const readForm = async (c: Context): Promise<URLSearchParams> => {
    const form = new URLSearchParams(await c.req.text());
    if (form.get('token') !== token) throw new SlackError('invalid_form_token');
    return form;
  };
  const back = (c: Context, user: string): Response => {
    const from = URL.canParse(c.req.header('referer') ?? '') ? new URL(c.req.header('referer') ?? '').pathname : home;
    return c.redirect(`${from.startsWith('/archives/') ? from : home}?as=${findUser(user).name}`, 303);
  };
  app.post('/client/command', async (c) => {
    const form = await readForm(c);
    const user = form.get('user') ?? '';
    await sendCommand(options, { user, text: form.get('text') ?? '' });
    return back(c, user);
  });
  app.post('/client/say', async (c) => {
    const form = await readForm(c);
    const [user, text, threadTs] = [form.get('user') ?? '', form.get('text') ?? '', form.get('threadTs')];
    // What becomes of the event the person sees in the thread.
    if (text.trim() !== '') void say(options, { user, text, ...(threadTs ? { threadTs } : {}) }).sent;
    return back(c, user);
  });
  app.post('/client/close', async (c) => {
    const form = await readForm(c);
    const user = form.get('user') ?? '';
    await sendClose(options, { user, viewId: form.get('viewId') ?? '' });
    return back(c, user);
  });
  app.post('/client/press', async (c) => {
    const form = await readForm(c);
    const user = form.get('user') ?? '';
    await sendPress(options, { user, messageTs: form.get('messageTs') ?? '', action: form.get('action') ?? '' });
    return back(c, user);
  });
  app.post('/client/submit', async (c) => {
    const form = await readForm(c);
    const user = form.get('user') ?? '';
    const fields = [...form].filter(([name]) => name.startsWith('value:'));
    const values = Object.fromEntries(fields.map(([name, value]) => [name.slice('value:'.length), value]));
    await sendSubmission(options, { user, viewId: form.get('viewId') ?? '', values });
    return back(c, user);
  });
}

/** These pages act for a person: no other site may frame them or reach them under a name of its own. */
const guard: MiddlewareHandler = async (c, next) => {
  const { hostname } = new URL(c.req.url);
  if (hostname !== '127.0.0.1' && hostname !== 'localhost') return c.text('Open this page at 127.0.0.1.', 403);
  return securePages(c, next);
};

/** `p1700000000123456` to `1700000000.123456`. */
const toTs = (link: string): string => link.replace(/^p(\d+)(\d{6})$/, '$1.$2');
