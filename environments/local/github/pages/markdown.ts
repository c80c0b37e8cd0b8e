import { html, raw } from 'hono/html';
import type { Html } from './layout.ts';

/** Renders the Markdown that comments are made of: headings, lists, code, bold, links; anything else stays text. */
export function markdown(text: string): Html {
  const visible = text.replaceAll(/<!--[\s\S]*?-->/g, '');
  const parts = visible.split(/^```[^\n]*\n([\s\S]*?)^```[^\n]*$/m);
  const rendered = parts.map((part, at) => (at % 2 === 1 ? `<pre><code>${escape(part)}</code></pre>` : blocks(part)));
  return html`${raw(rendered.join(''))}`;
}

function blocks(text: string): string {
  return text
    .split(/\n{2,}/)
    .filter((block) => block.trim() !== '')
    .map(block)
    .join('\n');
}

function block(text: string): string {
  const lines = text.trim().split('\n');
  const heading = /^(#{1,6}) (.*)$/.exec(lines[0] ?? '');
  if (heading !== null) {
    const level = Math.min((heading[1]?.length ?? 1) + 2, 6);
    const rest = lines.slice(1).join('\n');
    return `<h${level}>${inline(heading[2] ?? '')}</h${level}>${rest.trim() === '' ? '' : block(rest)}`;
  }
  if (lines.every((line) => /^\s*([-*]|\d+\.) |^\s{2,}/.test(line))) {
    const items = lines.map((line) => `<li>${inline(line.replace(/^\s*([-*]|\d+\.) /, ''))}</li>`);
    return `<ul>${items.join('')}</ul>`;
  }
  return `<p>${lines.map(inline).join('<br>')}</p>`;
}

function inline(text: string): string {
  return escape(text)
    .replaceAll(/`([^`]+)`/g, '<code>$1</code>')
    .replaceAll(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>')
    .replaceAll(/\[([^\]]+)\]\((https?:\/\/[^\s)"']+)\)/g, '<a href="$2" rel="noopener">$1</a>');
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
