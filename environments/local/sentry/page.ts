import { html } from 'hono/html';
import { type EventRecord, exceptionsOf, type IssueRecord } from './model.ts';
import { type Organization, projectOf } from './organization.ts';

type Html = ReturnType<typeof html>;

const STYLE =
  'body{font:15px/1.5 system-ui;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#2b2233}table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #e0dce5}pre{background:#f6f5f8;padding:1rem;overflow:auto}';

function layout(title: string, body: Html): Html {
  return html`<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title><style>${STYLE}</style></head><body>${body}</body></html>`;
}

/** All issues, the last seen first. */
export function listPage(site: Organization): Html {
  const issues = site.issues.list().toSorted((a, b) => b.lastSeen.localeCompare(a.lastSeen));
  const rows = issues.map(
    (issue) =>
      html`<tr><td><a href="/issues/${issue.id}">${issue.shortId}</a></td><td>${issue.title}</td><td>${issue.level}</td><td>${issue.substatus ?? issue.status}</td><td>${issue.count}</td><td>${issue.lastSeen}</td></tr>`,
  );
  const projects = site.projects.map((project) => html`<li>${project.slug}: <code>${dsnOf(site, project.slug)}</code></li>`);
  const body = html`<h1>Issues of ${site.slug}</h1><table><tr><th>issue</th><th>title</th><th>level</th><th>status</th><th>events</th><th>last seen</th></tr>${rows}</table><h2>DSNs</h2><ul>${projects}</ul>`;
  return layout('Sentry', body);
}

/** One issue with the trace of its latest event. */
export function issuePage(site: Organization, issue: IssueRecord, latest: EventRecord | undefined): Html {
  const facts = `${issue.level} · ${issue.substatus ?? issue.status} · ${issue.count} events · ${issue.users.length} users · first seen ${issue.firstSeen} · last seen ${issue.lastSeen}`;
  const body = html`<p><a href="/">all issues</a></p><h1>${issue.shortId}: ${issue.title}</h1><p>${facts}</p><p>${issue.culprit}</p><pre>${latest ? traceOf(latest) : ''}</pre>`;
  return layout(issue.shortId, body);
}

/** What an SDK is given to report to a project. */
export function dsnOf(site: Organization, slug: string): string {
  const project = projectOf(site, slug);
  return project ? `${site.url().replace('://', `://${project.publicKey}@`)}/${project.id}` : '';
}

function traceOf({ payload }: EventRecord): string {
  const lines = exceptionsOf(payload).map(({ type, value, stacktrace }) => {
    const frames = (stacktrace?.frames ?? []).toReversed();
    const shown = frames.map((frame) => `  at ${frame.function ?? '?'} (${frame.filename ?? '?'}:${frame.lineno ?? '?'})`);
    return [`${type ?? 'Error'}: ${value ?? ''}`, ...shown].join('\n');
  });
  return lines.toReversed().join('\n\n');
}
