import { html, raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import { USERS } from './model.ts';

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/** Code block, code, `<link|label>`, bold, italic, strike or an emoji code, whichever comes first. */
const INLINE =
  /```\n?([\s\S]*?)```|`([^`\n]+)`|<([^<>\n]+)>|(?<![\w*])\*(\S(?:[^*\n]*\S)?)\*(?![\w*])|(?<!\w)_(\S(?:[^_\n]*\S)?)_(?!\w)|(?<![\w~])~(\S(?:[^~\n]*\S)?)~(?!\w)/;

const ENTITIES: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };

/** Draws Slack's mrkdwn as HTML; everything is escaped and only http(s) links become links. */
export function mrkdwnToHtml(text: string): Html {
  const match = INLINE.exec(text);
  if (!match) return plain(text);
  const before = text.slice(0, match.index);
  const after = text.slice(match.index + match[0].length);
  return html`${plain(before)}${draw(match)}${mrkdwnToHtml(after)}`;
}

function draw(match: RegExpExecArray): Html {
  const [whole, block, code, reference, bold, italic, strike] = match;
  if (block !== undefined) return html`<pre>${unescape(block)}</pre>`;
  if (code !== undefined) return html`<code>${unescape(code)}</code>`;
  if (reference !== undefined) return drawReference(reference);
  if (bold !== undefined) return html`<b>${mrkdwnToHtml(bold)}</b>`;
  if (italic !== undefined) return html`<i>${mrkdwnToHtml(italic)}</i>`;
  return strike === undefined ? plain(whole) : html`<s>${mrkdwnToHtml(strike)}</s>`;
}

function drawReference(reference: string): Html {
  const [target = '', label] = reference.split('|');
  if (/^https?:\/\//.test(target)) {
    return html`<a href="${unescape(target)}" rel="noopener noreferrer">${unescape(label ?? target)}</a>`;
  }
  if (target.startsWith('@')) return html`<b>@${USERS.find(({ id }) => `@${id}` === target)?.realName ?? target.slice(1)}</b>`;
  return html`${unescape(label ?? target)}`;
}

function plain(text: string): Html {
  const lines = text.split('\n').map((line) => html`${unescape(line)}`);
  return html`${lines.map((line, index) => (index === 0 ? line : html`${raw('<br>')}${line}`))}`;
}

const unescape = (text: string): string => text.replace(/&(amp|lt|gt);/g, (entity) => ENTITIES[entity] ?? entity);
