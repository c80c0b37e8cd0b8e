import { html, raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

const STYLE = `
:root{color-scheme:light dark;--line:#8884;--soft:#8882;--good:#1a7f37;--bad:#cf222e;--busy:#9a6700}
body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:60rem;padding:1rem 1.5rem}
a{color:#0969da}h1{font-size:1.5rem}h2{font-size:1.1rem;margin-top:2rem}
nav{border-bottom:1px solid var(--line);padding-bottom:.5rem;margin-bottom:1rem}
pre,code{font:13px/1.45 ui-monospace,monospace;background:var(--soft);border-radius:4px}
code{padding:.1em .3em}pre{padding:.75rem;overflow:auto;white-space:pre-wrap}pre code{background:none;padding:0}
table{border-collapse:collapse}th,td{border:1px solid var(--line);padding:.2rem .6rem;text-align:left}.card h1{font-size:1.3rem}
ul.plain{list-style:none;padding:0}ul.plain li{padding:.3rem 0;border-bottom:1px solid var(--line)}
.badge{border-radius:1rem;padding:.1rem .6rem;font-size:.85rem;color:#fff;background:#59636e}
.badge.good{background:var(--good)}.badge.bad{background:var(--bad)}.badge.busy{background:var(--busy)}
.card{border:1px solid var(--line);border-radius:6px;padding:.5rem 1rem;margin:.75rem 0}.soft{opacity:.7;font-size:.9rem}
.add{background:#2da44e33;display:block}.del{background:#cf222e33;display:block}.hunk{opacity:.6;display:block}.ctx{display:block}
`;

/** A whole page; everything in `content` is escaped already. */
export function page(title: string, crumbs: readonly (readonly [string, string])[], content: Html): Html {
  const links = crumbs.map(([text, href], at) => html`${at === 0 ? '' : ' / '}<a href="${href}">${text}</a>`);
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><style>${raw(STYLE)}</style></head>
<body><nav><a href="/">GitHub on this machine</a>${links.length === 0 ? '' : ' / '}${links}</nav><main>${content}</main></body></html>`;
}

/** A coloured word for a state such as `success` or `open`. */
export function badge(state: string): Html {
  return html`<span class="badge ${KINDS[state] ?? ''}">${state.replaceAll('_', ' ')}</span>`;
}

const KINDS: Readonly<Record<string, string>> = {
  success: 'good',
  open: 'good',
  merged: 'good',
  failure: 'bad',
  timed_out: 'bad',
  cancelled: 'bad',
  queued: 'busy',
  in_progress: 'busy',
};

/** A unified diff with coloured lines. */
export function diff(text: string): Html {
  const lines = text.split('\n').map((line) => html`<span class="${lineClass(line)}">${line === '' ? ' ' : line}</span>`);
  return html`<pre>${lines}</pre>`;
}

function lineClass(line: string): string {
  if (line.startsWith('+')) return 'add';
  if (line.startsWith('-')) return 'del';
  return line.startsWith('@@') ? 'hunk' : 'ctx';
}
