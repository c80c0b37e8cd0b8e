import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import { toHtml } from './adf-to-html.ts';
import { type IssueRecord, ISSUE_TYPES, PRIORITIES, STATUSES } from './model.ts';
import { attachmentsOf } from './present.ts';
import type { Site } from './site.ts';

type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

const STYLE = `
  :root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 18%, transparent); --accent: #0c66e4 }
  body { font: 15px/1.55 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
  a { color: var(--accent) } h1 { font-size: 1.5rem; margin: .2rem 0 1rem }
  .facts { display: flex; flex-wrap: wrap; gap: .5rem 1rem; padding: .6rem 0; border-block: 1px solid var(--line); font-size: .9rem }
  .status, .label { border-radius: 3px; padding: 0 .45rem; border: 1px solid var(--line) }
  .status { font-weight: 600; text-transform: uppercase; font-size: .75rem; letter-spacing: .03em; align-self: center }
  .status.done { background: #1f845a; color: #fff } .status.indeterminate { background: #0c66e4; color: #fff }
  .comment { border-top: 1px solid var(--line); padding: .8rem 0 } .who { font-weight: 600 } time { opacity: .65; font-size: .85rem }
  pre { overflow-x: auto; padding: .7rem; border: 1px solid var(--line); border-radius: 4px; font-size: .85rem }
  table { border-collapse: collapse } td, th { border: 1px solid var(--line); padding: .2rem .6rem; text-align: left }
  td p, th p, li p { margin: 0 } li { margin: .15rem 0 }
`;

/** A ticket with its comments, for people. */
export function ticketPage(site: Site, issue: IssueRecord): Html {
  const comments = site.comments.list(`${issue.key}/`);
  return page(
    `${issue.key} ${issue.summary}`,
    html`<p><a href="/browse/">${site.project.name}</a> / ${issue.key}</p>
      <h1>${issue.summary}</h1>
      ${facts(site, issue)}
      <section>${issue.description ? toHtml(issue.description) : html`<p><i>No description.</i></p>`}</section>
      ${attached(site, issue)}
      <h2>Comments (${comments.length})</h2>
      ${comments.map(
        (comment) => html`<article class="comment" id="comment-${comment.id}">
          <span class="who">${nameOf(site, comment.authorId)}</span> ${time(comment.created)}
          ${comment.updated === comment.created ? '' : html`<time>(edited ${time(comment.updated)})</time>`}
          ${toHtml(comment.body)}
        </article>`,
      )}`,
  );
}

/** All tickets, newest first. */
export function listPage(site: Site): Html {
  const issues = site.issues.list().toReversed();
  return page(
    site.project.name,
    html`<h1>${site.project.name}</h1>
      ${issues.length === 0 ? html`<p>No tickets yet.</p>` : ''}
      <ul>
        ${issues.map((issue) => html`<li>${status(issue)} <a href="/browse/${issue.key}">${issue.key}</a> ${issue.summary}</li>`)}
      </ul>`,
  );
}

function facts(site: Site, issue: IssueRecord): Html {
  const type = ISSUE_TYPES.find(({ id }) => id === issue.issueTypeId)?.name;
  const priority = PRIORITIES.find(({ id }) => id === issue.priorityId)?.name;
  return html`<div class="facts">
    ${status(issue)} <span>${type}</span> <span>Priority: ${priority}</span>
    <span>Reporter: ${nameOf(site, issue.reporterId)}</span>
    ${issue.labels.map((label) => html`<span class="label">${label}</span>`)}
    <span>Updated ${time(issue.updated)}</span>
  </div>`;
}

function attached(site: Site, { key }: IssueRecord): Html {
  const files = attachmentsOf(site, key);
  if (files.length === 0) return html``;
  return html`<h2>Attachments (${files.length})</h2>
    <ul>
      ${files.map(
        ({ id, mediaKey, filename, size }) => html`<li><a href="/media/${id}/${mediaKey}">${filename}</a> ${size} bytes</li>`,
      )}
    </ul>`;
}

function status(issue: IssueRecord): Html {
  const found = STATUSES.find(({ id }) => id === issue.statusId) ?? STATUSES[0];
  return html`<span class="status ${found.category.key}">${found.name}</span>`;
}

const nameOf = (site: Site, accountId: string): string =>
  site.accounts.find((account) => account.accountId === accountId)?.displayName ?? 'Former user';

const time = (iso: string): Html => html`<time datetime="${iso}">${iso.slice(0, 16).replace('T', ' ')} UTC</time>`;

function page(title: string, body: Html): Html {
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
        ${body}
      </body>
    </html>`;
}
