/** A backslash escape, code, a link, bold, strike, italic, or an address, whichever comes first. */
const INLINE =
  /\\([\\`*_{}[\]()#+\-.!|<>~@&])|`([^`\n]+)`|\[((?:[^\]\\\n]|\\.)+)\]\((https?:\/\/[^)\s]+)\)|\*\*(\S(?:.*?\S)?)\*\*|~~(\S(?:.*?\S)?)~~|(?<![\w*])\*(\S(?:.*?\S)?)\*(?![\w*])|<(https?:\/\/[^>\s]+)>|(https?:\/\/[^\s<>)\]]*[^\s<>)\].,;:!?'"])/;

/** A zero-width space keeps an escaped sign from being read as formatting; Slack has no escape of its own for it. */
const INERT = '\u200b';

/** Markdown as Slack's mrkdwn: bold headings, bullets, links, and `&`, `<`, `>` escaped, so that no text can ping a channel. */
export function markdownToMrkdwn(markdown: string): string {
  const parts = markdown.replaceAll('\r\n', '\n').split(/^(\s*```[\s\S]*?(?:^\s*```\s*$|$(?![\s\S])))/m);
  return parts.map((part, index) => (index % 2 === 1 ? codeBlock(part) : part.split('\n').map(line).join('\n'))).join('');
}

/** Escapes what Slack reads as a command, a link or a mention. */
function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** A bar would begin the link's label. */
const address = (url = ''): string => escapeText(url).replaceAll('|', '%7C');

function codeBlock(block: string): string {
  const body = block
    .trim()
    .replace(/^```[^\n]*\n?/, '')
    .replace(/\n?```$/, '');
  return `\`\`\`\n${escapeText(body)}\n\`\`\``;
}

function line(text: string): string {
  const heading = /^#{1,6}\s+(.*?)\s*#*$/.exec(text);
  if (heading) return `*${inline(heading[1] ?? '').replaceAll('*', '')}*`;
  const bullet = /^(\s*)[-*+]\s+(?:\[([ xX])\]\s+)?(.*)$/.exec(text);
  if (bullet) return `${bullet[1] ?? ''}${boxOf(bullet[2])}${inline(bullet[3] ?? '')}`;
  const quote = /^\s*>\s?(.*)$/.exec(text);
  if (quote) return `> ${inline(quote[1] ?? '')}`;
  return /^\s*([-*_])(\s*\1){2,}\s*$/.test(text) ? '———' : inline(text);
}

function boxOf(state: string | undefined): string {
  if (state === undefined) return '• ';
  return state === ' ' ? '☐ ' : '☑ ';
}

function inline(text: string): string {
  const match = INLINE.exec(text);
  if (!match) return escapeText(text);
  return `${escapeText(text.slice(0, match.index))}${format(match)}${inline(text.slice(match.index + match[0].length))}`;
}

function format(match: RegExpExecArray): string {
  const [whole, escaped, code, label, href, ...others] = match;
  const [bold, strike, italic, angle, bare] = others;
  if (escaped !== undefined) return '*_~`'.includes(escaped) ? `${INERT}${escaped}${INERT}` : escapeText(escaped);
  if (code !== undefined) return `\`${escapeText(code)}\``;
  if (label !== undefined) return `<${address(href)}|${inline(label).replaceAll(/[|<>]/g, ' ')}>`;
  for (const [sign, text] of Object.entries({ '*': bold, '~': strike, _: italic })) {
    if (text !== undefined) return `${sign}${inline(text)}${sign}`;
  }
  return `<${address(angle ?? bare ?? whole)}>`;
}
