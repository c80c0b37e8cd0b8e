import { html, raw } from 'hono/html';
import MarkdownIt from 'markdown-it';
import type { Html } from './layout.ts';

/** Outside text: its HTML stays text, its images are not fetched, and markdown-it refuses links such as `javascript:`. */
const renderer = new MarkdownIt({ html: false, breaks: true }).disable('image');

/** The one kind of HTML that bodies of ours have, without attributes, as it looks once escaped. */
const FOLDING = /(?:<p>)?&lt;(\/?(?:details|summary))&gt;(?:<br>\n?|<\/p>)?/g;

/** Renders GitHub-flavoured Markdown; HTML comments, which carry our markers, are left out. */
export function markdown(text: string): Html {
  const visible = text.replaceAll(/<!--[\s\S]*?-->/g, '');
  return html`${raw(renderer.render(visible).replaceAll(FOLDING, '<$1>'))}`;
}
