import { html } from 'hono/html';
import { z } from 'zod';
import { buttonSchema, inputsOf } from './blocks.ts';
import { permalinkOf } from './chat-methods.ts';
import { type Block, type EphemeralRecord, type MessageRecord, type SlackUser, USERS, type ViewRecord } from './model.ts';
import { type Html, mrkdwnToHtml } from './mrkdwn-to-html.ts';
import { STYLE } from './page-style.ts';
import { repliesOf, type Workspace } from './workspace.ts';

/** Who looks at the page, and the token that its forms must carry. */
export interface Viewer {
  readonly user: SlackUser;
  readonly token: string;
}

/** The channel: the first message of every thread, what only the viewer sees, and a line to type a command. */
export function channelPage(workspace: Workspace, viewer: Viewer): Html {
  const { id } = workspace.channel;
  const roots = workspace.messages.list().filter(({ channel, threadTs }) => channel === id && threadTs === undefined);
  const own = workspace.ephemerals.list().filter(({ userId, threadTs }) => userId === viewer.user.id && threadTs === undefined);
  const items = [...roots.map((root) => ({ at: root.ts, item: rootItem(workspace, root, viewer) })), ...own.map(toItem)];
  items.sort((a, b) => Number(a.at) - Number(b.at));
  return page(
    `#${workspace.channel.name}`,
    viewer,
    html`<h1>#${workspace.channel.name}</h1>
      ${items.length === 0 ? html`<p class="quiet">Nothing yet.</p>` : items.map(({ item }) => item)}
      ${openForms(workspace, viewer)} ${commandLine(viewer)} ${messageLine(viewer)}`,
  );
}

/** A thread: its first message and the replies. */
export function threadPage(workspace: Workspace, root: MessageRecord, viewer: Viewer): Html {
  const own = workspace.ephemerals.list().filter(({ userId, threadTs }) => userId === viewer.user.id && threadTs === root.ts);
  const replies = repliesOf(workspace, root.ts).map((reply) => ({ at: reply.ts, item: messageItem(reply, viewer) }));
  const items = [...replies, ...own.map(toItem)].sort((a, b) => Number(a.at) - Number(b.at));
  return page(
    'Thread',
    viewer,
    html`<p><a href="/archives/${root.channel}">#${workspace.channel.name}</a> / thread</p>
      ${messageItem(root, viewer)}
      <div class="replies">${items.map(({ item }) => item)}</div>
      ${openForms(workspace, viewer)} ${commandLine(viewer)} ${messageLine(viewer, root.ts)}`,
  );
}

function rootItem(workspace: Workspace, root: MessageRecord, viewer: Viewer): Html {
  const count = repliesOf(workspace, root.ts).length;
  const label = count === 1 ? '1 reply' : `${count} replies`;
  return html`${messageItem(root, viewer)}
    <p class="thread"><a href="${new URL(permalinkOf(workspace, root)).pathname}">${count === 0 ? 'Open thread' : label}</a></p>`;
}

function messageItem(message: MessageRecord, viewer: Viewer): Html {
  if (message.deleted) return html`<article class="message quiet">This message was deleted.</article>`;
  const name = USERS.find(({ id }) => id === message.userId)?.realName ?? message.userId;
  return html`<article class="message" id="p${message.ts.replace('.', '')}">
    <span class="who">${name}</span> ${time(message.ts)} ${message.editedTs === undefined ? '' : html`<time>(edited)</time>`}
    ${
      message.blocks.length === 0
        ? html`<p>${mrkdwnToHtml(message.text)}</p>`
        : message.blocks.map((block) => drawBlock(block, message, viewer))
    }
    ${message.reactions.map(({ name: emoji, users }) => html`<span class="reaction">:${emoji}: ${users.length}</span>`)}
  </article>`;
}

function toItem(ephemeral: EphemeralRecord): { at: string; item: Html } {
  const item = html`<article class="message only"><p class="quiet">Only visible to you</p><p>${mrkdwnToHtml(ephemeral.text)}</p></article>`;
  return { at: ephemeral.id, item };
}

const textSchema = z.looseObject({ text: z.string() });

function drawBlock(block: Block, message: MessageRecord, viewer: Viewer): Html {
  if (block.type === 'divider') return html`<hr />`;
  if (block.type === 'actions') {
    const buttons = z.array(buttonSchema).catch([]).parse(block['elements']);
    return html`<div class="actions">${buttons.map((button) => drawButton(button, message, viewer))}</div>`;
  }
  if (block.type === 'context') {
    const elements = z.array(textSchema).catch([]).parse(block['elements']);
    return html`<p class="quiet">${elements.map(({ text }) => mrkdwnToHtml(text))}</p>`;
  }
  const text = textSchema.safeParse(block['text']).data?.text ?? '';
  return block.type === 'header' ? html`<h3>${text}</h3>` : html`<p>${mrkdwnToHtml(text)}</p>`;
}

function drawButton(button: z.infer<typeof buttonSchema>, message: MessageRecord, viewer: Viewer): Html {
  if (button.url !== undefined) return html`<a class="button" href="${button.url}">${button.text.text}</a>`;
  return html`<form method="post" action="/client/press">
    ${hidden(viewer)}<input type="hidden" name="messageTs" value="${message.ts}" />
    <input type="hidden" name="action" value="${button.action_id ?? ''}" />
    <button class="button ${button.style ?? ''}">${button.text.text}</button>
  </form>`;
}

function openForms(workspace: Workspace, viewer: Viewer): Html {
  const views = workspace.views.list().filter(({ open, userId }) => open && userId === viewer.user.id);
  return html`${views.map((record) => drawForm(record, viewer))}`;
}

function drawForm({ id, view }: ViewRecord, viewer: Viewer): Html {
  return html`<form class="modal" method="post" action="/client/submit">
    <h2>${view.title.text}</h2>
    ${hidden(viewer)}<input type="hidden" name="viewId" value="${id}" />
    ${inputsOf(view.blocks).map(
      (input) => html`<label>${input.label.text}<textarea name="value:${input.block_id}" rows="4"></textarea></label>`,
    )}
    <button class="button primary">${view.submit?.text ?? 'Submit'}</button>
    <button class="button" formaction="/client/close" formnovalidate>Close</button>
  </form>`;
}

function messageLine(viewer: Viewer, threadTs = ''): Html {
  return html`<form class="command" method="post" action="/client/say">
    ${hidden(viewer)}<input type="hidden" name="threadTs" value="${threadTs}" />
    <label>Message <input name="text" placeholder="@stepwright where is SHIP-1?" autocomplete="off" /></label>
    <button class="button">Send</button>
  </form>`;
}

function commandLine(viewer: Viewer): Html {
  return html`<form class="command" method="post" action="/client/command">
    ${hidden(viewer)}<label>/agent <input name="text" placeholder="status SHIP-1" autocomplete="off" /></label>
    <button class="button">Send</button>
  </form>`;
}

const hidden = ({ user, token }: Viewer): Html =>
  html`<input type="hidden" name="token" value="${token}" /><input type="hidden" name="user" value="${user.id}" />`;

const time = (ts: string): Html =>
  html`<time>${new Date(Number(ts) * 1_000).toISOString().slice(0, 16).replace('T', ' ')} UTC</time>`;

function page(title: string, viewer: Viewer, body: Html): Html {
  const people = USERS.filter(({ isBot }) => !isBot);
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <style>
          ${STYLE}
        </style>
      </head>
      <body>
        <nav>
          You are
          ${people.map(({ id, name, realName }) =>
            id === viewer.user.id ? html`<b>${realName}</b> ` : html`<a href="?as=${name}">${realName}</a> `,
          )}
        </nav>
        ${body}
      </body>
    </html>`;
}
